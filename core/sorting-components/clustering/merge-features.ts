/*
 * Clusters are one when their peaks, seen along the line between their means, form a single heap. Reference: SpikeInterface
 * 0.103.2 clustering/merging_tools.py (merge_peak_labels_from_features, method project_distribution). There n_pca_features
 * is overwritten with 3 and projection_mode with tsvd; here both act.
 * O(pairs within the radius × peaks × features²).
 */
import { z } from "zod";
import type { PeaksSvd } from "../features/peaks-svd.ts";
import { solvePositive } from "#core/linalg/index.ts";
import { percentile } from "#core/learning/index.ts";
import { isocut } from "#core/stats/index.ts";
import { channelDistance, channelsOf } from "../neighbours.ts";
import type { Peaks } from "../peaks.ts";
import { featuresOnChannels, strongestFeatures } from "./local-split.ts";
import { connectedGroups, type TemplateSet } from "./merge-templates.ts";
import { isocutThresholdParam } from "./params.ts";

/** Bins in which two heaps are laid over each other. */
const OVERLAP_BINS = 200;

/** Parameters of joining clusters by their peaks; SpikeInterface's names. null: none are joined. */
export const mergeFeaturesParam = z
  .strictObject({
    merge_radius_um: z
      .number()
      .positive()
      .default(70)
      .describe("Clusters whose largest channels are farther apart are not compared.")
      .meta({ label: "Radius", unit: "um" }),
    projection: z
      .enum(["centroid", "lda"])
      .default("centroid")
      .describe("Along the line between the means, or along the direction that parts them best.")
      .meta({ label: "Projection" }),
    criteria: z
      .enum(["isocut", "percentile", "distrib_overlap"])
      .default("isocut")
      .describe("One heap by its dip, by percentiles that reach over each other, or by overlap.")
      .meta({ label: "Criterion" }),
    isocut_threshold: isocutThresholdParam,
    threshold_percentile: z
      .number()
      .min(0)
      .max(100)
      .default(80)
      .describe("Percentile of the first cluster that has to reach that of the second from above.")
      .meta({ label: "Percentile" }),
    threshold_overlap: z
      .number()
      .min(0)
      .max(1)
      .default(0.4)
      .describe("Share of the distributions that has to overlap.")
      .meta({ label: "Overlap" }),
    min_cluster_size: z
      .int()
      .min(2)
      .default(50)
      .describe("Smaller clusters are not compared.")
      .meta({ label: "Smallest cluster" }),
    n_pca_features: z
      .int()
      .positive()
      .default(3)
      .describe("Dimensions in which two clusters are compared.")
      .meta({ label: "Dimensions" }),
    projection_mode: z
      .enum(["tsvd", "pca"])
      .default("tsvd")
      .describe("Strongest directions as they are, or whitened around the mean.")
      .meta({ label: "Directions" }),
    minimum_overlap_ratio: z
      .number()
      .min(0)
      .max(1)
      .default(0.75)
      .describe(
        "Share of their channels that two clusters have in common, or they are not compared.",
      )
      .meta({ label: "Common channels" }),
  })
  .nullable()
  .default(null)
  .describe("Joining of clusters whose peaks form one heap; null: none are joined.")
  .meta({ label: "Merging by features" });

export type MergeFeatures = NonNullable<z.output<typeof mergeFeaturesParam>>;

/**
 * Labels of clusters that are one become that of the first; the others keep theirs.
 * @param labels [peak]
 * @param contacts [channel × 2], um
 */
export function mergeByFeatures(
  { peaks, labels, unitIds }: { readonly peaks: Peaks; readonly labels: Int32Array; readonly unitIds: readonly number[] }, // prettier-ignore
  { svd, templates, contacts }: { readonly svd: PeaksSvd; readonly templates: TemplateSet; readonly contacts: Float64Array }, // prettier-ignore
  params: MergeFeatures,
): Int32Array {
  const rows = new Map<number, number[]>(unitIds.map((id) => [id, []]));
  labels.forEach((label, row) => rows.get(label)?.push(row));
  const clusters = unitIds.map((id, unit) => {
    const own = rows.get(id) ?? [];
    return { rows: own, largest: largestChannel(templates, unit), channels: channelsOfAll(own, peaks, svd) }; // prettier-ignore
  });
  const isOne = (a: Cluster, b: Cluster): boolean => {
    if (channelDistance(contacts, a.largest, b.largest) > params.merge_radius_um) return false;
    if (Math.min(a.rows.length, b.rows.length) < params.min_cluster_size) return false;
    const common = a.channels.filter((channel) => b.channels.includes(channel));
    const all = new Set([...a.channels, ...b.channels]).size;
    if (common.length === 0 || common.length / all < params.minimum_overlap_ratio) return false;
    const flat = featuresOnChannels([...a.rows, ...b.rows], peaks, svd, common);
    return isOneHeap(flat, a.rows.length, common.length * svd.numComponents, params);
  };
  const n = clusters.length;
  const joined = new Uint8Array(n * n);
  for (let a = 0; a < n; a++) {
    for (let b = a + 1; b < n; b++) {
      if (isOne(clusters[a], clusters[b])) joined[a * n + b] = joined[b * n + a] = 1;
    }
  }
  const merged = new Map<number, number>();
  for (const group of connectedGroups(n, (a, b) => joined[a * n + b] !== 0)) {
    for (const member of group) merged.set(unitIds[member], unitIds[group[0]]);
  }
  return labels.map((label) => merged.get(label) ?? label);
}

