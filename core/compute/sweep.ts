import {
  allocateSamples,
  borrowSamples,
  EphysError,
  returnSamples,
  type ExtractorDict,
  type SampleArray,
} from "#core/model/index.ts";
import type { Kernels } from "#core/kernels/index.ts";
import type { Recording } from "#core/recording/index.ts";
import type { Chunk, ChunkTask, ComputeContext, TaskContext } from "./context.ts";
import { planRecordingChunks } from "./chunk-plan.ts";
import { throwIfCancelled } from "./context.ts";

/*
 * One pass over a recording that serves any number of results: each chunk is read and preprocessed once, with the
 * widest margin that any node asks for, and handed to every node. Reading is the only asynchronous part.
 */

/** A chunk's traces with their margin; the margin ends at the segment's borders. */
export interface TraceWindow {
  readonly chunk: Chunk;
  /** frame of `traces[0]`, at most chunk.startFrame */
  readonly firstFrame: number;
  readonly numFrames: number;
  readonly numChannels: number;
  /** [frame × channel] in the recording's dtype; not to be written to, not to be kept */
  readonly traces: SampleArray;
  /** The same as float32 (the very array where the recording is float32); computed once, when first asked for. */
  float32(): Float32Array;
}

/**
 * A computation on traces. Defined once, found by name in a worker; `args` crosses threads by structured clone
 * (big tables as SharedArrayBuffer views).
 */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- heterogeneous catalog; each node's own types are checked where it is defined
export interface SweepNode<Args = any, State = any, Out = any> {
  readonly name: string;
  /** frames needed on each side of the chunk */
  margin(args: Args, samplingFrequency: number): number;
  /** once per worker and sweep */
  prepare(args: Args, recording: Recording, ctx: TaskContext): State | Promise<State>;
  /** once per chunk, synchronous */
  run(state: State, window: TraceWindow): Out;
  /**
   * Which frames the node wants instead of the chunk with its margin; undefined = nothing, and neither `run` nor
   * `onResult` is called for the chunk. Filters answer slightly differently for another window, so a node whose
   * results are compared with SpikeInterface's reads the window that SpikeInterface reads. Nodes that want the same
   * frames share one reading; where a window does not matter (`Recording.exactWindows`), or where the sweep says that
   * all share one (`shareWindows`), each gets its part of that.
   */
  reads?(state: State, chunk: Chunk, numSamples: number): FrameRange | undefined;
}

/** Frames of a segment, end exclusive. */
export interface FrameRange {
  readonly startFrame: number;
  readonly endFrame: number;
}

export function defineSweepNode<Args, State, Out>(
  node: SweepNode<Args, State, Out>,
): SweepNode<Args, State, Out> {
  return node;
}

/** One node on a sweep, with what to do with its results (in the order of chunks). */
export interface SweepRequest {
  readonly node: SweepNode;
  readonly args: unknown;
  onResult(out: unknown, chunk: Chunk): void | Promise<void>;
}

export function sweepRequest<Args, Out>(
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- the state stays inside the node
  node: SweepNode<Args, any, Out>,
  args: Args,
  onResult: (out: Out, chunk: Chunk) => void | Promise<void>,
): SweepRequest {
  // the executor pairs results with requests by position, so `Out` is this node's
  return { node, args, onResult };
}

interface SweepArgs {
  readonly recording: ExtractorDict;
  readonly shareWindows: boolean;
  readonly nodes: readonly { readonly name: string; readonly args: unknown }[];
}

interface SweepState {
  readonly recording: Recording;
  readonly margin: number;
  readonly shareWindows: boolean;
  readonly nodes: readonly { readonly node: SweepNode; readonly state: unknown }[];
  readonly kernels: Kernels;
}

/** Least margin of shared windows, so that a node's samples hardly depend on what else is asked for. */
const SHARED_MARGIN_S = 0.01;

export const sweepTask: ChunkTask<SweepArgs, SweepState, unknown[]> = {
  name: "sweep",
  async prepare(args, ctx) {
    const recording = await ctx.openRecording(args.recording);
    const nodes = [];
    let margin = args.shareWindows ? Math.ceil(SHARED_MARGIN_S * recording.samplingFrequency) : 0;
    for (const { name, args: nodeArgs } of args.nodes) {
      const node = ctx.sweepNode(name);
      margin = Math.max(margin, node.margin(nodeArgs, recording.samplingFrequency));
      // each node's own types are checked where it is defined
      const state: unknown = await node.prepare(nodeArgs, recording, ctx);
      nodes.push({ node, state });
    }
    const { kernels } = ctx;
    return { recording, margin, shareWindows: args.shareWindows, nodes, kernels };
  },
  async run({ recording, margin, shareWindows, nodes, kernels }, chunk) {
    const lent: Lent = { samples: [], kernels };
    const total = recording.numSamples[chunk.segmentIndex] ?? 0;
    const ranges = nodes.map(({ node, state }) =>
      node.reads === undefined ? withMargin(chunk, margin, total) : node.reads(state, chunk, total),
    );
    const wanted = ranges.filter((range) => range !== undefined);
    let windowOf = ownWindows(recording, chunk, lent);
    if (wanted.length > 0 && (shareWindows || recording.exactWindows)) {
      const all = shareWindows ? withMargin(chunk, margin, total) : hullOf(wanted);
      const whole = await readFrames(recording, chunk, all, lent);
      windowOf = (range) => partOf(whole, range);
    }
    const outs: unknown[] = [];
    for (const [i, { node, state }] of nodes.entries()) {
      const range = ranges[i];
      outs.push(range && node.run(state, await windowOf(range)));
    }
    for (const samples of lent.samples) returnSamples(samples);
    return outs;
  },
  transfer(out) {
    return out.flatMap(buffersOf);
  },
};

