import { z } from "zod";

const whole = z.int().nonnegative();

/** Parameters of SpikeInterface 0.104's valid_unit_periods. */
export const validPeriodParams = z.strictObject({
  method: z
    .enum(["false_positives_and_negatives", "user_defined", "combined"])
    .default("false_positives_and_negatives")
    .describe("Judge periods by their spikes, take given ones, or both together."),
  period_duration_s_absolute: z
    .number()
    .positive()
    .default(30)
    .describe("Length of a period.")
    .meta({ unit: "s" }),
  period_target_num_spikes: z
    .int()
    .positive()
    .default(300)
    .describe("Spikes that a period holds on average, where periods are relative."),
  period_mode: z
    .enum(["absolute", "relative"])
    .default("absolute")
    .describe("Periods of the same length for all units, or of the same number of spikes."),
  relative_margin_size: z
    .number()
    .nonnegative()
    .default(1)
    .describe("What is looked at on each side of a period, in lengths of it."),
  min_num_periods_relative: z
    .int()
    .positive()
    .default(5)
    .describe("Least relative periods of a segment."),
  fp_threshold: z.number().default(0.1).describe("Share of foreign spikes a good period is below."),
  fn_threshold: z.number().default(0.1).describe("Share of missing spikes a good period is below."),
  minimum_n_spikes: whole
    .default(100)
    .describe("Kept with the result and not used, as in SpikeInterface."),
  minimum_valid_period_duration: z
    .number()
    .nonnegative()
    .default(180)
    .describe("Shorter stretches of good periods are left out.")
    .meta({ unit: "s" }),
  refractory_period_ms: z
    .number()
    .positive()
    .default(0.8)
    .describe("Refractory period.")
    .meta({ unit: "ms" }),
  censored_period_ms: z
    .number()
    .nonnegative()
    .default(0)
    .describe("Shortest interval that the sorter can see.")
    .meta({ unit: "ms" }),
  num_histogram_bins: z.int().positive().default(50).describe("Bins of the amplitude histogram."),
  histogram_smoothing_value: z
    .number()
    .positive()
    .default(3)
    .describe("Width of its smoothing.")
    .meta({ unit: "bins" }),
  amplitudes_bins_min_ratio: z
    .number()
    .nonnegative()
    .default(5)
    .describe("Periods with fewer spikes per bin count as bad."),
  user_defined_periods: z
    .array(z.tuple([whole, whole, whole, whole]))
    .nullish()
    .describe("Periods that are given: segment, first frame, end frame, position of the unit."),
});

export type ValidPeriodParams = z.output<typeof validPeriodParams>;
