import {
  defineSweepNode,
  type Chunk,
  type FrameRange,
  type TraceWindow,
} from "#core/compute/index.ts";
import type { Kernels } from "#core/kernels/index.ts";
import {
  allocateSamples,
  borrowSamples,
  dtypeOfSamples,
  returnSamples,
  type SampleArray,
  type SampleDType,
} from "#core/model/index.ts";
import { gainsOf, offsetsOf, type Recording } from "#core/recording/index.ts";
import type { SpikeVector } from "#core/sorting/index.ts";
import type { ChannelSparsity } from "./sparsity.ts";

/*
 * Waveforms of given spikes, cut out of the traces of each chunk. As extract_waveforms_to_single_buffer of SpikeInterface
 * 0.103: spikes nearer than the window to a segment's border are left out (their rows stay 0), and a chunk is read
 * from the first of its spikes to the last, because filters answer slightly differently for another range.
 */

export interface WaveformArgs {
  /** ordered by segment and sample; shared memory, so that it is not copied to workers */
  readonly sampleIndex: Float64Array;
  readonly unitIndex: Int32Array;
  /** rows where segments start, and the end: [segment + 1] */
  readonly segmentStarts: Float64Array;
  readonly nbefore: number;
  readonly nafter: number;
  /** in µV where the recording has gains */
  readonly inUv: boolean;
  /** per unit, its channels; undefined = all */
  readonly channels: readonly Int32Array[] | undefined;
  /** channels per row */
  readonly width: number;
  readonly dtype: SampleDType;
  /** [row × sample × width] in shared memory that takes the waveforms of all rows; undefined = each result has memory of its own */
  readonly into?: SampleArray;
}

export interface WaveformRows {
  /** first row of the spikes given */
  readonly firstRow: number;
  /** [row × sample × width], a part of `into` where that was given */
  readonly data: SampleArray;
}

export interface WaveformState {
  readonly args: WaveformArgs;
  readonly kernels: Kernels;
  readonly gains: Float32Array | undefined;
  readonly offsets: Float32Array | undefined;
  /** channels of units in compressed rows; undefined = all */
  readonly columns: { readonly starts: Int32Array; readonly indices: Int32Array } | undefined;
}

export const waveformNode = defineSweepNode<WaveformArgs, WaveformState, WaveformRows>({
  name: "spike_waveforms",
  margin: ({ nbefore, nafter }) => Math.max(nbefore, nafter),
  prepare(args, recording: Recording, ctx) {
    return {
      args,
      kernels: ctx.kernels,
      gains: args.inUv ? gainsOf(recording) : undefined,
      offsets: args.inUv ? offsetsOf(recording) : undefined,
      columns: args.channels && compressedRows(args.channels),
    };
  },
  reads({ args }, chunk, numSamples): FrameRange | undefined {
    const { first, last } = rowsOfChunk(args, chunk, numSamples);
    if (first >= last) return undefined;
    return {
      startFrame: args.sampleIndex[first] - args.nbefore,
      endFrame: args.sampleIndex[last - 1] + args.nafter,
    };
  },
  run(state, window) {
    const { sampleIndex, unitIndex, nbefore, nafter, width, dtype, into } = state.args;
    const { numChannels, firstFrame } = window;
    const { first, end, source } = samplesOfChunk(state, window);
    const numSamples = nbefore + nafter;
    const rowSize = numSamples * width;
    const data =
      into?.subarray(first * rowSize, end * rowSize) ??
      allocateSamples(dtype, (end - first) * rowSize);
    const starts = new Int32Array(end - first);
    for (let row = first; row < end; row++) {
      starts[row - first] = sampleIndex[row] - nbefore - firstFrame;
    }
    if (state.columns !== undefined) {
      const sets = unitIndex.slice(first, end);
      const cut = { numChannels, starts, sets, channels: state.columns, numSamples, width };
      state.kernels.cutRows(source, cut, data);
    } else {
      const size = numSamples * numChannels;
      for (const [row, start] of starts.entries()) {
        const from = start * numChannels;
        data.set(source.subarray(from, from + size), row * size);
      }
    }
    if (source !== window.traces) returnSamples(source);
    return { firstRow: first, data };
  },
});

