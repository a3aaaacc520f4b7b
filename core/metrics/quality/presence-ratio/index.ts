import { z } from "zod";
import { defineMetric } from "../../define.ts";
import { perUnit, totalDurationOf, totalSamplesOf, trainsOf } from "../shared/inputs.ts";
import { presenceRatio as ratioOf } from "./ratio.ts";

/** Share of time bins in which a unit fires. */
export const presenceRatio = defineMetric({
  name: "presence_ratio",
  label: "Presence ratio",
  columns: [
    {
      name: "presence_ratio",
      label: "Presence ratio",
      unit: "",
      description:
        "Share of time bins in which the unit fires; empty when the recording is shorter than a bin.",
      formula:
        "bins with more than mean_fr_ratio_thresh · rate · bin_duration_s spikes / number of bins",
      dtype: "float",
    },
  ],
  citation: "",
  requires: [],
  params: z.strictObject({
    bin_duration_s: z
      .number()
      .positive()
      .default(60)
      .describe("Length of a bin.")
      .meta({ unit: "s" }),
    mean_fr_ratio_thresh: z
      .number()
      .nonnegative()
      .default(0)
      .describe("Share of the unit's mean rate that a bin must exceed."),
  }),
  compute({ analyzer, params }) {
    const { samplingFrequency, numSamples } = analyzer.attributes;
    const total = totalSamplesOf(analyzer);
    const binFrames = Math.trunc(params.bin_duration_s * samplingFrequency);
    if (total < binFrames) return { presence_ratio: perUnit(analyzer, () => NaN) };
    const edges = Float64Array.from(
      { length: Math.floor(total / binFrames) + 1 },
      (_, i) => i * binFrames,
    );
    const duration = totalDurationOf(analyzer);
    const ratios = perUnit(analyzer, (unit) => {
      let before = 0;
      const train = trainsOf(analyzer, unit).flatMap((segment, s) => {
        const shifted = Array.from(segment, (frame) => frame + before);
        before += numSamples[s];
        return shifted;
      });
      const rate = train.length / duration;
      const threshold = Math.floor(rate * params.bin_duration_s * params.mean_fr_ratio_thresh);
      return ratioOf(train, edges, edges.length - 1, threshold);
    });
    return { presence_ratio: ratios };
  },
});
