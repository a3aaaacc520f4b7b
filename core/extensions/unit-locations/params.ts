import { z } from "zod";
import { MONOPOLAR_OPTIMIZERS } from "#core/localization/index.ts";

const METHODS = [
  "monopolar_triangulation",
  "center_of_mass",
  "grid_convolution",
  "max_channel",
] as const;

/** Which parameters each method takes beside `method`. */
export const TAKES: Readonly<Record<(typeof METHODS)[number], readonly string[]>> = {
  monopolar_triangulation: [
    "optimizer",
    "radius_um",
    "max_distance_um",
    "return_alpha",
    "enforce_decrease",
    "feature",
  ],
  center_of_mass: ["peak_sign", "radius_um", "feature"],
  grid_convolution: [
    "peak_sign",
    "radius_um",
    "upsampling_um",
    "sigma_ms",
    "margin_um",
    "prototype",
    "percentile",
    "weight_method",
  ],
  max_channel: ["peak_sign", "mode"],
};

const numbers = z.array(z.number());

/** Each method takes some of these; what is not given takes the method's default and is not stored. */
export const unitLocationsParams = z.strictObject({
  method: z.enum(METHODS).default("monopolar_triangulation").describe("How units are located."),
  optimizer: z
    .enum(MONOPOLAR_OPTIMIZERS)
    .optional()
    .describe("Solver of the triangulation; least_square by default."),
  radius_um: z
    .number()
    .nonnegative()
    .optional()
    .describe("Channels of a dense unit that count: 75 um by default, 40 um for grid_convolution.")
    .meta({ unit: "um" }),
  max_distance_um: z
    .number()
    .positive()
    .optional()
    .describe("How far from its centre of mass a unit may lie; 1000 um by default.")
    .meta({ unit: "um" }),
  return_alpha: z.boolean().optional().describe("Also the amplitude at the source."),
  enforce_decrease: z
    .boolean()
    .optional()
    .describe("Kept for SpikeInterface, which does nothing with it for units."),
  feature: z
    .enum(["ptp", "mean", "energy", "peak_voltage"])
    .optional()
    .describe("What of a waveform stands for its amplitude; ptp by default."),
  peak_sign: z
    .enum(["neg", "pos", "both"])
    .optional()
    .describe("Sign of the peak; neg by default."),
  upsampling_um: z
    .number()
    .positive()
    .optional()
    .describe("Step of the grid; 5 um by default.")
    .meta({ unit: "um" }),
  sigma_ms: z
    .number()
    .positive()
    .optional()
    .describe("Width of the prototype; 0.25 ms by default.")
    .meta({ unit: "ms" }),
  margin_um: z
    .number()
    .nonnegative()
    .optional()
    .describe("Grid beyond the probe; 50 um by default.")
    .meta({ unit: "um" }),
  prototype: numbers
    .nullable()
    .optional()
    .describe("Waveform that is searched for; a Gaussian by default."),
  percentile: z
    .number()
    .min(0)
    .max(100)
    .optional()
    .describe("Share of the best grid positions that counts; 5 by default.")
    .meta({ unit: "%" }),
  weight_method: z
    .strictObject({
      mode: z.enum(["exponential_3d", "gaussian_2d"]).optional(),
      z_list_um: numbers.optional(),
      sigma_list_um: numbers.optional(),
      sigma_3d: z.number().positive().optional(),
      sparsity_threshold: z.number().min(0).max(1).nullable().optional(),
    })
    .optional()
    .describe("How amplitudes fall with distance on the grid."),
  mode: z
    .enum(["extremum", "at_index", "peak_to_peak"])
    .optional()
    .describe("What counts as amplitude, for max_channel."),
});

export type UnitLocationsParams = z.output<typeof unitLocationsParams>;
