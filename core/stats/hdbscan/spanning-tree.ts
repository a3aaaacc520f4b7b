import type { DistanceBounds } from "./leading-axes.ts";

/** Edges in the order in which they were found: from a point of the tree to a new one. */
export interface Edges {
  readonly from: Int32Array;
  readonly to: Int32Array;
  readonly distance: Float64Array;
}

/** Distance of every point to its `count`-th nearest, itself being the first: [point]. */
export function coreDistances(
  x: Float64Array,
  dimension: number,
  count: number,
  bounds: DistanceBounds,
): Float64Array {
  const n = x.length / dimension;
  const out = new Float64Array(n);
  // a heap of the smallest squares, the largest of them on top
  const heap = new Float64Array(count);
  for (let i = 0; i < n; i++) {
    let size = 0;
    for (let j = 0; j < n; j++) {
      const limit = size < count ? Infinity : heap[0];
      if (bounds.atLeast(i, j) >= limit) continue;
      const square = squaredDistance(x, dimension, i, j, limit);
      if (size < count) {
        let at = size++;
        heap[at] = square;
        while (at > 0 && heap[(at - 1) >> 1] < heap[at]) {
          const parent = (at - 1) >> 1;
          [heap[at], heap[parent]] = [heap[parent], heap[at]];
          at = parent;
        }
      } else if (square < heap[0]) {
        heap[0] = square;
        sink(heap, size);
      }
    }
    out[i] = Math.sqrt(heap[0]);
  }
  return out;
}

function sink(heap: Float64Array, size: number): void {
  let at = 0;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= size) return;
    if (child + 1 < size && heap[child + 1] > heap[child]) child++;
    if (heap[child] <= heap[at]) return;
    const value = heap[at];
    heap[at] = heap[child];
    heap[child] = value;
    at = child;
  }
}

/** The shortest tree over all points by mutual reachability (Prim, from point 0). */
export function spanningTree(
  x: Float64Array,
  dimension: number,
  core: Float64Array,
  bounds: DistanceBounds,
): Edges {
  const n = core.length;
  const from = new Int32Array(n - 1);
  const to = new Int32Array(n - 1);
  const distance = new Float64Array(n - 1);
  const inTree = new Uint8Array(n);
  const reach = new Float64Array(n).fill(Infinity);
  const source = new Int32Array(n).fill(1);
  let current = 0;
  for (let edge = 0; edge + 1 < n; edge++) {
    inTree[current] = 1;
    let nearest = Infinity;
    let nearestSource = 0;
    let next = 0;
    for (let j = 0; j < n; j++) {
      if (inTree[j] === 1) continue;
      // a pair is never nearer than its core distances, and seldom nearer than what is known: most are not computed
      const least = Math.max(core[current], core[j]);
      const limit = FARTHER * reach[j] ** 2;
      if (least < reach[j] && bounds.atLeast(current, j) < limit) {
        const pair = Math.sqrt(squaredDistance(x, dimension, current, j, limit));
        const mutual = Math.max(least, pair);
        if (mutual < reach[j]) {
          reach[j] = mutual;
          source[j] = current;
        }
      }
      if (reach[j] < nearest) {
        nearest = reach[j];
        nearestSource = source[j];
        next = j;
      }
    }
    from[edge] = nearestSource;
    to[edge] = next;
    distance[edge] = nearest;
    current = next;
  }
  return { from, to, distance };
}

/** A square this much above another has the larger root, however both are rounded. */
const FARTHER = 1 + 1e-12;

/** Terms that are summed before a sum is compared with its limit. */
const TERMS = 16;

/** The squared distance, or some number from `limit` on that is not above it where that is not below `limit`. */
function squaredDistance(
  x: Float64Array,
  dimension: number,
  a: number,
  b: number,
  limit: number,
): number {
  let sum = 0;
  const end = (a + 1) * dimension;
  for (let i = a * dimension, j = b * dimension; i < end && sum < limit;) {
    for (const stop = Math.min(i + TERMS, end); i < stop; i++, j++) {
      const difference = x[i] - x[j];
      sum += difference * difference;
    }
  }
  return sum;
}
