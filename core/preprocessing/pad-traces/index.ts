/*
 * pad_traces: frames of one value before and after every segment.
 * Reference: SpikeInterface 0.103.2 preprocessing/zero_channel_pad.py (TracePaddedRecording), whose dictionary names its
 * parent so that it cannot be loaded again, and whose times start at the padding as if it were signal; here the
 * dictionary loads, and the signal keeps its times. O(frames × channels).
 */
import { z } from "zod";
import { EphysError, isIntegerDType, type SampleArray } from "#core/model/index.ts";
import type { SegmentTimes } from "#core/recording/index.ts";
import { definePreprocessor } from "../define.ts";
import { derivedRecording } from "../node.ts";
import { readFrames } from "../window.ts";

const STEP = "pad_traces";
const SI_CLASS = "spikeinterface.preprocessing.zero_channel_pad.TracePaddedRecording";

export const padTraces = definePreprocessor({
  name: STEP,
  label: "Pad traces",
  summary: "Adds frames of one value before and after every segment.",
  family: "resampling",
  siClass: SI_CLASS,
  params: z.strictObject({
    padding_start: z
      .int()
      .nonnegative()
      .default(0)
      .describe("Frames added before each segment.")
      .meta({ unit: "frames", label: "Before" }),
    padding_end: z
      .int()
      .nonnegative()
      .default(0)
      .describe("Frames added after each segment.")
      .meta({ unit: "frames", label: "After" }),
    fill_value: z
      .number()
      .default(0)
      .describe("Value of the added samples; whole-number types cut off its fraction.")
      .meta({ unit: "raw", label: "Value" }),
  }),
  chunkTolerance: 0,
  async apply(parent, { padding_start, padding_end, fill_value }) {
    if (isIntegerDType(parent.dtype) && !Number.isFinite(fill_value)) {
      throw new EphysError(
        "InvalidParameter",
        `${STEP}: fill_value ${String(fill_value)} does not fit ${parent.dtype} samples`,
        { step: STEP, parameter: "fill_value", value: fill_value },
      );
    }
    const { samplingFrequency, numSamples } = parent;
    return derivedRecording(parent, {
      siClass: SI_CLASS,
      kwargs: { padding_start, padding_end, fill_value },
      facts: {
        numSamples: numSamples.map((n) => padding_start + n + padding_end),
        times: parent.times.map((times) =>
          paddedTimes(times, padding_start, padding_end, samplingFrequency),
        ),
      },
      framewise: true,
      async read(range, out) {
        const total = numSamples[range.segmentIndex] ?? 0;
        const startFrame = clamp(range.startFrame - padding_start, total);
        const endFrame = clamp(range.endFrame - padding_start, total);
        out.fill(fill_value);
        if (startFrame === endFrame) return;
        const traces: SampleArray = await readFrames(parent, { ...range, startFrame, endFrame });
        const perFrame = traces.length / (endFrame - startFrame);
        out.set(traces, (startFrame + padding_start - range.startFrame) * perFrame);
      },
    });
  },
});

function clamp(frame: number, total: number): number {
  return Math.min(Math.max(frame, 0), total);
}

/** The signal keeps its times; the added frames go on at the sampling rate. */
function paddedTimes(
  { tStartS, timeVectorS }: SegmentTimes,
  before: number,
  after: number,
  samplingFrequency: number,
): SegmentTimes {
  if (timeVectorS === undefined || timeVectorS.length === 0) {
    return tStartS === undefined ? {} : { tStartS: tStartS - before / samplingFrequency };
  }
  const n = timeVectorS.length;
  const padded = new Float64Array(before + n + after);
  padded.set(timeVectorS, before);
  for (let i = 1; i <= before; i++) padded[before - i] = timeVectorS[0] - i / samplingFrequency;
  for (let i = 1; i <= after; i++) {
    padded[before + n - 1 + i] = timeVectorS[n - 1] + i / samplingFrequency;
  }
  return { timeVectorS: padded };
}
