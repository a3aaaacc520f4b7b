import type { Kernels } from "#core/kernels/index.ts";

/*
 * Nearest neighbours of all points among all points, exactly: products of blocks of points in single precision leave few
 * candidates, whose distances are computed in double precision. Neighbours at the same distance count by their position.
 * O(points² × features), memory of one block.
 */

/** Points of a block: their products with all points are held at once. */
const BLOCK_VALUES = 1 << 21;
/** Rounding of one operation in single precision, and operations beside one per feature. */
const ROUNDING = 6e-8;
const MORE_OPERATIONS = 8;

/**
 * Calls back for every point with the positions of its nearest `count` points, the nearest first; the point itself is left
 * out, or may be among them.
 * @param values [point × feature]
 */
export function forEachNearest(
  values: Float64Array,
  numFeatures: number,
  options: { readonly count: number; readonly withSelf: boolean; readonly kernels: Kernels },
  visit: (point: number, nearest: Int32Array) => void,
): void {
  const numPoints = values.length / numFeatures;
  const { count, withSelf, kernels } = options;
  const { rows, columns, norms } = singlePrecision(values, numFeatures, numPoints);
  const error = ROUNDING * (numFeatures + MORE_OPERATIONS);
  const perBlock = Math.max(1, Math.min(numPoints, Math.floor(BLOCK_VALUES / numPoints)));
  const products = new Float32Array(perBlock * numPoints);
  const best = new Float32Array(count);
  const found: Candidate[] = [];
  const nearest = new Int32Array(count);
  for (let first = 0; first < numPoints; first += perBlock) {
    const m = Math.min(perBlock, numPoints - first);
    const block = rows.subarray(first * numFeatures, (first + m) * numFeatures);
    const out = products.subarray(0, m * numPoints);
    kernels.matmul(block, columns, m, numFeatures, numPoints, out);
    for (let i = 0; i < m; i++) {
      const point = first + i;
      const left = withSelf ? -1 : point;
      const row = out.subarray(i * numPoints, (i + 1) * numPoints);
      // |b|² − 2ab stands for the distance, which is larger by |a|²; rounding adds at most error · (|a|² + |b|²)
      for (let j = 0; j < numPoints; j++) row[j] = norms[j] * (1 + error) - 2 * row[j];
      const limit = smallest(row, left, best) + 2 * error * norms[point];
      found.length = 0;
      for (let j = 0; j < numPoints; j++) {
        if (row[j] - 2 * error * norms[j] <= limit && j !== left) {
          found.push({ position: j, distance: squared(values, numFeatures, point, j) });
        }
      }
      found.sort((a, b) => a.distance - b.distance || a.position - b.position);
      for (let k = 0; k < count; k++) nearest[k] = found[k].position;
      visit(point, nearest);
    }
  }
}

interface Candidate {
  readonly position: number;
  readonly distance: number;
}

/** The points around their centre in single precision, by rows and by columns, and their squared lengths. */
function singlePrecision(values: Float64Array, n: number, numPoints: number) {
  const centre = new Float64Array(n);
  for (let i = 0; i < numPoints; i++) for (let f = 0; f < n; f++) centre[f] += values[i * n + f];
  for (let f = 0; f < n; f++) centre[f] /= Math.max(1, numPoints);
  const rows = new Float32Array(values.length);
  const columns = new Float32Array(values.length);
  const norms = new Float64Array(numPoints);
  for (let i = 0; i < numPoints; i++) {
    let sum = 0;
    for (let f = 0; f < n; f++) {
      const value = values[i * n + f] - centre[f];
      rows[i * n + f] = value;
      columns[f * numPoints + i] = value;
      sum += value * value;
    }
    norms[i] = sum;
  }
  return { rows, columns, norms };
}

/** The largest of the smallest `best.length` values, one position left out. */
function smallest(row: Float32Array, left: number, best: Float32Array): number {
  const last = best.length - 1;
  best.fill(Infinity);
  for (let j = 0; j < row.length; j++) {
    const value = row[j];
    if (!(value < best[last]) || j === left) continue;
    let k = last;
    while (k > 0 && best[k - 1] > value) {
      best[k] = best[k - 1];
      k--;
    }
    best[k] = value;
  }
  return best[last];
}

function squared(values: Float64Array, n: number, a: number, b: number): number {
  const from = a * n;
  const to = b * n;
  let sum = 0;
  for (let f = 0; f < n; f++) sum += (values[from + f] - values[to + f]) ** 2;
  return sum;
}
