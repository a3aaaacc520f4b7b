import { z } from "zod";
import { PCA_MODES } from "./models.ts";

/** SpikeInterface's parameters of principal components. */
export const pcaParams = z.strictObject({
  n_components: z.int().positive().default(5).describe("How many components are kept."),
  mode: z
    .enum(PCA_MODES)
    .default("by_channel_local")
    .describe("A model for each channel, one for all channels, or one of all channels in a row."),
  whiten: z.boolean().default(true).describe("Give every component the variance 1."),
  dtype: z
    .string()
    .default("float32")
    .describe("Kept with the result, which is float32 whatever it says, as in SpikeInterface."),
});
