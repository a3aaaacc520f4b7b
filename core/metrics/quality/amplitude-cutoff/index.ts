import { z } from "zod";
import { defineMetric } from "../../define.ts";
import { amplitudesByUnit } from "../shared/inputs.ts";
import { amplitudeCutoff as cutoffOf } from "./cutoff.ts";

/** Share of spikes lost below the detection threshold. */
export const amplitudeCutoff = defineMetric({
  name: "amplitude_cutoff",
  label: "Amplitude cutoff",
  columns: [
    {
      name: "amplitude_cutoff",
      label: "Amplitude cutoff",
      unit: "",
      description: "Share of spikes that the shape of the amplitude histogram shows to be missing.",
      formula:
        "area of the smoothed amplitude histogram's far tail below the height of its cut end / area of the whole; at most 0.5",
      dtype: "float",
    },
  ],
  citation: "Hill, Mehta & Kleinfeld, J. Neurosci. 2011",
  requires: ["spike_amplitudes|waveforms", "templates"],
  params: z.strictObject({
    peak_sign: z.enum(["neg", "pos", "both"]).default("neg").describe("Sign of the peak."),
    num_histogram_bins: z.int().positive().default(100).describe("Bins of the histogram."),
    histogram_smoothing_value: z
      .number()
      .positive()
      .default(3)
      .describe("Width of the smoothing.")
      .meta({ unit: "bins" }),
    amplitudes_bins_min_ratio: z
      .number()
      .nonnegative()
      .default(5)
      .describe("Units with fewer spikes per bin get no value."),
  }),
  compute({ analyzer, params }) {
    const stored = analyzer.extensions.get("spike_amplitudes")?.params["peak_sign"];
    const invert =
      stored === "pos" || (analyzer.extensions.has("waveforms") && params.peak_sign === "pos");
    const values = amplitudesByUnit(analyzer, params.peak_sign).map((amplitudes) =>
      cutoffOf(
        invert ? amplitudes.map((a) => -a) : amplitudes,
        params.num_histogram_bins,
        params.histogram_smoothing_value,
        params.amplitudes_bins_min_ratio,
      ),
    );
    return { amplitude_cutoff: Float64Array.from(values) };
  },
});
