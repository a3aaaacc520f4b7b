/*
 * Groups of peaks are split again and again in their own strongest features, until nothing splits. Reference:
 * SpikeInterface 0.103.2 clustering/itersplit_tools.py (split_clusters, local_feature_clustering).
 */
import { throwIfCancelled, type ComputeContext } from "#core/compute/index.ts";
import type { PeaksSvd } from "../features/peaks-svd.ts";
import { gramMatrix, strongestVectors } from "../features/temporal-basis.ts";
import { channelDistance, channelsOf } from "../neighbours.ts";
import type { Peaks } from "../peaks.ts";

/** Labels points, [point × dimension]; negative for none. */
export type Clusterer = (points: Float64Array, dimension: number) => Int32Array;

export interface SplitOptions {
  /** channels within this distance of all of a group's channels describe it */
  readonly radiusUm: number;
  readonly recursive: boolean;
  /** levels; undefined: until nothing splits */
  readonly depth: number | undefined;
  /** groups with fewer peaks are left as they are */
  readonly minSizeSplit: number;
  /** dimensions in which a group is split; a share of variance below 1; undefined: all */
  readonly numFeatures: number | undefined;
  /** subtract the mean and give all directions unit variance (pca), or neither (tsvd) */
  readonly projection: "tsvd" | "pca";
  readonly clusterer: Clusterer;
}

/** Share of a group's channels that must be near all others, or it is left as it is. */
const MIN_OVERLAP = 0.25;

/**
 * Splits groups of peaks.
 * @param groups [peak], group to begin with; negative: none
 * @param contacts [channel × 2], um
 * @returns [peak], labels; negative for peaks that belong nowhere
 */
export function splitGroups(
  groups: Int32Array,
  {
    peaks,
    svd,
    contacts,
  }: { readonly peaks: Peaks; readonly svd: PeaksSvd; readonly contacts: Float64Array },
  options: SplitOptions,
  ctx: ComputeContext,
): Int32Array {
  const labels = Int32Array.from(groups);
  const open = rowsByLabel(labels).map((rows) => ({ rows, level: 0 }));
  let next = labels.reduce((most, label) => Math.max(most, label), -1) + 1;
  const total = open.reduce((sum, { rows }) => sum + rows.length, 0);
  let done = 0;
  for (const group of open) {
    throwIfCancelled(ctx.cancel);
    const found = splitOnce(group.rows, peaks, svd, contacts, options);
    if (group.level === 0) {
      done += group.rows.length;
      ctx.report({ step: "split clusters", fraction: done / total });
    }
    if (found === undefined) continue;
    const parts: number[][] = [];
    group.rows.forEach((row, i) => {
      labels[row] = found[i] < 0 ? found[i] : next + found[i];
      if (found[i] >= 0) (parts[found[i]] ??= []).push(row);
    });
    next += parts.length;
    const level = group.level + 1;
    const goesOn = options.recursive && (options.depth === undefined || level < options.depth);
    if (!goesOn) continue;
    for (const part of parts) {
      if (part as number[] | undefined) open.push({ rows: Int32Array.from(part), level });
    }
  }
  return labels;
}

function rowsByLabel(labels: Int32Array): Int32Array[] {
  const lists = new Map<number, number[]>();
  labels.forEach((label, row) => {
    if (label < 0) return;
    const list = lists.get(label) ?? [];
    list.push(row);
    lists.set(label, list);
  });
  return [...lists].sort(([a], [b]) => a - b).map(([, rows]) => Int32Array.from(rows));
}

/** [row of the group], labels of its parts (−2 for peaks without the group's channels); undefined when it is one. */
function splitOnce(
  rows: Int32Array,
  peaks: Peaks,
  svd: PeaksSvd,
  contacts: Float64Array,
  options: SplitOptions,
): Int32Array | undefined {
  const channels = commonChannels(rows, peaks, contacts, options.radiusUm);
  if (channels === undefined) return undefined;
  const places = columnsOfChannels(svd, channels);
  const kept: number[] = [];
  for (let i = 0; i < rows.length; i++) {
    if (places(peaks.channelIndex[rows[i]]) !== undefined) kept.push(i);
  }
  if (kept.length < options.minSizeSplit) return undefined;
  const some = kept.map((i) => rows[i]);
  const flat = featuresOnChannels(some, peaks, svd, channels);
  const width = channels.length * svd.numComponents;
  const { points, dimension } = strongestFeatures(flat, width, options);
  const parts = options.clusterer(points, dimension);
  if (new Set(parts.filter((label) => label >= 0)).size < 2) return undefined;
  const out = new Int32Array(rows.length).fill(-2);
  kept.forEach((i, r) => (out[i] = parts[r]));
  return out;
}

