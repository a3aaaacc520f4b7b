/*
 * Clusters of peaks without knowing how many there are: peaks are grouped by their channel, and every group is split
 * by isosplit in its own strongest features, again and again until nothing splits. One neuron seen on two channels
 * gives two clusters here; merging by templates comes later.
 * In the spirit of SpikeInterface 0.103 `iterative-isosplit`; cost O(peaks × depth).
 */
import { channelDistance, channelsOf, type ChannelLists } from "#core/sorting-components/index.ts";
import { ensureContinuousLabels, isosplit, type RandomIntegers } from "#core/stats/index.ts";
import type { PeakFeatures } from "../shared/peaks/features-node.ts";
import { strongestVectors } from "../shared/peaks/temporal-basis.ts";

export interface ClusterOptions {
  readonly around: ChannelLists;
  readonly width: number;
  readonly numComponents: number;
  /** [channel × 2], um */
  readonly locations: Float64Array;
  readonly minClusterSize: number;
  readonly isocutThreshold: number;
  readonly recursiveDepth: number;
}

/** Features of a split are taken from channels within this distance of the peaks' channel. */
const SPLIT_RADIUS_UM = 75;
/** Dimensions in which a group is split. */
const SPLIT_DIMENSIONS = 8;
/** k-means clusters a split begins with; more than the units expected around one channel. */
const INITIAL_CLUSTERS = 20;

/** [peak], cluster 0 … n−1, or −1 for peaks of groups too small to be a unit. */
export function clusterPeaks(
  { peaks, features }: PeakFeatures,
  options: ClusterOptions,
  random: RandomIntegers,
): Int32Array {
  const labels = new Int32Array(peaks.sampleIndex.length).fill(-1);
  const numChannels = options.locations.length / 2;
  const byChannel = groupRows(peaks.channelIndex, numChannels);
  let next = 0;
  for (let channel = 0; channel < numChannels; channel++) {
    const rows = byChannel[channel];
    const columns = splitColumns(channel, options);
    for (const cluster of splitGroup(rows, features, columns, options, random)) {
      for (const row of cluster) labels[row] = next;
      next++;
    }
  }
  return labels;
}

function groupRows(keys: Int32Array, numKeys: number): Int32Array[] {
  const lists: number[][] = Array.from({ length: numKeys }, () => []);
  for (let i = 0; i < keys.length; i++) lists[keys[i]].push(i);
  return lists.map((list) => Int32Array.from(list));
}

/** Positions in a feature row that belong to channels near `channel`. */
function splitColumns(channel: number, options: ClusterOptions): Int32Array {
  const columns: number[] = [];
  for (const [i, other] of channelsOf(options.around, channel).entries()) {
    if (channelDistance(options.locations, channel, other) > SPLIT_RADIUS_UM) continue;
    for (let k = 0; k < options.numComponents; k++) columns.push(i * options.numComponents + k);
  }
  return Int32Array.from(columns);
}

/** Splits rows until nothing splits; groups that are too small are dropped. */
function splitGroup(
  rows: Int32Array,
  features: Float32Array,
  columns: Int32Array,
  options: ClusterOptions,
  random: RandomIntegers,
): Int32Array[] {
  const done: Int32Array[] = [];
  const open = [{ rows, depth: 0 }];
  for (let group = open.shift(); group !== undefined; group = open.shift()) {
    if (group.rows.length < options.minClusterSize) continue;
    const parts =
      group.depth < options.recursiveDepth && group.rows.length >= 2 * options.minClusterSize
        ? splitOnce(group.rows, features, columns, options, random)
        : [group.rows];
    if (parts.length === 1) done.push(group.rows);
    else open.push(...parts.map((part) => ({ rows: part, depth: group.depth + 1 })));
  }
  return done;
}

function splitOnce(
  rows: Int32Array,
  features: Float32Array,
  columns: Int32Array,
  options: ClusterOptions,
  random: RandomIntegers,
): Int32Array[] {
  const stride = options.width * options.numComponents;
  const { projected, dimension } = principalProjection(rows, features, stride, columns);
  const labels = ensureContinuousLabels(
    isosplit(
      projected,
      dimension,
      {
        numInitial: INITIAL_CLUSTERS,
        minClusterSize: options.minClusterSize,
        isocutThreshold: options.isocutThreshold,
      },
      random,
    ),
  );
  const count = labels.reduce((most, label) => Math.max(most, label), 0) + 1;
  return groupRows(labels, count).map((members) => members.map((i) => rows[i]));
}

/** Rows in the directions of their largest variance, [row × dimension]. */
function principalProjection(
  rows: Int32Array,
  features: Float32Array,
  stride: number,
  columns: Int32Array,
): { readonly projected: Float64Array; readonly dimension: number } {
  const n = rows.length;
  const d = columns.length;
  const centred = new Float64Array(n * d);
  const mean = new Float64Array(d);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < d; j++) {
      const value = features[rows[i] * stride + columns[j]];
      centred[i * d + j] = value;
      mean[j] += value / n;
    }
  }
  const covariance = new Float64Array(d * d);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < d; j++) centred[i * d + j] -= mean[j];
    for (let a = 0; a < d; a++) {
      const value = centred[i * d + a];
      for (let b = a; b < d; b++) covariance[a * d + b] += value * centred[i * d + b];
    }
  }
  for (let a = 0; a < d; a++)
    for (let b = 0; b < a; b++) covariance[a * d + b] = covariance[b * d + a];
  const vectors = strongestVectors(covariance, d, SPLIT_DIMENSIONS);
  const dimension = vectors.length / d;
  const projected = new Float64Array(n * dimension);
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < dimension; k++) {
      let sum = 0;
      for (let j = 0; j < d; j++) sum += centred[i * d + j] * vectors[k * d + j];
      projected[i * dimension + k] = sum;
    }
  }
  return { projected, dimension };
}
