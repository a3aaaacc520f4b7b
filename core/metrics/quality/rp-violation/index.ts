import { z } from "zod";
import { countSpikes } from "#core/sorting/index.ts";
import { defineMetric } from "../../define.ts";
import { perUnit, roundHalfEven, totalSamplesOf, trainsOf } from "../shared/inputs.ts";

/** Spike pairs within the refractory period. */
export const rpViolation = defineMetric({
  name: "rp_violation",
  label: "Refractory period violations",
  columns: [
    {
      name: "rp_contamination",
      label: "Contamination",
      unit: "",
      description: "Share of foreign spikes that explains the violations of the refractory period.",
      formula:
        "1 − √(1 − n·(T − 2·N·t_c) / (N²·(t_r − t_c))); n violations, N spikes, T samples, t_r and t_c refractory and censored period",
      dtype: "float",
    },
    {
      name: "rp_violations",
      label: "Violations",
      unit: "",
      description: "Spike pairs within the refractory period.",
      formula: "number of spike pairs at most t_r apart",
      dtype: "float",
    },
  ],
  citation: "Llobet, Wyngaard & Barbour, bioRxiv 2022",
  requires: [],
  params: z.strictObject({
    refractory_period_ms: z
      .number()
      .positive()
      .default(1)
      .describe("Refractory period.")
      .meta({ unit: "ms" }),
    censored_period_ms: z
      .number()
      .nonnegative()
      .default(0)
      .describe("Shortest interval that the sorter can see.")
      .meta({ unit: "ms" }),
  }),
  compute({ analyzer, params }) {
    const fs = analyzer.attributes.samplingFrequency;
    const censored = roundHalfEven(params.censored_period_ms * fs * 1e-3);
    const refractory = roundHalfEven(params.refractory_period_ms * fs * 1e-3);
    const total = totalSamplesOf(analyzer);
    const counts = countSpikes(analyzer.sorting);
    const violations = perUnit(analyzer, (unit) =>
      trainsOf(analyzer, unit).reduce((n, train) => n + closePairs(train, refractory), 0),
    );
    const contamination = perUnit(analyzer, (unit) => {
      const n = counts[unit];
      if (n === 0) return NaN;
      const rest =
        1 - (violations[unit] * (total - 2 * n * censored)) / (n ** 2 * (refractory - censored));
      return rest >= 0 ? 1 - Math.sqrt(rest) : 1;
    });
    return { rp_contamination: contamination, rp_violations: violations };
  },
});

/** Pairs of spikes at most `frames` apart. */
function closePairs(train: Float64Array, frames: number): number {
  let pairs = 0;
  for (let i = 0; i < train.length; i++) {
    for (let j = i + 1; j < train.length && train[j] - train[i] <= frames; j++) pairs++;
  }
  return pairs;
}