/**
 * Compressed waveforms of peaks on some channels.
 * @param rows peaks that these channels describe
 * @returns [peak × channel × component]
 */
export function featuresOnChannels(
  rows: readonly number[],
  peaks: Peaks,
  svd: PeaksSvd,
  channels: readonly number[],
): Float32Array {
  const places = columnsOfChannels(svd, channels);
  const k = svd.numComponents;
  const width = channels.length * k;
  const flat = new Float32Array(rows.length * width);
  rows.forEach((row, r) => {
    const columns = places(peaks.channelIndex[row]) ?? [];
    for (let c = 0; c < columns.length; c++) {
      const from = (row * svd.width + columns[c]) * k;
      flat.set(svd.features.subarray(from, from + k), r * width + c * k);
    }
  });
  return flat;
}

/** Channels near all channels of the group; undefined where these are too few. */
function commonChannels(
  rows: Int32Array,
  peaks: Peaks,
  contacts: Float64Array,
  radiusUm: number,
): number[] | undefined {
  const own = [...new Set(rows.map((row) => peaks.channelIndex[row]))];
  const near =
    (channel: number) =>
    (other: number): boolean =>
      channelDistance(contacts, other, channel) <= radiusUm;
  const all = Array.from({ length: contacts.length / 2 }, (_, c) => c);
  const common = all.filter((channel) => own.every(near(channel)));
  const any = all.filter((channel) => own.some(near(channel)));
  return common.length > 0 && common.length / any.length >= MIN_OVERLAP ? common : undefined;
}

/** Where channels stand among those that describe a peak of a channel; undefined when one is missing. */
function columnsOfChannels(
  { around }: PeaksSvd,
  channels: readonly number[],
): (peakChannel: number) => readonly number[] | undefined {
  const known = new Map<number, readonly number[] | undefined>();
  return (peakChannel) => {
    if (known.has(peakChannel)) return known.get(peakChannel);
    const own = channelsOf(around, peakChannel);
    const columns = channels.map((channel) => own.indexOf(channel));
    const found = columns.includes(-1) ? undefined : columns;
    known.set(peakChannel, found);
    return found;
  };
}

/** Rows in the directions that carry most. */
export function strongestFeatures(
  flat: Float32Array,
  width: number,
  { numFeatures, projection }: Pick<SplitOptions, "numFeatures" | "projection">,
): { readonly points: Float64Array; readonly dimension: number } {
  const n = flat.length / width;
  if (projection === "pca") subtractMeans(flat, width);
  const count = numFeatures === undefined || numFeatures < 1 ? width : numFeatures;
  if (count >= width && numFeatures !== undefined && numFeatures >= 1) {
    return { points: Float64Array.from(flat), dimension: width };
  }
  if (numFeatures === undefined) return { points: Float64Array.from(flat), dimension: width };
  const vectors = strongestVectors(gramMatrix(flat, width), width, count);
  const all = vectors.length / width;
  const points = new Float64Array(n * all);
  const energy = new Float64Array(all);
  for (let i = 0; i < n; i++) {
    for (let v = 0; v < all; v++) {
      let sum = 0;
      for (let j = 0; j < width; j++) sum += flat[i * width + j] * vectors[v * width + j];
      points[i * all + v] = sum;
      energy[v] += sum * sum;
    }
  }
  if (projection === "pca") {
    for (let i = 0; i < points.length; i++) points[i] /= Math.sqrt(energy[i % all] / n) || 1;
  }
  if (numFeatures >= 1) return { points, dimension: all };
  const wanted = explaining(energy, numFeatures);
  const fewer = new Float64Array(n * wanted);
  for (let i = 0; i < fewer.length; i++) {
    fewer[i] = points[Math.floor(i / wanted) * all + (i % wanted)];
  }
  return { points: fewer, dimension: wanted };
}

/** Directions that together carry a share of the energy, and one more. */
function explaining(energy: Float64Array, share: number): number {
  const total = energy.reduce((a, b) => a + b, 0);
  let sum = 0;
  let count = 0;
  for (const value of energy) {
    sum += value / total;
    if (sum > share) break;
    count++;
  }
  return Math.min(energy.length, count + 1);
}

function subtractMeans(flat: Float32Array, width: number): void {
  const n = flat.length / width;
  for (let j = 0; j < width; j++) {
    let sum = 0;
    for (let at = j; at < flat.length; at += width) sum += flat[at];
    for (let at = j; at < flat.length; at += width) flat[at] -= sum / n;
  }
}
