import { z } from "zod";
import {
  extensionArray,
  extremumAmplitudes,
  extremumChannels,
  templatesOf,
  type AmplitudeMode,
  type PeakSign,
  type SortingAnalyzer,
} from "#core/analyzer/index.ts";
import { toFloat64 } from "#core/array/index.ts";
import { countSpikes } from "#core/sorting/index.ts";
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
      formula:
        "|peak of the template on its extremum channel| / noise level of that channel (MAD / 0.6745)",
      dtype: "float",
    },
  ],
  citation: "Lemon, Methods for Neuronal Recording in Conscious Animals, 1984; Jackson & Fee, 2005",
  requires: ["noise_levels", "templates"],
  params: z.strictObject({
    peak_sign: z.enum(["neg", "pos", "both"]).default("neg").describe("Sign of the peak."),
    peak_mode: z
      .enum(["extremum", "at_index", "peak_to_peak"])
      .default("extremum")
      .describe("What counts as height."),
  }),
  compute: ({ analyzer, params }) => ({
    snr: unitSnr(analyzer, params.peak_sign, params.peak_mode),
  }),
});

/** Height of every unit's template over the noise of its channel, NaN for units without spikes: [unit]. @throws MissingExtension */
export function unitSnr(
  analyzer: SortingAnalyzer,
  peakSign: PeakSign = "neg",
  mode: AmplitudeMode = "extremum",
): Float64Array {
  const templates = templatesOf(analyzer);
  const noise = toFloat64(extensionArray(analyzer, "noise_levels", "noise_levels"));
  const channels = extremumChannels(templates, peakSign, mode);
  const heights = extremumAmplitudes(templates, peakSign, mode);
  const counts = countSpikes(analyzer.sorting);
  return Float64Array.from(heights, (height, unit) =>
    counts[unit] === 0 ? NaN : Math.abs(height) / noise[channels[unit]],
  );
}
