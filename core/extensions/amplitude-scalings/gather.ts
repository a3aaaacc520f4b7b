import type { Chunk, TraceWindow } from "#core/compute/index.ts";
import { allocateSamples, type SampleArray, dtypeOfSamples } from "#core/model/index.ts";
import { collidingRows, lowerBound } from "./collisions.ts";

/*
 * What fits need of the traces, for all spikes of a chunk: which spikes are fitted together, the samples around each of them,
 * and sums of samples. It does not depend on templates, so that it can be kept until they are known.
 */

/** Which spikes, channels and windows; plain data that any worker can read, big tables in shared memory. */
export interface ScalingPlan {
  /** [spike], ordered within segments */
  readonly sampleIndex: Float64Array;
  readonly unitIndex: Int32Array;
  /** [segment + 1] */
  readonly segmentStarts: Float64Array;
  /** of the templates */
  readonly numSamples: number;
  readonly nbefore: number;
  /** samples of the templates that are used */
  readonly before: number;
  readonly after: number;
  /** channels that a unit is fitted on, ascending: [unit] */
  readonly channels: readonly Int32Array[];
  /** channels on which a unit's template may differ from 0, ascending, with those above: [unit] */
  readonly support: readonly Int32Array[];
  readonly inUv: boolean;
  readonly handleCollisions: boolean;
  /** samples within which spikes may collide */
  readonly delta: number;
}

/** Raw samples of a chunk's spikes; rows count from `aroundFirst`. */
export interface ChunkSamples {
  /** rows of the chunk's own spikes in the spike vector, end exclusive */
  readonly firstRow: number;
  readonly lastRow: number;
  readonly aroundFirst: number;
  /** rows fitted together with each own spike, the spike first; own spike i has members[starts[i]..starts[i + 1]) */
  readonly starts: Int32Array;
  readonly members: Int32Array;
  /** where each row's samples [sample × support channel] begin in `samples`; -1 = they are not needed */
  readonly offsets: Int32Array;
  /** samples of each row that lie in the segment, [row × 2]: first, end */
  readonly inside: Int32Array;
  /** in the recording's dtype, 0 beyond the segment */
  readonly samples: SampleArray;
  /** per own spike: sum of all samples that are fitted, in the templates' unit, and how many they are */
  readonly sums: Float64Array;
  readonly sizes: Float64Array;
}

export function scalingMargin({
  nbefore,
  numSamples,
  handleCollisions,
  delta,
}: ScalingPlan): number {
  return Math.max(nbefore, numSamples - nbefore) + (handleCollisions ? delta : 0);
}

