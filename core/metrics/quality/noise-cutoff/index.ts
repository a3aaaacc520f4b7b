import { z } from "zod";
import { requireExtension } from "#core/analyzer/index.ts";
import { EphysError } from "#core/model/index.ts";
import { defineMetric } from "../../define.ts";
import { amplitudesByUnit } from "../shared/inputs.ts";
import { noiseCutoff as cutoffOf } from "./cutoff.ts";

/** Whether the small end of the amplitudes is cut off. */
export const noiseCutoff = defineMetric({
  name: "noise_cutoff",
  label: "Noise cutoff",
  columns: [
    {
      name: "noise_cutoff",
      label: "Noise cutoff",
      unit: "",
      description:
        "Height of the smallest amplitudes' bins over that of the largest, in standard deviations.",
      formula:
        "(mean height of the low bins − mean height of the high bins) / standard deviation of the high bins",
      dtype: "float",
    },
    {
      name: "noise_ratio",
      label: "Noise ratio",
      unit: "",
      description: "Height of the smallest amplitudes' bins over that of the highest bin.",
      formula: "mean height of the low bins / height of the highest bin",
      dtype: "float",
    },
  ],
  citation: "International Brain Laboratory, Spike sorting pipeline version 2, 2024",
  requires: ["spike_amplitudes"],
  params: z.strictObject({
    high_quantile: z
      .number()
      .min(0)
      .max(1)
      .default(0.25)
      .describe("Share of the largest amplitudes that is compared with."),
    low_quantile: z
      .number()
      .min(0)
      .max(1)
      .default(0.1)
      .describe("Share of the smallest amplitudes that is looked at."),
    n_bins: z.int().positive().default(100).describe("Bins of the histogram."),
  }),
  compute({ analyzer, params }) {
    const sign = requireExtension(analyzer, "spike_amplitudes").params["peak_sign"];
    if (sign !== "neg" && sign !== "pos") {
      throw new EphysError(
        "InvalidParameter",
        "noise_cutoff needs amplitudes of one sign; compute spike_amplitudes with peak_sign neg or pos",
      );
    }
    const results = amplitudesByUnit(analyzer, sign).map((amplitudes) =>
      cutoffOf(
        sign === "neg" ? amplitudes.map((a) => -a) : amplitudes,
        params.high_quantile,
        params.low_quantile,
        params.n_bins,
      ),
    );
    return {
      noise_cutoff: Float64Array.from(results, ({ cutoff }) => cutoff),
      noise_ratio: Float64Array.from(results, ({ ratio }) => ratio),
    };
  },
});
