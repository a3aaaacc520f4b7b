/*
 * decimate: every n-th sample, without a filter.
 * Reference: SpikeInterface 0.103.2 preprocessing/decimate.py. With an offset it asks its parent for frames beyond the end;
 * a raw binary file then refuses, which is kept, while every other recording ends with its segment. O(frames kept).
 */
import { z } from "zod";
import { EphysError, isExtractorDict, type ExtractorDict } from "#core/model/index.ts";
import type { Recording, SegmentTimes } from "#core/recording/index.ts";
import { definePreprocessor } from "../define.ts";
import { derivedRecording } from "../node.ts";
import { readFrames } from "../window.ts";

const SI_CLASS = "spikeinterface.preprocessing.decimate.DecimateRecording";

export const decimate = definePreprocessor({
  name: "decimate",
  label: "Decimate",
  summary: "Keeps every n-th sample, without a filter.",
  family: "resampling",
  siClass: SI_CLASS,
  params: z.strictObject({
    decimation_factor: z
      .int()
      .positive()
      .describe("Of so many samples one is kept.")
      .meta({ label: "Factor" }),
    decimation_offset: z
      .int()
      .nonnegative()
      .default(0)
      .describe("First sample that is kept.")
      .meta({ unit: "samples", label: "Offset" }),
  }),
  chunkTolerance: 0,
  async apply(parent, { decimation_factor: factor, decimation_offset: offset }) {
    const shortest = parent.numSamples.reduce((min, n) => Math.min(min, n), Infinity);
    if (offset >= factor || offset >= shortest) {
      throw new EphysError(
        "InvalidParameter",
        `decimate: decimation_offset ${String(offset)} must be less than the factor ${String(factor)} and every segment's length`,
        { step: "decimate", parameter: "decimation_offset", value: offset },
      );
    }
    refuseBeyondFile(parent, factor, offset);
    return derivedRecording(parent, {
      siClass: SI_CLASS,
      framewise: true,
      kwargs: { decimation_factor: factor, decimation_offset: offset },
      facts: {
        samplingFrequency: parent.samplingFrequency / factor,
        numSamples: parent.numSamples.map((n) => Math.ceil((n - offset) / factor)),
        times: parent.times.map((times) =>
          timesOf(times, factor, offset / parent.samplingFrequency, offset),
        ),
      },
      async read(range, out) {
        const startFrame = offset + range.startFrame * factor;
        const total = parent.numSamples[range.segmentIndex] ?? 0;
        const endFrame = Math.min(total, offset + range.endFrame * factor);
        const traces = await readFrames(parent, { ...range, startFrame, endFrame });
        const n = out.length / (range.endFrame - range.startFrame);
        for (let at = 0, from = 0; at < out.length; at += n, from += n * factor) {
          for (let c = 0; c < n; c++) out[at + c] = traces[from + c];
        }
      },
    });
  },
});

/** Classes of SpikeInterface that map exactly the frames asked for out of a file. */
const MAPPED = /\.(BinaryRecordingExtractor|BinaryFolderRecording)$/;

function refuseBeyondFile(parent: Recording, factor: number, offset: number): void {
  const segment = parent.numSamples.findIndex((n) => (n - offset) % factor !== 0);
  if (offset === 0 || segment < 0) return;
  if (!MAPPED.test(rootClass(parent.dict))) return;
  const total = parent.numSamples[segment] ?? 0;
  const fitting = total - ((total - offset) % factor);
  throw new EphysError(
    "InvalidParameter",
    `decimate: with decimation_offset ${String(offset)} the last step of segment ${String(segment)} reaches beyond the end of the raw file (SpikeInterface refuses it too); slice the recording to ${String(fitting)} of its ${String(total)} frames first, or take offset 0`,
    { step: "decimate", parameter: "decimation_offset", value: offset, segment },
  );
}

/** Classes that read from their parent no further than its end. */
const OWN_BORDER = /\.(\w*Filter|PhaseShift|Resample|FrameSlice)Recording$/;

/** The class at the start of a chain of steps that hand on every frame asked for. */
function rootClass(dict: ExtractorDict): string {
  for (let current = dict; ;) {
    const parent = current.kwargs["recording"] ?? current.kwargs["parent_recording"];
    if (!isExtractorDict(parent) || OWN_BORDER.test(current.class)) {
      return current.class;
    }
    current = parent;
  }
}

function timesOf(
  times: SegmentTimes,
  factor: number,
  offsetS: number,
  offset: number,
): SegmentTimes {
  if (times.timeVectorS !== undefined) {
    return {
      timeVectorS: times.timeVectorS.filter((_, i) => i >= offset && (i - offset) % factor === 0),
    };
  }
  return times.tStartS === undefined ? {} : { tStartS: times.tStartS + offsetS };
}
