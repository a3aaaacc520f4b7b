/*
 * Exact nearest neighbours among points in three dimensions: a tree that halves the points at the median of the widest
 * dimension down to small leaves. O(n log n) to build, about O(k log n) for each query.
 */

const DIMENSIONS = 3;
const LEAF_SIZE = 24;

interface Node {
  /** range of `order` */
  readonly start: number;
  readonly end: number;
  readonly axis: number;
  readonly at: number;
  readonly low: Node | undefined;
  readonly high: Node | undefined;
}

/** The `k` points nearest to a point. */
export interface NeighbourSearch {
  /** Positions of the neighbours of point `index`, itself among them, nearest first; valid until the next call. */
  nearest(index: number): Int32Array;
}

/** @param points [point × 3] */
export function neighbourSearch(points: Float64Array, k: number): NeighbourSearch {
  const count = points.length / DIMENSIONS;
  const order = Int32Array.from({ length: count }, (_, i) => i);
  const root = build(points, order, 0, count);
  const size = Math.min(k, count);
  const found = new Int32Array(size);
  const distances = new Float64Array(size);
  let held = 0;
  // ordered from near to far by insertion: k is small
  const offer = (index: number, distance: number): void => {
    if (held === size && distance >= distances[size - 1]) return;
    let at = held < size ? held++ : size - 1;
    while (at > 0 && distances[at - 1] > distance) {
      distances[at] = distances[at - 1];
      found[at] = found[at - 1];
      at--;
    }
    distances[at] = distance;
    found[at] = index;
  };
  const visit = (node: Node, x: number, y: number, z: number): void => {
    if (node.low === undefined || node.high === undefined) {
      for (let i = node.start; i < node.end; i++) {
        const p = order[i] * DIMENSIONS;
        const dx = points[p] - x;
        const dy = points[p + 1] - y;
        const dz = points[p + 2] - z;
        offer(order[i], dx * dx + dy * dy + dz * dz);
      }
      return;
    }
    const away = (node.axis === 0 ? x : node.axis === 1 ? y : z) - node.at;
    visit(away < 0 ? node.low : node.high, x, y, z);
    if (held < size || away * away <= distances[size - 1])
      visit(away < 0 ? node.high : node.low, x, y, z);
  };
  return {
    nearest(index) {
      held = 0;
      const p = index * DIMENSIONS;
      visit(root, points[p], points[p + 1], points[p + 2]);
      return found;
    },
  };
}

function build(points: Float64Array, order: Int32Array, start: number, end: number): Node {
  const leaf: Node = { start, end, axis: 0, at: 0, low: undefined, high: undefined };
  if (end - start <= LEAF_SIZE) return leaf;
  let axis = 0;
  let widest = -1;
  for (let d = 0; d < DIMENSIONS; d++) {
    let low = Infinity;
    let high = -Infinity;
    for (let i = start; i < end; i++) {
      const value = points[order[i] * DIMENSIONS + d];
      if (value < low) low = value;
      if (value > high) high = value;
    }
    if (high - low > widest) {
      widest = high - low;
      axis = d;
    }
  }
  if (widest <= 0) return leaf; // all points are one
  order.subarray(start, end).sort((a, b) => points[a * DIMENSIONS + axis] - points[b * DIMENSIONS + axis]); // prettier-ignore
  let middle = (start + end) >> 1;
  const valueAt = (i: number): number => points[order[i] * DIMENSIONS + axis];
  while (middle > start && valueAt(middle - 1) === valueAt(middle)) middle--;
  if (middle === start) {
    middle = (start + end) >> 1;
    while (middle < end && valueAt(middle - 1) === valueAt(middle)) middle++;
  }
  return {
    start,
    end,
    axis,
    at: valueAt(middle),
    low: build(points, order, start, middle),
    high: build(points, order, middle, end),
  };
}
