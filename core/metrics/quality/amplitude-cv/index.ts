import { z } from "zod";
import { extensionArray, lowerBound } from "#core/analyzer/index.ts";
import { toFloat64 } from "#core/array/index.ts";
import { countSpikes, spikeRows } from "#core/sorting/index.ts";
import { defineMetric } from "../../define.ts";
import { mean, median, quantile, std } from "../shared/numeric.ts";
import { totalDurationOf } from "../shared/inputs.ts";

/** How much amplitudes scatter within short times. */
export const amplitudeCv = defineMetric({
  name: "amplitude_cv",
  label: "Amplitude variation",
  columns: [
    {
      name: "amplitude_cv_median",
      label: "Amplitude CV",
      unit: "",
      description: "Median over time bins of the amplitudes' spread, relative to their mean.",
      formula: "median over bins of std(amplitudes in the bin) / |mean of all amplitudes|",
      dtype: "float",
    },
    {
      name: "amplitude_cv_range",
      label: "Amplitude CV range",
      unit: "",
      description: "Distance between a high and a low percentile of that spread over time bins.",
      formula: "high percentile − low percentile over bins of the same",
      dtype: "float",
    },
  ],
  citation: "Musall & Buccino, in SpikeInterface",
  requires: ["spike_amplitudes|amplitude_scalings", "templates"],
  params: z.strictObject({
    average_num_spikes_per_bin: z
      .number()
      .positive()
      .default(50)
      .describe("Spikes that a time bin holds on average."),
    percentiles: z
      .tuple([z.number().min(0).max(100), z.number().min(0).max(100)])
      .default([5, 95])
      .describe("Low and high percentile of the range.")
      .meta({ unit: "%" }),
    min_num_bins: z.int().positive().default(10).describe("Units with fewer bins get no value."),
    amplitude_extension: z
      .enum(["spike_amplitudes", "amplitude_scalings"])
      .default("spike_amplitudes")
      .describe("Which amplitudes are looked at."),
  }),
  compute({ analyzer, params }) {
    const { sorting } = analyzer;
    if (!analyzer.extensions.has(params.amplitude_extension)) {
      // the other amplitudes are there, but they are not those that were asked for
      const missing = new Float64Array(sorting.unitIds.length).fill(NaN);
      return { amplitude_cv_median: missing, amplitude_cv_range: missing };
    }
    const key =
      params.amplitude_extension === "spike_amplitudes" ? "amplitudes" : "amplitude_scalings";
    const amplitudes = toFloat64(extensionArray(analyzer, params.amplitude_extension, key));
    const { samplingFrequency, numSamples } = analyzer.attributes;
    const counts = countSpikes(sorting);
    const duration = totalDurationOf(analyzer);
    const spreads = sorting.unitIds.map((_, unit) => {
      if (counts[unit] === 0) return [];
      const rate = counts[unit] / duration;
      const binFrames = Math.trunc((params.average_num_spikes_per_bin / rate) * samplingFrequency);
      return numSamples.flatMap((total, segment) => {
        const rows = spikeRows(sorting, unit, segment);
        const frames = Float64Array.from(rows, (row) => sorting.spikes.sampleIndex[row]);
        const own = Float64Array.from(rows, (row) => amplitudes[row]);
        const centre = Math.abs(mean(own));
        const numBins = Math.max(0, Math.ceil((total + 1) / binFrames) - 1);
        return Array.from({ length: numBins }, (_b, bin) => {
          const first = lowerBound(frames, bin * binFrames);
          const last = lowerBound(frames, (bin + 1) * binFrames);
          return std(own.subarray(first, last)) / centre;
        });
      });
    });
    const [low, high] = params.percentiles;
    const enough = (values: readonly number[]): boolean => values.length >= params.min_num_bins;
    return {
      amplitude_cv_median: Float64Array.from(spreads, (v) => (enough(v) ? median(v) : NaN)),
      amplitude_cv_range: Float64Array.from(spreads, (v) =>
        enough(v) ? quantile(v, high / 100) - quantile(v, low / 100) : NaN,
      ),
    };
  },
});
