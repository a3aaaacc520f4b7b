import { allocateSamples, type SampleArray } from "#core/model/index.ts";
import { borrowSamples, returnSamples } from "#core/model/index.ts";
import { readTracesNew, type Recording, type TraceRange } from "#core/recording/index.ts";

/** Samples of a window with frames around it. */
export interface PaddedWindow {
  /** [frame × channel], the parent's dtype unless said otherwise */
  readonly traces: SampleArray;
  readonly numFrames: number;
  readonly numChannels: number;
  /** frames before the window in `traces` */
  readonly left: number;
}

/** Reads a window with its margin into borrowed memory, which is free again when `use` has ended. */
export async function usingMargin(
  recording: Recording,
  range: TraceRange,
  margin: number,
  use: (window: PaddedWindow) => void,
): Promise<void> {
  const total = recording.numSamples[range.segmentIndex] ?? 0;
  const startFrame = Math.max(0, range.startFrame - margin);
  const endFrame = Math.min(total, range.endFrame + margin);
  const numChannels = range.channelIndices?.length ?? recording.channelIds.length;
  const numFrames = endFrame - startFrame;
  const traces = borrowSamples(recording.dtype, numFrames * numChannels);
  try {
    const { segmentIndex, channelIndices } = range;
    await recording.readTraces(segmentIndex, startFrame, endFrame, channelIndices, traces);
    use({ traces, numFrames, numChannels, left: range.startFrame - startFrame });
  } finally {
    returnSamples(traces);
  }
}

/** Reads exactly a window, in the recording's dtype. */
export function readFrames(recording: Recording, range: TraceRange): Promise<SampleArray> {
  const { segmentIndex, startFrame, endFrame, channelIndices } = range;
  return readTracesNew(recording, segmentIndex, startFrame, endFrame, channelIndices);
}

/** Reads a window with up to `margin` frames on each side, as far as the segment goes. */
export async function readWithMargin(
  recording: Recording,
  range: TraceRange,
  margin: number,
): Promise<PaddedWindow> {
  const total = recording.numSamples[range.segmentIndex] ?? 0;
  const startFrame = Math.max(0, range.startFrame - margin);
  const endFrame = Math.min(total, range.endFrame + margin);
  return {
    traces: await readFrames(recording, { ...range, startFrame, endFrame }),
    numFrames: endFrame - startFrame,
    numChannels: range.channelIndices?.length ?? recording.channelIds.length,
    left: range.startFrame - startFrame,
  };
}

/**
 * Reads a window with exactly `margin` frames on each side; beyond the segment the signal is mirrored about its last
 * sample (NumPy's pad mode "reflect", repeated where the segment is shorter than the padding).
 */
export async function readWithReflection(
  recording: Recording,
  range: TraceRange,
  margin: number,
): Promise<PaddedWindow> {
  const inside = await readWithMargin(recording, range, margin);
  const { traces, numFrames, numChannels } = inside;
  const left = margin - inside.left;
  const wanted = range.endFrame - range.startFrame + 2 * margin;
  if (left === 0 && numFrames === wanted) return inside;
  const padded = allocateSamples(recording.dtype, wanted * numChannels);
  for (let frame = 0; frame < wanted; frame++) {
    const source = reflected(frame - left, numFrames) * numChannels;
    padded.set(traces.subarray(source, source + numChannels), frame * numChannels);
  }
  return { traces: padded, numFrames: wanted, numChannels, left: margin };
}

/** Position within [0, length) of a frame mirrored at both ends. */
function reflected(frame: number, length: number): number {
  if (length === 1) return 0;
  const period = 2 * (length - 1);
  const within = ((frame % period) + period) % period;
  return within < length ? within : period - within;
}

/** Reads a window with exactly `margin` frames on each side, zero beyond the segment. */
export async function readWithZeros(
  recording: Recording,
  range: TraceRange,
  margin: number,
): Promise<PaddedWindow> {
  const inside = await readWithMargin(recording, range, margin);
  const wanted = range.endFrame - range.startFrame + 2 * margin;
  if (inside.numFrames === wanted) return inside;
  const traces = allocateSamples(recording.dtype, wanted * inside.numChannels);
  traces.set(inside.traces, (margin - inside.left) * inside.numChannels);
  return { traces, numFrames: wanted, numChannels: inside.numChannels, left: margin };
}

/** Whole frames of `ms` (truncated, as SpikeInterface does). */
export function framesOfMs(ms: number, samplingFrequency: number): number {
  return Math.trunc((ms * samplingFrequency) / 1000);
}
