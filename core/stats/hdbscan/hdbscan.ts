/*
 * HDBSCAN: clusters as places where points stay together while the density is raised, of any number and shape.
 * Reference: Campello, Moulavi & Sander 2013; steps, ties and order of labels as scikit-learn 1.2 and later.
 * Cost: O(points² · dimensions) time, O(points) memory.
 */
import { EphysError } from "#core/model/index.ts";
import { condense } from "./condensed-tree.ts";
import { selectClusters } from "./select-clusters.ts";
import { distanceBounds } from "./leading-axes.ts";
import { singleLinkage } from "./single-linkage.ts";
import { coreDistances, spanningTree } from "./spanning-tree.ts";

export interface HdbscanOptions {
  /** default 5 */
  readonly minClusterSize?: number;
  /** points within the core distance, the point itself among them; default minClusterSize */
  readonly minSamples?: number;
  /** all points may be one cluster; default false */
  readonly allowSingleCluster?: boolean;
  /** clusters nearer than this are not told apart; default 0 */
  readonly clusterSelectionEpsilon?: number;
  /** "eom": what lasts longest; "leaf": the smallest. Default "eom" */
  readonly clusterSelectionMethod?: "eom" | "leaf";
  /** larger clusters are not chosen (eom); default: no limit */
  readonly maxClusterSize?: number;
}

/** Beyond, the distances between all points take too long. */
const MOST_POINTS = 100_000;

/**
 * @param x [point × dimension], finite
 * @returns [point], 0 … clusters − 1, or −1 for noise
 * @throws InvalidParameter for sizes that do not fit the points
 */
export function hdbscan(
  x: Float64Array,
  dimension: number,
  options: HdbscanOptions = {},
): Int32Array {
  const n = x.length / dimension;
  if (n === 0) return new Int32Array(0);
  const minClusterSize = options.minClusterSize ?? 5;
  const minSamples = options.minSamples ?? minClusterSize;
  if (!(minClusterSize >= 2)) throw wrong("min_cluster_size", minClusterSize, "is below 2");
  if (!(minSamples >= 1)) throw wrong("min_samples", minSamples, "is below 1");
  if (minSamples > n) {
    throw wrong("min_samples", minSamples, `is more than the ${String(n)} points there are`);
  }
  if (n > MOST_POINTS) {
    throw new EphysError(
      "Unsupported",
      `hdbscan compares all points: ${String(n)} are more than ${String(MOST_POINTS)}; cluster a selection`,
      { points: n },
    );
  }
  if (n === 1) return Int32Array.of(-1);
  const bounds = distanceBounds(x, dimension);
  const core = coreDistances(x, dimension, minSamples, bounds);
  const hierarchy = singleLinkage(spanningTree(x, dimension, core, bounds), n);
  const tree = condense(hierarchy, n, minClusterSize);
  return selectClusters(tree, n, {
    allowSingleCluster: options.allowSingleCluster ?? false,
    epsilon: options.clusterSelectionEpsilon ?? 0,
    method: options.clusterSelectionMethod ?? "eom",
    maxClusterSize: options.maxClusterSize ?? Infinity,
  });
}

function wrong(parameter: string, value: number, what: string): EphysError {
  return new EphysError("InvalidParameter", `${parameter} ${String(value)} ${what}`, {
    parameter,
    value,
  });
}
