/*
 * Isosplit: clustering without a number of clusters. Many small k-means clusters, then the closest pairs are compared
 * along the line that separates them best and merged or redistributed by isocut, until nothing changes.
 * Reference: Magland & Barnett 2015, arXiv:1508.04841; the pair order of isosplit6 as in SpikeInterface 0.103.
 * Cost: O(pairs × n log n). Differences: the k-means start draws from our generator, singular covariances fall back
 * to the line between the centres instead of failing.
 */
import { solveLinear } from "#core/linalg/index.ts";
import { isEphysError } from "#core/model/index.ts";
import { isocut } from "./isocut.ts";
import { kMeansLabels } from "./k-means.ts";
import { ensureContinuousLabels } from "./labels.ts";
import { allocateMoments, updateMoments, type ClusterMoments } from "./moments.ts";
import type { RandomIntegers } from "./types.ts";

export interface IsosplitOptions {
  /** k-means clusters to begin with; fewer for small samples. Default 200 */
  readonly numInitial?: number;
  /** default 500 */
  readonly maxIterationsPerPass?: number;
  /** smaller clusters are merged into a neighbour without a test. Default 10 */
  readonly minClusterSize?: number;
  /** pairs with a smaller dip score are merged. Default 2 */
  readonly isocutThreshold?: number;
  /** [sample], start from these labels instead of k-means */
  readonly initialLabels?: Int32Array;
}

/**
 * @param x [sample × dimension], finite
 * @param random draws for the k-means start
 * @returns [sample], 0 … number of clusters − 1
 */
export function isosplit(
  x: Float64Array,
  dimension: number,
  options: IsosplitOptions,
  random: RandomIntegers,
): Int32Array {
  const n = x.length / dimension;
  if (n === 0) return new Int32Array(0);
  const minClusterSize = options.minClusterSize ?? 10;
  const start =
    options.initialLabels ??
    initialLabels(x, dimension, options.numInitial ?? 200, minClusterSize, random);
  const state = createState(x, dimension, ensureContinuousLabels(start), {
    minClusterSize,
    threshold: options.isocutThreshold ?? 2,
  });
  runPasses(state, options.maxIterationsPerPass ?? 500);
  return ensureContinuousLabels(state.labels);
}

function initialLabels(
  x: Float64Array,
  dimension: number,
  wanted: number,
  minClusterSize: number,
  random: RandomIntegers,
): Int32Array {
  const n = x.length / dimension;
  const tooMany = wanted >= n || wanted > Math.trunc(n / minClusterSize);
  const k = tooMany ? Math.max(1, Math.trunc(n / (2 * minClusterSize))) : wanted;
  return kMeansLabels(x, dimension, k, random);
}

interface State {
  readonly x: Float64Array;
  readonly dimension: number;
  readonly labels: Int32Array;
  readonly numLabels: number;
  readonly moments: ClusterMoments;
  readonly active: Uint8Array;
  /** [label × label], compared in this pass */
  readonly compared: Uint8Array;
  readonly minClusterSize: number;
  readonly threshold: number;
}

function createState(
  x: Float64Array,
  dimension: number,
  labels: Int32Array,
  limits: { readonly minClusterSize: number; readonly threshold: number },
): State {
  const numLabels = labels.reduce((most, label) => Math.max(most, label), 0) + 1;
  const moments = allocateMoments(numLabels, dimension);
  updateMoments(moments, x, labels, new Uint8Array(numLabels).fill(1));
  return {
    x,
    dimension,
    labels,
    numLabels,
    moments,
    active: new Uint8Array(numLabels).fill(1),
    compared: new Uint8Array(numLabels * numLabels),
    ...limits,
  };
}

/** Passes until one merges nothing, then a last one that only redistributes. */
function runPasses(state: State, maxIterations: number): void {
  let finalPass = true;
  for (;;) {
    const { merged, changed } = runPass(state, maxIterations);
    forgetComparisons(state, changed);
    if (merged) finalPass = false;
    if (finalPass) return;
    if (!merged) finalPass = true;
  }
}

function runPass(
  state: State,
  maxIterations: number,
): { readonly merged: boolean; readonly changed: Uint8Array } {
  const { numLabels, active, compared } = state;
  const changed = new Uint8Array(numLabels);
  let merged = false;
  for (let iteration = 0; iteration < maxIterations; iteration++) {
    const pairs = pairsToCompare(state);
    if (pairs.length === 0) break;
    const touched = comparePairs(state, pairs);
    for (const [a, b] of pairs) compared[a * numLabels + b] = compared[b * numLabels + a] = 1;
    updateMoments(state.moments, state.x, state.labels, touched.changed);
    for (let label = 0; label < numLabels; label++) {
      if (touched.changed[label]) changed[label] = 1;
      if (!touched.removed[label]) continue;
      merged = true;
      active[label] = 0;
    }
  }
  return { merged, changed };
}

function forgetComparisons({ numLabels, active, compared }: State, changed: Uint8Array): void {
  for (let label = 0; label < numLabels; label++) {
    if (!active[label] || !changed[label]) continue;
    for (let other = 0; other < numLabels; other++) {
      compared[label * numLabels + other] = compared[other * numLabels + label] = 0;
    }
  }
}

