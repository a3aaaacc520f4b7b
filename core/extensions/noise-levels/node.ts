import {
  defineSweepNode,
  sweepRequest,
  type Chunk,
  type SweepRequest,
} from "#core/compute/index.ts";
import { allocateSamples, type SampleArray } from "#core/model/index.ts";
import type { RandomSlice, Recording } from "#core/recording/index.ts";

/*
 * Random slices collected while a sweep passes over them, so that they cost no reading of their own. Only for recordings
 * whose samples do not depend on the window: elsewhere a slice put together from chunks would differ from one read whole.
 */

export interface SliceArgs {
  readonly slices: readonly RandomSlice[];
}

/** Frames of one slice that lie in a chunk. */
interface SlicePiece {
  readonly slice: number;
  /** frame of the slice that comes first */
  readonly firstFrame: number;
  /** [frame × channel] */
  readonly traces: SampleArray;
}

export const sliceNode = defineSweepNode<SliceArgs, SliceArgs, readonly SlicePiece[]>({
  name: "random_slices",
  margin: () => 0,
  prepare: (args) => args,
  reads({ slices }, chunk) {
    const parts = partsIn(slices, chunk);
    if (parts.length === 0) return undefined;
    return {
      startFrame: parts.reduce((first, { startFrame }) => Math.min(first, startFrame), Infinity),
      endFrame: parts.reduce((last, { endFrame }) => Math.max(last, endFrame), 0),
    };
  },
  run({ slices }, { chunk, traces, firstFrame, numChannels }) {
    return partsIn(slices, chunk).map(({ slice, startFrame, endFrame }) => ({
      slice,
      firstFrame: startFrame - slices[slice].startFrame,
      traces: traces.slice(
        (startFrame - firstFrame) * numChannels,
        (endFrame - firstFrame) * numChannels,
      ),
    }));
  },
});

function partsIn(
  slices: readonly RandomSlice[],
  { segmentIndex, startFrame, endFrame }: Chunk,
): { readonly slice: number; readonly startFrame: number; readonly endFrame: number }[] {
  return slices.flatMap((part, slice) => {
    const from = Math.max(part.startFrame, startFrame);
    const to = Math.min(part.endFrame, endFrame);
    return part.segmentIndex === segmentIndex && from < to
      ? [{ slice, startFrame: from, endFrame: to }]
      : [];
  });
}

/**
 * A request that hands over each slice as soon as it is whole, whatever the order of chunks; no more slices are held than
 * the sweep is inside of.
 */
export function collectSlices(
  recording: Recording,
  slices: readonly RandomSlice[],
  onSlice: (traces: SampleArray, slice: number) => void,
): SweepRequest {
  const numChannels = recording.channelIds.length;
  const open = new Map<number, { readonly traces: SampleArray; missing: number }>();
  return sweepRequest(sliceNode, { slices }, (pieces) => {
    for (const { slice, firstFrame, traces } of pieces) {
      const numFrames = slices[slice].endFrame - slices[slice].startFrame;
      const whole = open.get(slice) ?? {
        traces: allocateSamples(recording.dtype, numFrames * numChannels),
        missing: numFrames * numChannels,
      };
      open.set(slice, whole);
      whole.traces.set(traces, firstFrame * numChannels);
      whole.missing -= traces.length;
      if (whole.missing > 0) continue;
      open.delete(slice);
      onSlice(whole.traces, slice);
    }
  });
}
