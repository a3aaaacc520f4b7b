import { z } from "zod";
import {
  refractoryFrames,
  totalSamples,
  trainContamination,
  trainsOf,
  unitContaminations,
} from "../refractory.ts";
import { defineMergeStep, forEachPair } from "../search.ts";
import { REFRACTORY_PARAMS } from "./units.ts";

/**
 * Pairs that are a better unit together: the score f(1 − (k + 1)C) of firing rate and contamination does not fall
 * (check_improve_contaminations_score of SpikeInterface 0.103).
 */
export const qualityScore = defineMergeStep({
  name: "quality_score",
  label: "Quality score",
  summary: "Together the units are a better unit than each alone.",
  measure: { label: "gain of quality score", unit: "" },
  passes: "above",
  requires: [],
  params: z.strictObject({
    firing_contamination_balance: z
      .number()
      .default(1.5)
      .describe("How much contamination weighs against firing rate."),
    ...REFRACTORY_PARAMS,
  }),
  judge(search, params) {
    const { analyzer, numUnits } = search;
    const { samplingFrequency } = analyzer.attributes;
    const frames = refractoryFrames(samplingFrequency, params);
    const total = totalSamples(analyzer);
    const durationS = total / samplingFrequency;
    const own = search.contamination ?? unitContaminations(analyzer, frames);
    const duplicateFrames = Math.trunc((params.censored_period_ms / 1000) * samplingFrequency);
    const scoreOf = (count: number, foreign: number): number =>
      (count / durationS) * (1 - (1 + params.firing_contamination_balance) * foreign);
    const found = new Map<number, readonly [number, number, number, number]>();
    forEachPair(search, (i, j) => {
      const [first, second] = [trainsOf(analyzer, i), trainsOf(analyzer, j)];
      const merged = first.map((train, s) => mergedTrain(train, second[s], duplicateFrames));
      const count = (trains: readonly Float64Array[]): number =>
        trains.reduce((n, train) => n + train.length, 0);
      const foreign = trainContamination(merged, total, frames);
      found.set(i * numUnits + j, [
        scoreOf(count(first), own[i]),
        scoreOf(count(second), own[j]),
        scoreOf(count(merged), foreign),
        foreign,
      ]);
    });
    return {
      limit: 0,
      at(i, j) {
        const scores = found.get(i * numUnits + j) ?? [NaN, NaN, NaN, NaN];
        const [first, second, merged, foreign] = scores;
        return {
          passed: !(merged < first || merged < second),
          value: merged - Math.max(first, second),
          details: { first, second, merged, merged_contamination: foreign },
        };
      },
    };
  },
});

/** Two trains as one; a spike that follows one of the other train by at most `frames` is left out. */
function mergedTrain(a: Float64Array, b: Float64Array, frames: number): Float64Array {
  const out = new Float64Array(a.length + b.length);
  let [i, j, n, last, lastIsA] = [0, 0, 0, -Infinity, true];
  while (i < a.length || j < b.length) {
    const isA = j >= b.length || (i < a.length && a[i] <= b[j]);
    const sample = isA ? a[i++] : b[j++];
    if (sample - last > frames || isA === lastIsA) out[n++] = sample;
    last = sample;
    lastIsA = isA;
  }
  return out.subarray(0, n);
}
