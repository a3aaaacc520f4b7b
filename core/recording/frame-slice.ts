import { EphysError, type SampleArray } from "#core/model/index.ts";
import { factsOf, numSamplesOf, RecordingBase, type TraceRange } from "./base.ts";
import type { Recording, SegmentTimes } from "./recording.ts";
import { sampleIndexToTime } from "./times.ts";

export const FRAME_SLICE_CLASS = "spikeinterface.core.frameslicerecording.FrameSliceRecording";

/**
 * Frames [startFrame, endFrame) of a recording with one segment; times go on as in the parent. As in SpikeInterface,
 * an end of 0 means the segment's end.
 * @throws InvalidParameter
 */
export function sliceFrames(recording: Recording, startFrame = 0, endFrame = 0): Recording {
  if (recording.numSamples.length !== 1) {
    throw new EphysError(
      "InvalidParameter",
      `frames can be cut from one segment only, the recording has ${String(recording.numSamples.length)}; select one first`,
    );
  }
  const total = numSamplesOf(recording, 0);
  const end = endFrame === 0 ? total : endFrame;
  const whole = Number.isInteger(startFrame) && Number.isInteger(end);
  if (!whole || startFrame < 0 || startFrame >= end || end > total) {
    throw new EphysError(
      "InvalidParameter",
      `frames ${String(startFrame)} to ${String(end)} are not within segment 0, which has ${String(total)} samples`,
      { startFrame, endFrame: end, numSamples: total },
    );
  }
  return new FrameSliceRecording(recording, startFrame, end);
}

class FrameSliceRecording extends RecordingBase {
  readonly #parent: Recording;
  readonly #startFrame: number;

  constructor(parent: Recording, startFrame: number, endFrame: number) {
    super(
      {
        ...factsOf(parent),
        numSamples: [endFrame - startFrame],
        times: [slicedTimes(parent, startFrame, endFrame)],
      },
      {
        siClass: FRAME_SLICE_CLASS,
        kwargs: { parent_recording: parent.dict, start_frame: startFrame, end_frame: endFrame },
      },
    );
    this.#parent = parent;
    this.#startFrame = startFrame;
  }

  protected readWindow(range: TraceRange, out: SampleArray): Promise<void> {
    const { segmentIndex, startFrame, endFrame, channelIndices } = range;
    return this.#parent.readTraces(
      segmentIndex,
      this.#startFrame + startFrame,
      this.#startFrame + endFrame,
      channelIndices,
      out,
    );
  }
}

function slicedTimes(parent: Recording, startFrame: number, endFrame: number): SegmentTimes {
  const vector = parent.times[0]?.timeVectorS;
  if (vector) return { timeVectorS: vector.subarray(startFrame, endFrame) };
  return { tStartS: sampleIndexToTime(parent, 0, startFrame) };
}
