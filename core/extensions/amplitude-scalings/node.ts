import { toFloat64 } from "#core/array/index.ts";
import { defineSweepNode, type Chunk, type TraceWindow } from "#core/compute/index.ts";
import { isIntegerDType } from "#core/model/index.ts";
import { hasScaleableTraces, plainProperty, type Recording } from "#core/recording/index.ts";
import { collidingRows, lowerBound } from "./collisions.ts";
import { fitScalings, regressionSlope, type PlacedTemplate } from "./fit.ts";

/** What every worker gets; big tables in shared memory. */
export interface ScalingArgs {
  /** [spike], ordered within segments */
  readonly sampleIndex: Float64Array;
  readonly unitIndex: Int32Array;
  /** [segment + 1] */
  readonly segmentStarts: Float64Array;
  /** [unit × sample × channel] */
  readonly templates: Float64Array;
  readonly numSamples: number;
  readonly nbefore: number;
  /** samples of the templates that are used */
  readonly before: number;
  readonly after: number;
  /** per unit, ascending */
  readonly channels: readonly Int32Array[];
  readonly inUv: boolean;
  readonly handleCollisions: boolean;
  /** samples within which spikes may collide */
  readonly delta: number;
}

export interface ChunkScalings {
  readonly firstRow: number;
  readonly scalings: Float64Array;
  /** 1 = fitted together with other spikes */
  readonly collided: Uint8Array;
}

interface ScalingState {
  readonly args: ScalingArgs;
  readonly margin: number;
  /** [channel]; undefined = raw units */
  readonly gains: Float64Array | undefined;
  /** how templates take the traces' type */
  readonly convert: (value: number) => number;
  readonly overlaps: (unit: number, other: number) => boolean;
}

/**
 * Factor of every spike's template in a chunk. A window is padded with zeros beyond the segment, and scaled samples get
 * the gain added where the offset belongs: both as in the reference.
 */
export const scalingNode = defineSweepNode<ScalingArgs, ScalingState, ChunkScalings>({
  name: "amplitude_scalings",
  margin: marginOf,
  prepare: (args, recording) => ({
    args,
    margin: marginOf(args),
    gains: args.inUv ? gainsOf(recording) : undefined,
    convert: args.inUv && gainsOf(recording) ? (value) => value : conversionTo(recording),
    overlaps: overlapTable(args.channels),
  }),
  reads({ args, margin }, chunk, numSamples) {
    const { first, last } = rowsBetween(args, chunk, chunk.startFrame, chunk.endFrame);
    if (first >= last) return undefined;
    return {
      startFrame: Math.max(0, chunk.startFrame - margin),
      endFrame: Math.min(numSamples, chunk.endFrame + margin),
    };
  },
  run(state, window) {
    const { args, margin } = state;
    const { chunk } = window;
    const { startFrame, endFrame } = chunk;
    const own = rowsBetween(args, chunk, startFrame, endFrame);
    const around = rowsBetween(args, chunk, startFrame - margin, endFrame + margin);
    const spikes = {
      sampleIndex: args.sampleIndex.subarray(around.first, around.last),
      unitIndex: args.unitIndex.subarray(around.first, around.last),
    };
    const scalings = new Float64Array(own.last - own.first);
    const collided = new Uint8Array(scalings.length);
    for (let i = 0; i < scalings.length; i++) {
      const row = own.first + i - around.first;
      const others = args.handleCollisions
        ? collidingRows(spikes, firstEqual(spikes, row), args.delta, state.overlaps)
        : [];
      if (others.length > 0) {
        scalings[i] = fitTogether(state, window, spikes, [row, ...others]);
        collided[i] = 1;
      } else scalings[i] = fitAlone(state, window, spikes.sampleIndex[row], spikes.unitIndex[row]);
    }
    return { firstRow: own.first, scalings, collided };
  },
});

interface Spikes {
  readonly sampleIndex: Float64Array;
  readonly unitIndex: Int32Array;
}

function marginOf({ nbefore, numSamples, handleCollisions, delta }: ScalingArgs): number {
  return Math.max(nbefore, numSamples - nbefore) + (handleCollisions ? delta : 0);
}

