import {
  defineSweepNode,
  planRecordingChunks,
  sweepRequest,
  type Chunk,
  type ChunkTask,
  type ComputeContext,
  type SweepRequest,
} from "#core/compute/index.ts";
import { sharedSamples, type Kernels } from "#core/kernels/index.ts";
import { bytesPerSample, type ExtractorDict, type SampleArray } from "#core/model/index.ts";
import {
  sliceNoise,
  type NoiseOptions,
  type RandomSlice,
  type Recording,
} from "#core/recording/index.ts";

/*
 * Noise of random slices while a sweep passes over them, so that they cost no reading of their own: at once where a slice
 * lies in one chunk; the others are put together in shared memory and looked at afterwards. Only for recordings whose
 * samples do not depend on the window: elsewhere a slice put together from chunks would differ from one read whole.
 */

interface SliceArgs {
  readonly slices: readonly RandomSlice[];
  readonly options: NoiseOptions;
  /** where a slice begins in `crossing`; -1 = it lies in one chunk: [slice] */
  readonly offsets: Float64Array;
  /** samples of the slices that cross the borders of chunks, one slice after the other: [frame × channel] */
  readonly crossing: SampleArray;
}

interface SliceState extends SliceArgs {
  readonly recording: Recording;
  readonly kernels: Kernels;
}

interface SliceLevel {
  readonly slice: number;
  /** [channel] */
  readonly level: Float64Array;
}

export const sliceNoiseNode = defineSweepNode<SliceArgs, SliceState, readonly SliceLevel[]>({
  name: "slice_noise",
  margin: () => 0,
  prepare: (args, recording, { kernels }) => ({ ...args, recording, kernels }),
  reads({ slices }, chunk) {
    const parts = partsIn(slices, chunk);
    if (parts.length === 0) return undefined;
    return {
      startFrame: parts.reduce((first, { startFrame }) => Math.min(first, startFrame), Infinity),
      endFrame: parts.reduce((last, { endFrame }) => Math.max(last, endFrame), 0),
    };
  },
  run(state, { chunk, traces, firstFrame, numChannels }) {
    const { slices, offsets, crossing } = state;
    return partsIn(slices, chunk).flatMap(({ slice, startFrame, endFrame }) => {
      const from = (startFrame - firstFrame) * numChannels;
      const samples = traces.subarray(from, (endFrame - firstFrame) * numChannels);
      if (offsets[slice] < 0) {
        return { slice, level: sliceNoise(state.recording, samples, state.options, state.kernels) };
      }
      crossing.set(samples, offsets[slice] + (startFrame - slices[slice].startFrame) * numChannels);
      return [];
    });
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

interface CrossingArgs extends SliceArgs {
  readonly recording: ExtractorDict;
}

/** Noise of a slice that has been put together; a chunk's first frame is the slice. */
export const crossingNoiseTask: ChunkTask<CrossingArgs, SliceState, Float64Array> = {
  name: "crossing_slices_noise",
  async prepare({ recording, ...args }, ctx) {
    return { ...args, recording: await ctx.openRecording(recording), kernels: ctx.kernels };
  },
  run({ recording, kernels, options, slices, offsets, crossing }, { startFrame: slice }) {
    const length =
      (slices[slice].endFrame - slices[slice].startFrame) * recording.channelIds.length;
    const samples = crossing.subarray(offsets[slice], offsets[slice] + length);
    return Promise.resolve(sliceNoise(recording, samples, options, kernels));
  },
};

/** Slices that cross borders may take so much memory; of longer ones the recording is read again. */
const MOST_BYTES = 1 << 29;

/**
 * A request for the noise of slices in a sweep over chunks of a second, and what to call after it: [slice][channel].
 * Undefined where the slices are too long to be held.
 */
export function sweepSliceNoise(
  recording: Recording,
  slices: readonly RandomSlice[],
  options: NoiseOptions,
  kernels: Kernels,
):
  | {
      readonly request: SweepRequest;
      readonly finish: (ctx: ComputeContext) => Promise<Float64Array[]>;
    }
  | undefined {
  const numChannels = recording.channelIds.length;
  const chunks = planRecordingChunks(recording);
  const offsets = new Float64Array(slices.length).fill(-1);
  let length = 0;
  for (const [i, { segmentIndex, startFrame, endFrame }] of slices.entries()) {
    const isInside = chunks.some(
      (chunk) =>
        chunk.segmentIndex === segmentIndex &&
        chunk.startFrame <= startFrame &&
        endFrame <= chunk.endFrame,
    );
    if (isInside) continue;
    offsets[i] = length;
    length += (endFrame - startFrame) * numChannels;
  }
  const bytes = length * bytesPerSample(recording.dtype);
  if (bytes > MOST_BYTES) return undefined;
  const crossing = sharedSamples(recording.dtype, length, kernels);
  const args: SliceArgs = { slices, options, offsets, crossing };
  const levels: Float64Array[] = [];
  return {
    request: sweepRequest(sliceNoiseNode, args, (found) => {
      for (const { slice, level } of found) levels[slice] = level;
    }),
    async finish(ctx) {
      const open = [...slices.keys()].filter((slice) => offsets[slice] >= 0);
      await ctx.executor.run(
        crossingNoiseTask,
        { ...args, recording: recording.dict },
        open.map((slice) => ({ segmentIndex: 0, startFrame: slice, endFrame: slice + 1 })),
        (level, { startFrame: slice }) => {
          levels[slice] = level;
        },
      );
      return levels;
    },
  };
}