interface Cluster {
  readonly rows: readonly number[];
  readonly largest: number;
  /** that describe every one of its peaks */
  readonly channels: readonly number[];
}

function largestChannel({ data, numSamples, numChannels }: TemplateSet, unit: number): number {
  const start = unit * numSamples * numChannels;
  let [best, channel] = [-1, 0];
  for (let i = 0; i < numSamples * numChannels; i++) {
    const size = Math.abs(data[start + i]);
    if (size > best) [best, channel] = [size, i % numChannels];
  }
  return channel;
}

function channelsOfAll(rows: readonly number[], peaks: Peaks, { around }: PeaksSvd): number[] {
  const own = [...new Set(rows.map((row) => peaks.channelIndex[row]))];
  const lists = own.map((channel) => new Set(channelsOf(around, channel)));
  return [...(lists[0] ?? [])].filter((channel) => lists.every((list) => list.has(channel)));
}

/**
 * Whether two clusters are one heap.
 * @param flat [peak × feature], the first cluster's peaks before the second's
 */
export function isOneHeap(
  flat: Float32Array,
  numFirst: number,
  width: number,
  params: MergeFeatures,
): boolean {
  const { points, dimension } = strongestFeatures(flat, width, {
    numFeatures: params.n_pca_features,
    projection: params.projection_mode,
  });
  const line = alongLine(points, dimension, numFirst, params.projection);
  const [first, second] = [line.subarray(0, numFirst), line.subarray(numFirst)];
  if (params.criteria === "isocut") return isocut(line).dipScore < params.isocut_threshold;
  if (params.criteria === "percentile") {
    const above = percentile(first, params.threshold_percentile);
    return above >= percentile(second, 100 - params.threshold_percentile);
  }
  return overlapOf(first, second) >= params.threshold_overlap;
}

/** Each point's place on the way from the first cluster's mean to the second's. */
function alongLine(
  points: Float64Array,
  dimension: number,
  numFirst: number,
  projection: MergeFeatures["projection"],
): Float64Array {
  const n = points.length / dimension;
  const from = meanOf(points, dimension, 0, numFirst);
  const to = meanOf(points, dimension, numFirst, n);
  const apart = to.map((value, j) => value - from[j]);
  const parting =
    projection === "lda"
      ? solvePositive(scatterWithin(points, dimension, numFirst, from, to), dimension, apart)
      : undefined;
  // peaks that do not vary in some direction have no such solution
  const direction = parting ?? apart;
  return Float64Array.from({ length: n }, (_, i) => {
    let sum = 0;
    for (let j = 0; j < dimension; j++) sum += (points[i * dimension + j] - from[j]) * direction[j];
    return sum;
  });
}

function meanOf(points: Float64Array, dimension: number, start: number, end: number): Float64Array {
  const mean = new Float64Array(dimension);
  for (let i = start; i < end; i++) {
    for (let j = 0; j < dimension; j++) mean[j] += points[i * dimension + j] / (end - start);
  }
  return mean;
}

/** [dimension × dimension] of both clusters, each around its own mean. */
function scatterWithin(
  points: Float64Array,
  dimension: number,
  numFirst: number,
  from: Float64Array,
  to: Float64Array,
): Float64Array {
  const scatter = new Float64Array(dimension * dimension);
  for (let i = 0; i < points.length / dimension; i++) {
    const mean = i < numFirst ? from : to;
    for (let a = 0; a < dimension; a++) {
      const x = points[i * dimension + a] - mean[a];
      for (let b = 0; b < dimension; b++) {
        scatter[a * dimension + b] += x * (points[i * dimension + b] - mean[b]);
      }
    }
  }
  return scatter;
}

/** Shared part of two histograms, each of its own sum. */
function overlapOf(first: Float64Array, second: Float64Array): number {
  let [low, high] = [Infinity, -Infinity];
  for (const values of [first, second]) {
    for (const value of values) [low, high] = [Math.min(low, value), Math.max(high, value)];
  }
  if (!(high > low)) return 1;
  const size = (high - low) / OVERLAP_BINS;
  const shares = [first, second].map((values) => {
    // the reference's edges end one bin before the largest value
    const counts = new Float64Array(OVERLAP_BINS - 1);
    let inside = 0;
    for (const value of values) {
      const bin = Math.floor((value - low) / size);
      if (bin >= counts.length) continue;
      counts[bin]++;
      inside++;
    }
    return counts.map((count) => (inside > 0 ? count / inside : 0));
  });
  return shares[0].reduce((sum, share, bin) => sum + Math.min(share, shares[1][bin]), 0);
}
