import { EphysError, type JsonObject, type SampleArray } from "#core/model/index.ts";
import { factsOf, numSamplesOf, RecordingBase, type TraceRange } from "./base.ts";
import type { Recording } from "./recording.ts";

const MODULE = "spikeinterface.core.segmentutils";
export const SELECT_SEGMENT_CLASS = `${MODULE}.SelectSegmentRecording`;
export const APPEND_SEGMENT_CLASS = `${MODULE}.AppendSegmentRecording`;
export const CONCATENATE_SEGMENT_CLASS = `${MODULE}.ConcatenateSegmentRecording`;

/** One segment of one recording. */
interface SegmentRef {
  readonly recording: Recording;
  readonly segmentIndex: number;
}

/** Some segments of a recording, in a given order. @throws SegmentNotFound */
export function selectSegments(recording: Recording, segmentIndices: readonly number[]): Recording {
  const refs = segmentIndices.map((segmentIndex) => ({ recording, segmentIndex }));
  return new SegmentListRecording(recording, refs, SELECT_SEGMENT_CLASS, {
    recording: recording.dict,
    segment_indices: [...segmentIndices],
  });
}

/** One recording per segment. */
export function splitSegments(recording: Recording): Recording[] {
  return recording.numSamples.map((_, i) => selectSegments(recording, [i]));
}

/**
 * All segments of several recordings, one after the other, as segments of one.
 * @param options.samplingFrequencyMaxDiff Hz, default 0
 * @throws InvalidParameter when ids, dtype or rates differ
 */
export function appendRecordings(
  recordings: readonly Recording[],
  options: { readonly samplingFrequencyMaxDiff?: number } = {},
): Recording {
  const { samplingFrequencyMaxDiff = 0 } = options;
  const first = checkAlike(recordings, samplingFrequencyMaxDiff);
  return new SegmentListRecording(first, segmentRefs(recordings), APPEND_SEGMENT_CLASS, {
    recording_list: recordings.map((recording) => recording.dict),
    sampling_frequency_max_diff: samplingFrequencyMaxDiff,
  });
}

/**
 * All segments of several recordings as one segment; times are lost.
 * @param options.ignoreTimes default true; false refuses recordings with times
 */
export function concatenateRecordings(
  recordings: readonly Recording[],
  options: { readonly ignoreTimes?: boolean; readonly samplingFrequencyMaxDiff?: number } = {},
): Recording {
  const { ignoreTimes = true, samplingFrequencyMaxDiff = 0 } = options;
  const first = checkAlike(recordings, samplingFrequencyMaxDiff);
  const refs = segmentRefs(recordings);
  const timed = refs.some(({ recording, segmentIndex }) => {
    const { tStartS, timeVectorS } = recording.times[segmentIndex] ?? {};
    return tStartS !== undefined || timeVectorS !== undefined;
  });
  if (!ignoreTimes && timed) {
    throw new EphysError(
      "InvalidParameter",
      "recordings with times are not concatenated; use ignore_times=true to drop the times",
      { parameter: "ignore_times" },
    );
  }
  return new ConcatenatedRecording(first, refs, {
    recording_list: recordings.map((recording) => recording.dict),
    ignore_times: ignoreTimes,
    sampling_frequency_max_diff: samplingFrequencyMaxDiff,
  });
}

function segmentRefs(recordings: readonly Recording[]): SegmentRef[] {
  return recordings.flatMap((recording) =>
    recording.numSamples.map((_, segmentIndex) => ({ recording, segmentIndex })),
  );
}

function checkAlike(recordings: readonly Recording[], maxDiffHz: number): Recording {
  const [first] = recordings;
  if (!first) throw new EphysError("InvalidParameter", "no recordings were given");
  for (const [i, recording] of recordings.entries()) {
    const sameIds =
      recording.channelIds.length === first.channelIds.length &&
      recording.channelIds.every((id, c) => id === first.channelIds[c]);
    if (!sameIds || recording.dtype !== first.dtype) {
      throw new EphysError(
        "InvalidParameter",
        `recording ${String(i)} does not have the channel ids and dtype of recording 0`,
        { recording: i },
      );
    }
    const diffHz = Math.abs(recording.samplingFrequency - first.samplingFrequency);
    if (diffHz > maxDiffHz) {
      throw new EphysError(
        "InvalidParameter",
        `recording ${String(i)} differs by ${String(diffHz)} Hz in sampling frequency, ` +
          `more than sampling_frequency_max_diff = ${String(maxDiffHz)} Hz`,
        { recording: i, diffHz },
      );
    }
  }
  return first;
}

class SegmentListRecording extends RecordingBase {
  readonly #segments: readonly SegmentRef[];

  constructor(
    first: Recording,
    segments: readonly SegmentRef[],
    siClass: string,
    kwargs: JsonObject,
  ) {
    super(
      {
        ...factsOf(first),
        exactWindows: segments.every(({ recording }) => recording.exactWindows),
        numSamples: segments.map((s) => numSamplesOf(s.recording, s.segmentIndex)),
        times: segments.map((s) => s.recording.times[s.segmentIndex] ?? {}),
      },
      { siClass, kwargs },
    );
    this.#segments = segments;
  }

  protected readWindow(range: TraceRange, out: SampleArray): Promise<void> {
    const { recording, segmentIndex } = this.#segments[range.segmentIndex];
    const { startFrame, endFrame, channelIndices } = range;
    return recording.readTraces(segmentIndex, startFrame, endFrame, channelIndices, out);
  }
}

class ConcatenatedRecording extends RecordingBase {
  readonly #segments: readonly (SegmentRef & {
    readonly firstFrame: number;
    readonly lastFrame: number;
  })[];

  constructor(first: Recording, segments: readonly SegmentRef[], kwargs: JsonObject) {
    let total = 0;
    const placed = segments.map((segment) => {
      const firstFrame = total;
      total += numSamplesOf(segment.recording, segment.segmentIndex);
      return { ...segment, firstFrame, lastFrame: total };
    });
    super(
      {
        ...factsOf(first),
        exactWindows: segments.every(({ recording }) => recording.exactWindows),
        numSamples: [total],
        times: [{}],
      },
      { siClass: CONCATENATE_SEGMENT_CLASS, kwargs },
    );
    this.#segments = placed;
  }

  protected async readWindow(range: TraceRange, out: SampleArray): Promise<void> {
    const { startFrame, endFrame, channelIndices } = range;
    const width = channelIndices?.length ?? this.channelIds.length;
    for (const { recording, segmentIndex, firstFrame, lastFrame } of this.#segments) {
      const start = Math.max(startFrame, firstFrame);
      const end = Math.min(endFrame, lastFrame);
      if (start >= end) continue;
      await recording.readTraces(
        segmentIndex,
        start - firstFrame,
        end - firstFrame,
        channelIndices,
        out.subarray((start - startFrame) * width, (end - startFrame) * width),
      );
    }
  }
}
