import type { Kernels } from "#core/kernels/index.ts";

/*
 * Nearest neighbours of all points among all points, exactly: products of blocks of points in single precision leave few
 * candidates, whose distances are computed in double precision. Neighbours at the same distance count by their position.
 * O(points² × features), memory of one block.
 */

/** Points of a block: their products with all points are held at once. */
const BLOCK_VALUES = 1 << 20;
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
  const width = numFeatures + 1;
  const error = ROUNDING * (width + MORE_OPERATIONS);
  const perBlock = Math.max(1, Math.min(numPoints, Math.floor(BLOCK_VALUES / numPoints)));
  const products = new Float32Array(perBlock * numPoints);
  const best = new Float32Array(count);
  const found: Candidate[] = [];
  const nearest = new Int32Array(count);
  for (let first = 0; first < numPoints; first += perBlock) {
    const m = Math.min(perBlock, numPoints - first);
    const block = rows.subarray(first * width, (first + m) * width);
    const out = products.subarray(0, m * numPoints);
    kernels.matmul(block, columns, m, width, numPoints, out);
    for (let i = 0; i < m; i++) {
      const point = first + i;
      const left = withSelf ? -1 : point;
      const row = out.subarray(i * numPoints, (i + 1) * numPoints);
      // rounding moves a value by at most error · (|a|² + |b|²), and |b| is at most |a| and the distance together
      const least = smallest(row, left, best);
      const squaredDistance = Math.max(0, least + norms[point]);
      const limit = least + 4 * error * (3 * norms[point] + 2 * squaredDistance);
      found.length = 0;
      for (let j = 0; j < numPoints; j++) {
        if (row[j] <= limit && j !== left) {
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

/**
 * The points a around their centre in single precision, as rows (−2a, 1) and columns (b, |b|²): their product is |b|² − 2ab,
 * which stands for the distance, larger by |a|². With the squared lengths.
 */
function singlePrecision(values: Float64Array, n: number, numPoints: number) {
  const centre = new Float64Array(n);
  for (let i = 0; i < numPoints; i++) for (let f = 0; f < n; f++) centre[f] += values[i * n + f];
  for (let f = 0; f < n; f++) centre[f] /= Math.max(1, numPoints);
  const rows = new Float32Array(numPoints * (n + 1));
  const columns = new Float32Array(numPoints * (n + 1));
  const norms = new Float64Array(numPoints);
  for (let i = 0; i < numPoints; i++) {
    let sum = 0;
    for (let f = 0; f < n; f++) {
      const value = values[i * n + f] - centre[f];
      rows[i * (n + 1) + f] = -2 * value;
      columns[f * numPoints + i] = value;
      sum += value * value;
    }
    rows[i * (n + 1) + n] = 1;
    columns[n * numPoints + i] = sum;
    norms[i] = sum;
  }
  return { rows, columns, norms };
}

/** The largest of the smallest `best.length` values, one position left out. */
function smallest(row: Float32Array, left: number, best: Float32Array): number {
  const last = best.length - 1;
  best.fill(Infinity);
  let limit = Infinity;
  for (let j = 0; j < row.length; j++) {
    const value = row[j];
    if (!(value < limit) || j === left) continue;
    let k = last;
    while (k > 0 && best[k - 1] > value) {
      best[k] = best[k - 1];
      k--;
    }
    best[k] = value;
    limit = best[last];
  }
  return limit;
}

function squared(values: Float64Array, n: number, a: number, b: number): number {
  const from = a * n;
  const to = b * n;
  let sum = 0;
  for (let f = 0; f < n; f++) sum += (values[from + f] - values[to + f]) ** 2;
  return sum;
}
