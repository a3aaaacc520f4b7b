import { z } from "zod";

/** Parameters of correlograms, of all pairs of units and of single units alike. */
export const correlogramParams = z.strictObject({
  window_ms: z
    .number()
    .positive()
    .default(50)
    .describe("Whole window, half of it on each side.")
    .meta({ unit: "ms" }),
  bin_ms: z.number().positive().default(1).describe("Width of a bin.").meta({ unit: "ms" }),
  method: z
    .enum(["auto", "numpy", "numba"])
    .default("auto")
    .describe("Kept for SpikeInterface; the counts are the same."),
});
