import { z } from "zod";
import type { SortingAnalyzer } from "#core/analyzer/index.ts";
import { contamination } from "../../contamination.ts";
import { interpolatedBinomialSurvival } from "../../spline.ts";
import { roundHalfEven, totalSamples, trainsOf } from "../refractory.ts";
import { defineMergeStep, pairValues } from "../search.ts";
import { REFRACTORY_PARAMS } from "./units.ts";

/** Units whose spikes do not fall into each other's refractory period (Llobet, Wyngaard and Barbour 2022). */
export const crossContamination = defineMergeStep({
  name: "cross_contamination",
  label: "Cross-contamination",
  summary: "The units do not fire within each other's refractory period.",
  measure: { label: "p value", unit: "" },
  passes: "above",
  requires: [],
  params: z.strictObject({
    cc_thresh: z
      .number()
      .nonnegative()
      .default(0.1)
      .describe("Cross-contamination that is tested against."),
    p_value: z.number().min(0).max(1).default(0.2).describe("Least p value."),
    ...REFRACTORY_PARAMS,
  }),
  judge(search, params) {
    const { analyzer, numUnits } = search;
    const { samplingFrequency } = analyzer.attributes;
    const total = totalSamples(analyzer);
    const periods = [params.censored_period_ms, params.refractory_period_ms] as const;
    const [censored, refractory] = periods.map((ms) => roundHalfEven(ms * 1e-3 * samplingFrequency)); // prettier-ignore
    const joined = new Map<number, Float64Array>();
    const trainOf = (unit: number): Float64Array => {
      const train = joined.get(unit) ?? joinedTrain(analyzer, unit);
      joined.set(unit, train);
      return train;
    };
    const ownContamination = (unit: number): number =>
      search.contamination?.[unit] ??
      contamination(
        trainOf(unit),
        total,
        periods[0] * 1e-3 * samplingFrequency,
        periods[1] * 1e-3 * samplingFrequency,
      );
    const estimates = new Float64Array(numUnits * numUnits).fill(NaN);
    const pValues = pairValues(search, (i, j) => {
      const [first, second] = [trainOf(i), trainOf(j)];
      if (first.length === 0 || second.length === 0) return NaN;
      const own = ownContamination(i);
      const violations =
        coincidences(first, second, refractory) - coincidences(first, second, censored);
      const chances = first.length * second.length;
      const excess = (violations * total) / (2 * chances * refractory) - 1;
      estimates[i * numUnits + j] = own === 1 ? -Infinity : 1 - excess / (own - 1);
      const trials = chances * ((1 - own) * params.cc_thresh + own);
      const p = interpolatedBinomialSurvival(Math.trunc(violations - 1), trials, (2 * refractory) / total); // prettier-ignore
      return Math.fround(p);
    });
    return {
      limit: params.p_value,
      at(i, j) {
        const value = pValues[i * numUnits + j];
        const details = { cross_contamination: estimates[i * numUnits + j] };
        return { passed: value > params.p_value, value, details };
      },
    };
  },
});

/** A unit's spikes with all segments one after the other. */
function joinedTrain(analyzer: SortingAnalyzer, unit: number): Float64Array {
  const trains = trainsOf(analyzer, unit);
  if (trains.length === 1) return trains[0];
  const out = new Float64Array(trains.reduce((n, train) => n + train.length, 0));
  let at = 0;
  let start = 0;
  for (const [s, train] of trains.entries()) {
    for (const sample of train) out[at++] = sample + start;
    start += analyzer.attributes.numSamples[s];
  }
  return out;
}

/** Pairs of spikes at most `frames` apart; those exactly that far count half, as those in the same frame where it is 0. */
function coincidences(a: Float64Array, b: Float64Array, frames: number): number {
  if (frames <= 0) return 0;
  let within = 0;
  let atBorder = 0;
  let start = 0;
  for (const sample of a) {
    while (start < b.length && sample - b[start] > frames) start++;
    for (let j = start; j < b.length && b[j] - sample <= frames; j++) {
      if (Math.abs(sample - b[j]) === frames) atBorder++;
      else within++;
    }
  }
  return within + 0.5 * atBorder;
}
