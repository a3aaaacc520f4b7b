import { z } from "zod";
import { defineMetric } from "../../define.ts";
import { amplitudesByUnit } from "../shared/inputs.ts";
import { median } from "../shared/numeric.ts";

/** Middle amplitude of a unit's spikes. */
export const amplitudeMedian = defineMetric({
  name: "amplitude_median",
  label: "Median amplitude",
  columns: [
    {
      name: "amplitude_median",
      label: "Median amplitude",
      unit: "µV",
      description: "Median amplitude of the unit's spikes.",
      formula: "median of the amplitudes of all spikes",
      dtype: "float",
    },
  ],
  citation: "International Brain Laboratory, Spike sorting pipeline, 2022",
  requires: ["spike_amplitudes|waveforms", "templates"],
  params: z.strictObject({
    peak_sign: z.enum(["neg", "pos", "both"]).default("neg").describe("Sign of the peak."),
  }),
  compute: ({ analyzer, params }) => ({
    amplitude_median: Float64Array.from(
      amplitudesByUnit(analyzer, params.peak_sign),
      // the middle of two has the precision of the amplitudes
      (values) => (values instanceof Float32Array ? Math.fround(median(values)) : median(values)),
    ),
  }),
});