/** Active pairs that are each other's closest and not yet compared in this pass. */
function pairsToCompare(state: State): [number, number][] {
  const { numLabels: n, active, compared, moments, dimension } = state;
  const distances = new Float64Array(n * n).fill(Infinity);
  for (let a = 0; a < n; a++) {
    if (!active[a]) continue;
    for (let b = a + 1; b < n; b++) {
      if (!active[b] || compared[a * n + b]) continue;
      let squared = 0;
      for (let k = 0; k < dimension; k++) {
        const delta = moments.centroids[a * dimension + k] - moments.centroids[b * dimension + k];
        squared += delta * delta;
      }
      distances[a * n + b] = distances[b * n + a] = Math.sqrt(squared);
    }
  }
  const nearest = new Int32Array(n);
  for (let a = 0; a < n; a++) {
    for (let b = 1; b < n; b++) {
      if (distances[a * n + b] < distances[a * n + nearest[a]]) nearest[a] = b;
    }
  }
  const pairs: [number, number][] = [];
  for (let a = 0; a < n; a++) {
    const b = nearest[a];
    if (active[a] && b > a && nearest[b] === a && distances[a * n + b] < Infinity)
      pairs.push([a, b]);
  }
  return pairs;
}

/** Merges or redistributes each pair; pairs share no label. */
function comparePairs(
  state: State,
  pairs: readonly (readonly [number, number])[],
): { readonly changed: Uint8Array; readonly removed: Uint8Array } {
  const { labels, numLabels, minClusterSize } = state;
  const changed = new Uint8Array(numLabels);
  const removed = new Uint8Array(numLabels);
  const members = groupByLabel(labels, numLabels);
  for (const [a, b] of pairs) {
    const [rowsA, rowsB] = [members(a), members(b)];
    if (rowsA.length === 0 || rowsB.length === 0) continue;
    const tooSmall = rowsA.length < minClusterSize || rowsB.length < minClusterSize;
    const sides = tooSmall ? undefined : cutPair(state, a, b, rowsA, rowsB);
    if (sides === undefined) {
      for (const row of rowsB) labels[row] = a;
      changed[a] = 1;
      removed[b] = 1;
    } else if (redistribute(labels, [a, b], rowsA, rowsB, sides)) {
      changed[a] = changed[b] = 1;
    }
  }
  return { changed, removed };
}

/** Rows of every label, ascending. */
function groupByLabel(labels: Int32Array, numLabels: number): (label: number) => Int32Array {
  const starts = new Int32Array(numLabels + 1);
  for (const label of labels) starts[label + 1]++;
  for (let label = 0; label < numLabels; label++) starts[label + 1] += starts[label];
  const rows = new Int32Array(labels.length);
  const next = starts.slice();
  for (let i = 0; i < labels.length; i++) rows[next[labels[i]]++] = i;
  return (label) => rows.subarray(starts[label], starts[label + 1]);
}

/** 1 for rows beyond the cut, 0 for rows before it; undefined when the two are one cluster. */
function cutPair(
  state: State,
  a: number,
  b: number,
  rowsA: Int32Array,
  rowsB: Int32Array,
): Uint8Array | undefined {
  const direction = separatingDirection(state, a, b);
  const projected = new Float64Array(rowsA.length + rowsB.length);
  for (let i = 0; i < projected.length; i++) {
    const row = i < rowsA.length ? rowsA[i] : rowsB[i - rowsA.length];
    let sum = 0;
    for (let k = 0; k < state.dimension; k++)
      sum += state.x[row * state.dimension + k] * direction[k];
    projected[i] = sum;
  }
  const { dipScore, cutPoint } = isocut(projected);
  if (dipScore < state.threshold) return undefined;
  return Uint8Array.from(projected, (value) => (value < cutPoint ? 1 : 0));
}

/** Unit vector along which the two clusters are farthest apart for their spread; points from a to b. */
function separatingDirection({ moments, dimension: d }: State, a: number, b: number): Float64Array {
  const between = new Float64Array(d);
  for (let k = 0; k < d; k++)
    between[k] = moments.centroids[b * d + k] - moments.centroids[a * d + k];
  const spread = new Float64Array(d * d);
  for (let k = 0; k < d * d; k++) {
    spread[k] = (moments.covariances[a * d * d + k] + moments.covariances[b * d * d + k]) / 2;
  }
  let direction: Float64Array = between;
  try {
    direction = solveLinear(spread, d, between);
  } catch (error) {
    if (!isEphysError(error, "InvalidValue")) throw error;
  }
  const norm = Math.hypot(...direction);
  return norm > 0 ? direction.map((value) => value / norm) : direction;
}

/** Moves rows to the side of the cut where they lie; a swap of both clusters is no change. */
function redistribute(
  labels: Int32Array,
  [a, b]: readonly [number, number],
  rowsA: Int32Array,
  rowsB: Int32Array,
  sides: Uint8Array,
): boolean {
  const toB: number[] = [];
  const toA: number[] = [];
  for (let i = 0; i < rowsA.length; i++) if (sides[i] === 1) toB.push(rowsA[i]);
  for (let i = 0; i < rowsB.length; i++) if (sides[rowsA.length + i] === 0) toA.push(rowsB[i]);
  const swapped = toB.length / rowsA.length + toA.length / rowsB.length >= 1;
  if (swapped || toA.length + toB.length === 0) return false;
  for (const row of toB) labels[row] = b;
  for (const row of toA) labels[row] = a;
  return true;
}
