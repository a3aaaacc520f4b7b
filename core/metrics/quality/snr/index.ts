import { z } from "zod";
import {
  extensionArray,
  extremumAmplitudes,
  extremumChannels,
  templatesOf,
} from "#core/analyzer/index.ts";
import { toFloat64 } from "#core/array/index.ts";
import { defineMetric } from "../../define.ts";

/** Height of the template against the noise of its channel. */
export const snr = defineMetric({
  name: "snr",
  label: "Signal-to-noise ratio",
  columns: [
    {
      name: "snr",
      label: "SNR",
      unit: "",
      description: "Height of the template on its best channel over the noise of that channel.",
      dtype: "float",
    },
  ],
  requires: ["noise_levels", "templates"],
  params: z.strictObject({
    peak_sign: z.enum(["neg", "pos", "both"]).default("neg").describe("Sign of the peak."),
    peak_mode: z
      .enum(["extremum", "at_index", "peak_to_peak"])
      .default("extremum")
      .describe("What counts as height."),
  }),
  compute({ analyzer, params }) {
    const templates = templatesOf(analyzer);
    const noise = toFloat64(extensionArray(analyzer, "noise_levels", "noise_levels"));
    const channels = extremumChannels(templates, params.peak_sign, params.peak_mode);
    const heights = extremumAmplitudes(templates, params.peak_sign, params.peak_mode);
    return { snr: heights.map((height, unit) => Math.abs(height) / noise[channels[unit]]) };
  },
});
