import { compressedRows } from "#core/analyzer/index.ts";
import type { Chunk, TraceWindow } from "#core/compute/index.ts";
import { sharedSamples, type Kernels } from "#core/kernels/index.ts";
import { dtypeOfSamples, type SampleArray } from "#core/model/index.ts";
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
  /** where each row's samples [sample × column] begin in `samples`; -1 = they are not needed */
  readonly offsets: Int32Array;
  /** samples of each row that lie in the segment, [row × 2]: first, end */
  readonly inside: Int32Array;
  /** support channels in the recording's dtype, 0 beyond them and beyond the segment; in shared memory, for whoever fits */
  readonly samples: SampleArray;
  /** per own spike: sum of all samples that are fitted, in the templates' unit, and how many they are */
  readonly sums: Float64Array;
  readonly sizes: Float64Array;
}

/** Columns of a row's samples, as many as the widest unit's channels. */
export function columnsOf({ support }: ScalingPlan): number {
  return support.reduce((most, { length }) => Math.max(most, length), 0);
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

/** What is the same for all chunks. */
export interface Gathering {
  readonly plan: ScalingPlan;
  /** µV per unit of each channel; undefined = raw units */
  readonly gains: Float64Array | undefined;
  readonly overlaps: (unit: number, other: number) => boolean;
  readonly kernels: Kernels;
}

export function gatherSamples(gathering: Gathering, window: TraceWindow): ChunkSamples {
  const { plan, overlaps } = gathering;
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
  for (let i = 0; i < count; i++) {
    const row = own.first + i - around.first;
    members.push(row);
    if (plan.handleCollisions) {
      members.push(...collidingRows(spikes, firstEqual(spikes, row), plan.delta, overlaps));
    }
    starts[i + 1] = members.length;
  }
  const groups = { starts, members: Int32Array.from(members) };
  return {
    firstRow: own.first,
    lastRow: own.last,
    aroundFirst: around.first,
    ...groups,
    ...samplesOf(gathering, window, spikes, groups.members),
    ...sumsOf(gathering, window, spikes, groups),
  };
}

/** The samples around each spike that is fitted. */
function samplesOf(
  { plan, kernels }: Gathering,
  window: TraceWindow,
  { sampleIndex, unitIndex }: Spikes,
  members: Int32Array,
): Pick<ChunkSamples, "offsets" | "inside" | "samples"> {
  const { traces, numFrames, numChannels } = window;
  const numSamples = plan.before + plan.after;
  const width = columnsOf(plan);
  const offsets = new Int32Array(sampleIndex.length).fill(-1);
  const rows: number[] = [];
  for (const row of members) {
    if (offsets[row] >= 0) continue;
    offsets[row] = rows.length * numSamples * width;
    rows.push(row);
  }
  const samples = sharedSamples(dtypeOfSamples(traces), rows.length * numSamples * width, kernels);
  const startOf = (row: number): number => sampleIndex[row] - plan.before - window.firstFrame;
  const inside = new Int32Array(2 * offsets.length);
  for (const row of rows) {
    inside[2 * row] = Math.max(0, -startOf(row));
    inside[2 * row + 1] = Math.max(inside[2 * row], Math.min(numSamples, numFrames - startOf(row)));
  }
  const isWhole = (row: number): boolean => inside[2 * row + 1] - inside[2 * row] === numSamples;
  // rows at the segment's borders are cut at any place, and then again by themselves
  if (numFrames >= numSamples) {
    const cut = {
      numChannels,
      starts: Int32Array.from(rows, (row) => (isWhole(row) ? startOf(row) : 0)),
      sets: Int32Array.from(rows, (row) => unitIndex[row]),
      channels: compressedRows(plan.support),
      numSamples,
      width,
    };
    kernels.cutRows(traces, cut, samples);
  }
  for (const row of rows) {
    if (isWhole(row)) continue;
    const out = samples.subarray(offsets[row], offsets[row] + numSamples * width).fill(0);
    const channels = plan.support[unitIndex[row]];
    for (let s = inside[2 * row]; s < inside[2 * row + 1]; s++) {
      const from = (startOf(row) + s) * numChannels;
      for (let k = 0; k < channels.length; k++) out[s * width + k] = traces[from + channels[k]];
    }
  }
  return { offsets, inside, samples };
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

/**
 * Samples from the first to the last spike of each group on all their channels, and how many they are; scaled ones get the
 * gain for an offset.
 */
function sumsOf(
  { plan, gains, kernels }: Gathering,
  { traces, firstFrame, numFrames, numChannels }: TraceWindow,
  { sampleIndex, unitIndex }: Spikes,
  { starts, members }: Pick<ChunkSamples, "starts" | "members">,
): Pick<ChunkSamples, "sums" | "sizes"> {
  const { channels, before, after } = plan;
  const count = starts.length - 1;
  const sizes = new Float64Array(count);
  const gainSums = new Float64Array(count);
  const pieces = { starts: new Int32Array(count), ends: new Int32Array(count) };
  const channelStarts = new Int32Array(count + 1);
  const indices: number[] = [];
  const groupOf = new Int32Array(numChannels).fill(-1); // the last group that has the channel
  for (let i = 0; i < count; i++) {
    let first = Infinity;
    let last = -Infinity;
    const from = indices.length;
    for (let m = starts[i]; m < starts[i + 1]; m++) {
      const row = members[m];
      first = Math.min(first, sampleIndex[row]);
      last = Math.max(last, sampleIndex[row]);
      for (const channel of channels[unitIndex[row]]) {
        if (groupOf[channel] === i) continue;
        groupOf[channel] = i;
        indices.push(channel);
        if (gains !== undefined) gainSums[i] += gains[channel];
      }
    }
    channelStarts[i + 1] = indices.length;
    pieces.starts[i] = Math.max(0, first - before - firstFrame);
    pieces.ends[i] = Math.min(numFrames, last + after - firstFrame);
    sizes[i] = (last - first + before + after) * (indices.length - from);
  }
  const sums = new Float64Array(count);
  kernels.sumPieces(
    traces,
    {
      numChannels,
      ...pieces,
      channels: { starts: channelStarts, indices: Int32Array.from(indices) },
      weights: gains,
    },
    sums,
  );
  for (let i = 0; i < count; i++) {
    sums[i] += gainSums[i] * Math.max(0, pieces.ends[i] - pieces.starts[i]);
  }
  return { sums, sizes };
}