/** Memory of a chunk's windows, given back when its nodes have run. */
interface Lent {
  readonly samples: SampleArray[];
  readonly kernels: Kernels;
}

type WindowOf = (range: FrameRange) => TraceWindow | Promise<TraceWindow>;

/** Each window by itself, equal ones once. */
function ownWindows(recording: Recording, chunk: Chunk, lent: Lent): WindowOf {
  const windows = new Map<string, Promise<TraceWindow>>();
  return (range) => {
    const key = `${String(range.startFrame)}:${String(range.endFrame)}`;
    const known = windows.get(key) ?? readFrames(recording, chunk, range, lent);
    windows.set(key, known);
    return known;
  };
}

function hullOf(ranges: readonly FrameRange[]): FrameRange {
  return {
    startFrame: ranges.reduce((first, { startFrame }) => Math.min(first, startFrame), Infinity),
    endFrame: ranges.reduce((last, { endFrame }) => Math.max(last, endFrame), 0),
  };
}

function partOf(whole: TraceWindow, { startFrame, endFrame }: FrameRange): TraceWindow {
  const from = (startFrame - whole.firstFrame) * whole.numChannels;
  const to = (endFrame - whole.firstFrame) * whole.numChannels;
  return {
    ...whole,
    firstFrame: startFrame,
    numFrames: endFrame - startFrame,
    traces: whole.traces.subarray(from, to),
    float32: () => whole.float32().subarray(from, to),
  };
}

/** Reads a chunk with up to `margin` frames on each side. */
export async function readWindow(
  recording: Recording,
  chunk: Chunk,
  margin: number,
): Promise<TraceWindow> {
  const total = recording.numSamples[chunk.segmentIndex];
  if (total === undefined) {
    throw new EphysError("SegmentNotFound", `segment ${String(chunk.segmentIndex)} does not exist`);
  }
  return readFrames(recording, chunk, withMargin(chunk, margin, total));
}

function withMargin(chunk: Chunk, margin: number, total: number): FrameRange {
  return {
    startFrame: Math.max(0, chunk.startFrame - margin),
    endFrame: Math.min(total, chunk.endFrame + margin),
  };
}

/** @param lent gets the window's memory, which is then the thread's to lend again; without it the memory is new */
async function readFrames(
  recording: Recording,
  chunk: Chunk,
  { startFrame, endFrame }: FrameRange,
  lent?: Lent,
): Promise<TraceWindow> {
  const numFrames = endFrame - startFrame;
  const numChannels = recording.channelIds.length;
  const length = numFrames * numChannels;
  const traces = lent
    ? borrowSamples(recording.dtype, length)
    : allocateSamples(recording.dtype, length);
  lent?.samples.push(traces);
  await recording.readTraces(chunk.segmentIndex, startFrame, endFrame, undefined, traces);
  let float: Float32Array | undefined;
  return {
    chunk,
    firstFrame: startFrame,
    numFrames,
    numChannels,
    traces,
    float32() {
      float ??= traces instanceof Float32Array ? traces : toFloat32(traces, numChannels, lent);
      return float;
    },
  };
}

/** The samples as float32, in lent memory where the window's is. */
function toFloat32(traces: SampleArray, numChannels: number, lent: Lent | undefined): Float32Array {
  if (lent === undefined) return new Float32Array(traces);
  const out = borrowSamples("float32", traces.length) as Float32Array; // the type asked for
  lent.samples.push(out);
  lent.kernels.decode(traces, numChannels, undefined, undefined, undefined, out);
  return out;
}

export interface SweepOptions {
  /** what is reported to people */
  readonly step: string;
  /** default: the whole recording in chunks of a second */
  readonly chunks?: readonly Chunk[];
  /** One reading of each chunk for all nodes, with one margin, instead of the window that each asks for; default false. */
  readonly shareWindows?: boolean;
}

/** Runs all requests in one pass over the recording (or over the given chunks). */
export async function runSweep(
  recording: Recording,
  requests: readonly SweepRequest[],
  ctx: ComputeContext,
  options: SweepOptions,
): Promise<void> {
  const chunks = options.chunks ?? planRecordingChunks(recording);
  const numChannels = recording.channelIds.length;
  let samplesDone = 0;
  const args: SweepArgs = {
    recording: recording.dict,
    shareWindows: options.shareWindows ?? false,
    nodes: requests.map(({ node, args: nodeArgs }) => ({ name: node.name, args: nodeArgs })),
  };
  ctx.report({ step: options.step, fraction: 0, samplesDone });
  await ctx.executor.run(sweepTask, args, chunks, async (outs, chunk, index) => {
    throwIfCancelled(ctx.cancel);
    for (const [i, request] of requests.entries()) {
      if (outs[i] === undefined && request.node.reads !== undefined) continue;
      await request.onResult(outs[i], chunk);
    }
    samplesDone += (chunk.endFrame - chunk.startFrame) * numChannels;
    ctx.report({ step: options.step, fraction: (index + 1) / chunks.length, samplesDone });
  });
}

/** The buffers of typed arrays one or two levels inside a result (results are small records of arrays). */
function buffersOf(out: unknown): ArrayBuffer[] {
  if (ArrayBuffer.isView(out)) return out.buffer instanceof ArrayBuffer ? [out.buffer] : [];
  if (typeof out !== "object" || out === null) return [];
  return [...new Set(Object.values(out).flatMap(buffersOf))];
}