/**
 * The rows whose waveforms lie in a window, and its samples in the unit and dtype asked for: the window's own, or lent ones to be given
 * back.
 */
export function samplesOfChunk(
  { args, kernels, gains, offsets }: WaveformState,
  window: TraceWindow,
): { readonly first: number; readonly end: number; readonly source: SampleArray } {
  // no spike of this chunk lies nearer to the end than `nafter`, so the chunk's end is the only limit left
  const { first, last } = rowsOfChunk(args, window.chunk, Infinity);
  const inWindow = (row: number): boolean =>
    args.sampleIndex[row] + args.nafter <= window.firstFrame + window.numFrames;
  let end = last;
  while (end > first && !inWindow(end - 1)) end--;
  let source = window.traces;
  if (gains !== undefined) {
    const scaled = borrowSamples("float32", source.length) as Float32Array; // the type asked for
    kernels.decode(source, window.numChannels, undefined, gains, offsets, scaled);
    source = scaled;
  }
  if (dtypeOfSamples(source) !== args.dtype) {
    const converted = borrowSamples(args.dtype, source.length);
    kernels.convert(source, converted, false);
    if (source !== window.traces) returnSamples(source);
    source = converted;
  }
  return { first, end, source };
}

/** Rows whose whole window lies in the segment and whose spike lies in the chunk. */
function rowsOfChunk(
  { sampleIndex, segmentStarts, nbefore, nafter }: WaveformArgs,
  chunk: Chunk,
  numSamples: number,
): { readonly first: number; readonly last: number } {
  const start = segmentStarts[chunk.segmentIndex];
  const end = segmentStarts[chunk.segmentIndex + 1];
  return {
    first: lowerBound(sampleIndex, Math.max(chunk.startFrame, nbefore), start, end),
    last: lowerBound(sampleIndex, Math.min(chunk.endFrame, numSamples - nafter), start, end),
  };
}

/** Lists of channels, one after the other. */
export function compressedRows(sets: readonly Int32Array[]): {
  readonly starts: Int32Array;
  readonly indices: Int32Array;
} {
  const starts = new Int32Array(sets.length + 1);
  for (const [s, set] of sets.entries()) starts[s + 1] = starts[s] + set.length;
  const indices = new Int32Array(starts[sets.length]);
  for (const [s, set] of sets.entries()) indices.set(set, starts[s]);
  return { starts, indices };
}

/** First position in [start, end) whose value is not below `value`; values ascend there. */
export function lowerBound(
  values: Float64Array,
  value: number,
  start = 0,
  end = values.length,
): number {
  let low = start;
  let high = end;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (values[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The arguments that say which spikes: columns in shared memory and where segments start. */
export function sharedSpikes(
  spikes: SpikeVector,
  numSegments: number,
): Pick<WaveformArgs, "sampleIndex" | "unitIndex" | "segmentStarts"> {
  const n = spikes.sampleIndex.length;
  const sampleIndex = new Float64Array(new SharedArrayBuffer(n * 8));
  sampleIndex.set(spikes.sampleIndex);
  const unitIndex = new Int32Array(new SharedArrayBuffer(n * 4));
  unitIndex.set(spikes.unitIndex);
  const segments = Float64Array.from(spikes.segmentIndex);
  const segmentStarts = Float64Array.from({ length: numSegments + 1 }, (_, s) =>
    lowerBound(segments, s),
  );
  return { sampleIndex, unitIndex, segmentStarts };
}

/** Channels of each unit for the node, and the width of its rows. */
export function waveformChannels(
  sparsity: ChannelSparsity | undefined,
  numChannels: number,
): Pick<WaveformArgs, "channels" | "width"> {
  return sparsity === undefined
    ? { channels: undefined, width: numChannels }
    : { channels: sparsity.channels, width: sparsity.maxChannels };
}