function rowsBetween(
  { sampleIndex, segmentStarts }: ScalingArgs,
  { segmentIndex }: Chunk,
  startFrame: number,
  endFrame: number,
): { readonly first: number; readonly last: number } {
  const start = segmentStarts[segmentIndex];
  const samples = sampleIndex.subarray(start, segmentStarts[segmentIndex + 1]);
  return {
    first: start + lowerBound(samples, startFrame),
    last: start + lowerBound(samples, endFrame),
  };
}

/** Equal records of one unit and sample are taken for the first of them, as in the reference. */
function firstEqual({ sampleIndex, unitIndex }: Spikes, row: number): number {
  let first = row;
  for (let i = row - 1; i >= 0 && sampleIndex[i] === sampleIndex[row]; i--) {
    if (unitIndex[i] === unitIndex[row]) first = i;
  }
  return first;
}

function fitAlone(state: ScalingState, window: TraceWindow, sample: number, unit: number): number {
  const { before, after, channels } = state.args;
  const waveform = cutOut(state, window, sample - before, sample + after, channels[unit]);
  const { values } = placed(state, unit, channels[unit], 0, (value) => value);
  return regressionSlope(values, waveform);
}

/** The factor of the first of some colliding spikes. */
function fitTogether(
  state: ScalingState,
  window: TraceWindow,
  { sampleIndex, unitIndex }: Spikes,
  rows: readonly number[],
): number {
  const { before, after, channels } = state.args;
  const common = unionOf(rows.map((row) => channels[unitIndex[row]]));
  const samples = rows.map((row) => sampleIndex[row]);
  const start = Math.min(...samples) - before;
  const end = Math.max(...samples) + after;
  const waveform = cutOut(state, window, start, end, common);
  const templates = rows.map((row, i) =>
    placed(state, unitIndex[row], common, samples[i] - before - start, state.convert),
  );
  return fitScalings(waveform, common.length, templates)[0];
}

/** Samples [row × channel] in the unit of the templates. */
function cutOut(
  { gains }: ScalingState,
  { traces, firstFrame, numFrames, numChannels }: TraceWindow,
  start: number,
  end: number,
  channels: Int32Array,
): Float64Array {
  const width = channels.length;
  const out = new Float64Array((end - start) * width);
  for (let frame = start; frame < end; frame++) {
    const row = frame - firstFrame;
    const isInside = row >= 0 && row < numFrames;
    for (let k = 0; k < width; k++) {
      const raw = isInside ? traces[row * numChannels + channels[k]] : 0;
      const gain = gains?.[channels[k]];
      out[(frame - start) * width + k] = gain === undefined ? raw : Math.fround(raw) * gain + gain;
    }
  }
  return out;
}

function placed(
  { args }: ScalingState,
  unit: number,
  channels: Int32Array,
  firstRow: number,
  convert: (value: number) => number,
): PlacedTemplate {
  const { templates, numSamples, nbefore, before, after, channels: all } = args;
  const numChannels = templates.length / (numSamples * all.length);
  const width = channels.length;
  const values = new Float64Array((before + after) * width);
  for (let s = 0; s < before + after; s++) {
    const from = (unit * numSamples + nbefore - before + s) * numChannels;
    for (let k = 0; k < width; k++) values[s * width + k] = convert(templates[from + channels[k]]);
  }
  return { firstRow, values };
}

function unionOf(lists: readonly Int32Array[]): Int32Array {
  return Int32Array.from(new Set(lists.flatMap((list) => Array.from(list)))).sort();
}

/** Whether units share a channel, for all pairs. */
function overlapTable(channels: readonly Int32Array[]): (unit: number, other: number) => boolean {
  const sets = channels.map((list) => new Set(list));
  const numUnits = channels.length;
  const known = new Int8Array(numUnits * numUnits).fill(-1);
  return (unit, other) => {
    const at = unit * numUnits + other;
    if (known[at] < 0) known[at] = channels[other].some((c) => sets[unit].has(c)) ? 1 : 0;
    return known[at] === 1;
  };
}

function gainsOf(recording: Recording): Float64Array | undefined {
  const gains = plainProperty(recording.properties, "gain_to_uV");
  return hasScaleableTraces(recording) && gains ? toFloat64(gains) : undefined;
}

/** Without scaling, templates that are fitted together take the traces' type: integers truncate. */
function conversionTo({ dtype }: Recording): (value: number) => number {
  if (isIntegerDType(dtype)) return Math.trunc;
  return dtype === "float32" ? Math.fround : (value) => value;
}
