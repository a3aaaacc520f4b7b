import { z } from "zod";
import { defineMetric } from "../../define.ts";
import { perUnit, trainsOf } from "../shared/inputs.ts";
import { histogramBetween, quantile } from "../shared/numeric.ts";

/** How much the rate varies over time. */
export const firingRange = defineMetric({
  name: "firing_range",
  label: "Firing range",
  columns: [
    {
      name: "firing_range",
      label: "Firing range",
      unit: "Hz",
      description: "Distance between a high and a low percentile of the rate over time bins.",
      formula: "95th − 5th percentile of the rate in bins of bin_size_s",
      dtype: "float",
    },
  ],
  citation: "Musall & Buccino, in SpikeInterface",
  requires: [],
  params: z.strictObject({
    bin_size_s: z.number().positive().default(5).describe("Length of a bin.").meta({ unit: "s" }),
    percentiles: z
      .tuple([z.number().min(0).max(100), z.number().min(0).max(100)])
      .default([5, 95])
      .describe("Low and high percentile.")
      .meta({ unit: "%" }),
  }),
  compute({ analyzer, params }) {
    const { numSamples, samplingFrequency } = analyzer.attributes;
    const binFrames = Math.trunc(params.bin_size_s * samplingFrequency);
    const edges = numSamples.map((n) =>
      Float64Array.from({ length: Math.ceil((n + 1) / binFrames) }, (_, i) => i * binFrames),
    );
    const tooShort = numSamples.every((n) => n < binFrames);
    const [low, high] = params.percentiles;
    const values = perUnit(analyzer, (unit) => {
      if (tooShort) return NaN;
      const rates = trainsOf(analyzer, unit).flatMap((train, segment) =>
        Array.from(histogramBetween(train, edges[segment]), (count) => count / params.bin_size_s),
      );
      return quantile(rates, high / 100) - quantile(rates, low / 100);
    });
    return { firing_range: values };
  },
});
