import { z } from "zod";
import { defineMetric } from "../../define.ts";
import { perUnit, totalDurationOf, trainsOf } from "../shared/inputs.ts";
import { slidingRpViolations } from "./sliding.ts";

/** Smallest contamination that no refractory period rules out. */
export const slidingRpViolation = defineMetric({
  name: "sliding_rp_violation",
  label: "Sliding refractory period",
  columns: [
    {
      name: "sliding_rp_violation",
      label: "Sliding RP contamination",
      unit: "",
      description:
        "Smallest contamination that is known with 90 % confidence for some refractory period.",
      formula:
        "smallest contamination c for which some period t has 1 − PoissonCDF(pairs within t; 2 · N · rate · c · t) > 0.9",
      dtype: "float",
    },
  ],
  citation: "International Brain Laboratory, Spike sorting pipeline, 2022",
  requires: [],
  params: z.strictObject({
    min_spikes: z
      .int()
      .nonnegative()
      .default(0)
      .describe("Units with no more spikes get no value."),
    bin_size_ms: z
      .number()
      .positive()
      .default(0.25)
      .describe("Step of the tried periods.")
      .meta({ unit: "ms" }),
    window_size_s: z
      .number()
      .positive()
      .default(1)
      .describe("Window of the autocorrelogram.")
      .meta({ unit: "s" }),
    exclude_ref_period_below_ms: z
      .number()
      .nonnegative()
      .default(0.5)
      .describe("Shorter periods are not tried.")
      .meta({ unit: "ms" }),
    max_ref_period_ms: z
      .number()
      .positive()
      .default(10)
      .describe("Longest period that is tried.")
      .meta({ unit: "ms" }),
    contamination_values: z
      .array(z.number().nonnegative())
      .nullable()
      .default(null)
      .describe("Contaminations that are tried; null = 0.005 to 0.345 in steps of 0.005."),
  }),
  compute({ analyzer, params }) {
    const durationS = totalDurationOf(analyzer);
    const values = perUnit(analyzer, (unit) => {
      // a train whose only spike is at frame 0 does not count, as in the reference
      const trains = trainsOf(analyzer, unit).filter((train) => train.some((frame) => frame !== 0));
      const count = trains.reduce((n, train) => n + train.length, 0);
      if (trains.length === 0 || count <= params.min_spikes) return NaN;
      return slidingRpViolations(trains, {
        samplingFrequency: analyzer.attributes.samplingFrequency,
        durationS,
        binSizeMs: params.bin_size_ms,
        windowSizeS: params.window_size_s,
        excludeBelowMs: params.exclude_ref_period_below_ms,
        maxPeriodMs: params.max_ref_period_ms,
        contaminations: params.contamination_values ?? undefined,
      }).contamination;
    });
    return { sliding_rp_violation: values };
  },
});
