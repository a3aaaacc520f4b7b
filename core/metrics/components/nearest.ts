import type { Kernels } from "#core/kernels/index.ts";
import { borrowSamples, EphysError, returnSamples } from "#core/model/index.ts";

/*
 * Nearest neighbours of all points among all points, exactly: products of blocks of points in single precision leave few
 * candidates, whose distances are computed in double precision. Neighbours at the same distance count by their position.
 * O(points² × features), memory of one block.
 */

/** Products of a block of points with all points that are held at once: they stay in the processor's second cache. */
const BLOCK_VALUES = 1 << 18;
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
  const products = borrowSamples("float32", perBlock * numPoints);
  try {
    const left = new Int32Array(perBlock).fill(-1);
    const least = new Float32Array(perBlock);
    const limits = new Float64Array(perBlock);
    const starts = new Int32Array(perBlock + 1);
    const nearest = new Int32Array(count);
    const distances = new Float64Array(count);
    let candidates = new Int32Array(4 * perBlock * count);
    for (let first = 0; first < numPoints; first += perBlock) {
      const m = Math.min(perBlock, numPoints - first);
      const block = rows.subarray(first * width, (first + m) * width);
      const out = products.subarray(0, m * numPoints);
      kernels.matmul(block, columns, m, width, numPoints, out);
      if (!withSelf) for (let i = 0; i < m; i++) left[i] = first + i;
      const own = left.subarray(0, m);
      kernels.smallestOfRows(out, numPoints, count, own, least.subarray(0, m));
      for (let i = 0; i < m; i++) {
        // rounding moves a value by at most error · (|a|² + |b|²), and |b| is at most |a| and the distance together
        const norm = norms[first + i];
        const squaredDistance = Math.max(0, least[i] + norm);
        limits[i] = least[i] + 4 * error * (3 * norm + 2 * squaredDistance);
      }
      const below = (): number =>
        kernels.positionsBelow(
          out,
          numPoints,
          limits.subarray(0, m),
          own,
          starts.subarray(0, m + 1),
          candidates,
        );
      const numBelow = below();
      if (numBelow > candidates.length) {
        candidates = new Int32Array(numBelow);
        below();
      }
      for (let i = 0; i < m; i++) {
        if (starts[i + 1] - starts[i] < count) {
          throw new EphysError("InvalidValue", "neighbours of points that are not finite");
        }
        distances.fill(Infinity);
        for (let c = starts[i]; c < starts[i + 1]; c++) {
          const distance = squared(values, numFeatures, first + i, candidates[c]);
          // candidates come in the order of positions, so that of equal ones the first stays before
          if (!(distance < distances[count - 1])) continue;
          let k = count - 1;
          for (; k > 0 && distances[k - 1] > distance; k--) {
            distances[k] = distances[k - 1];
            nearest[k] = nearest[k - 1];
          }
          distances[k] = distance;
          nearest[k] = candidates[c];
        }
        visit(first + i, nearest);
      }
    }
  } finally {
    for (const lent of [rows, columns, products]) returnSamples(lent);
  }
}

/**
 * The points a around their centre in single precision, as rows (−2a, 1) and columns (b, |b|²): their product is |b|² − 2ab,
 * which stands for the distance, larger by |a|². With the squared lengths. Rows and columns are in lent memory.
 */
function singlePrecision(values: Float64Array, n: number, numPoints: number) {
  const centre = new Float64Array(n);
  for (let i = 0; i < numPoints; i++) for (let f = 0; f < n; f++) centre[f] += values[i * n + f];
  for (let f = 0; f < n; f++) centre[f] /= Math.max(1, numPoints);
  const rows = borrowSamples("float32", numPoints * (n + 1));
  const columns = borrowSamples("float32", numPoints * (n + 1));
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

function squared(values: Float64Array, n: number, a: number, b: number): number {
  const from = a * n;
  const to = b * n;
  let sum = 0;
  for (let f = 0; f < n; f++) sum += (values[from + f] - values[to + f]) ** 2;
  return sum;
}