/** Rows of spikes with a sample in [startFrame, endFrame). */
export function rowsBetween(
  { sampleIndex, segmentStarts }: ScalingPlan,
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

export function gatherSamples(
  plan: ScalingPlan,
  window: TraceWindow,
  gains: Float64Array | undefined,
  overlaps: (unit: number, other: number) => boolean,
): ChunkSamples {
  const { chunk } = window;
  const margin = scalingMargin(plan);
  const own = rowsBetween(plan, chunk, chunk.startFrame, chunk.endFrame);
  const around = rowsBetween(plan, chunk, chunk.startFrame - margin, chunk.endFrame + margin);
  const spikes = {
    sampleIndex: plan.sampleIndex.subarray(around.first, around.last),
    unitIndex: plan.unitIndex.subarray(around.first, around.last),
  };
  const count = own.last - own.first;
  const starts = new Int32Array(count + 1);
  const members: number[] = [];
  const sums = new Float64Array(count);
  const sizes = new Float64Array(count);
  const isFitted = new Uint8Array(window.numChannels);
  for (let i = 0; i < count; i++) {
    const row = own.first + i - around.first;
    const others = plan.handleCollisions
      ? collidingRows(spikes, firstEqual(spikes, row), plan.delta, overlaps)
      : [];
    members.push(row, ...others);
    starts[i + 1] = members.length;
    const { sum, size } = sumFitted({ plan, window, gains, spikes, isFitted }, [row, ...others]);
    sums[i] = sum;
    sizes[i] = size;
  }
  const { offsets, total } = offsetsOf(plan, spikes, members);
  const samples = allocateSamples(dtypeOfSamples(window.traces), total);
  const inside = new Int32Array(2 * offsets.length);
  for (let row = 0; row < offsets.length; row++) {
    if (offsets[row] < 0) continue;
    const channels = plan.support[spikes.unitIndex[row]];
    const start = spikes.sampleIndex[row] - plan.before - window.firstFrame;
    const length = plan.before + plan.after;
    const first = Math.max(0, -start);
    const end = Math.max(first, Math.min(length, window.numFrames - start));
    inside[2 * row] = first;
    inside[2 * row + 1] = end;
    const out = samples.subarray(offsets[row] + first * channels.length);
    cutOut(window, start + first, start + end, channels, out);
  }
  return {
    firstRow: own.first,
    lastRow: own.last,
    aroundFirst: around.first,
    starts,
    members: Int32Array.from(members),
    offsets,
    inside,
    samples,
    sums,
    sizes,
  };
}

interface Spikes {
  readonly sampleIndex: Float64Array;
  readonly unitIndex: Int32Array;
}

/** Equal records of one unit and sample are taken for the first of them, as in the reference. */
function firstEqual({ sampleIndex, unitIndex }: Spikes, row: number): number {
  let first = row;
  for (let i = row - 1; i >= 0 && sampleIndex[i] === sampleIndex[row]; i--) {
    if (unitIndex[i] === unitIndex[row]) first = i;
  }
  return first;
}

interface SumInput {
  readonly plan: ScalingPlan;
  readonly window: TraceWindow;
  readonly gains: Float64Array | undefined;
  readonly spikes: Spikes;
  /** [channel], working memory */
  readonly isFitted: Uint8Array;
}

/** Samples from the first to the last of some spikes on all their channels; scaled ones get the gain for an offset. */
function sumFitted(
  { plan, window, gains, spikes, isFitted }: SumInput,
  rows: readonly number[],
): { readonly sum: number; readonly size: number } {
  const { channels, before, after } = plan;
  const { traces, firstFrame, numFrames, numChannels } = window;
  const { sampleIndex, unitIndex } = spikes;
  let first = Infinity;
  let last = -Infinity;
  isFitted.fill(0);
  for (const row of rows) {
    first = Math.min(first, sampleIndex[row]);
    last = Math.max(last, sampleIndex[row]);
    for (const channel of channels[unitIndex[row]]) isFitted[channel] = 1;
  }
  const start = Math.max(0, first - before - firstFrame);
  const end = Math.min(numFrames, last + after - firstFrame);
  let sum = 0;
  let width = 0;
  for (let channel = 0; channel < numChannels; channel++) {
    if (isFitted[channel] === 0) continue;
    width++;
    let raw = 0;
    for (let k = start * numChannels + channel; k < end * numChannels; k += numChannels) {
      raw += traces[k];
    }
    const gain = gains?.[channel];
    sum += gain === undefined ? raw : gain * raw + gain * Math.max(0, end - start);
  }
  return { sum, size: (last - first + before + after) * width };
}

function offsetsOf(
  { support, before, after }: ScalingPlan,
  { unitIndex }: Spikes,
  members: readonly number[],
): { readonly offsets: Int32Array; readonly total: number } {
  const offsets = new Int32Array(unitIndex.length).fill(-1);
  let total = 0;
  for (const row of members) {
    if (offsets[row] >= 0) continue;
    offsets[row] = total;
    total += (before + after) * support[unitIndex[row]].length;
  }
  return { offsets, total };
}

/** Frames of a window on some channels. */
function cutOut(
  { traces, numChannels }: TraceWindow,
  start: number,
  end: number,
  channels: Int32Array,
  out: SampleArray,
): void {
  let to = 0;
  for (let frame = start; frame < end; frame++) {
    const from = frame * numChannels;
    for (let k = 0; k < channels.length; k++) out[to++] = traces[from + channels[k]];
  }
}
