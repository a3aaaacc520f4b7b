import { svd } from "#core/linalg/index.ts";
import { EphysError } from "#core/model/index.ts";

/*
 * Dense solvers of dredge's Newton steps: Cholesky for positive definite matrices, the shortest least-squares solution
 * for singular ones (scipy.linalg.solve(assume_a="pos") and lstsq). O(n³).
 */

/**
 * Solves a·x = b for a symmetric positive definite matrix, of which the upper triangle is read.
 * @param a [n × n]
 * @param b [n × columns]
 * @param floor pivots up to this share of their diagonal entry count as zero
 * @returns [n × columns]; undefined when the matrix is not positive definite
 * @throws InvalidValue for NaN or infinity
 */
export function solvePositive(
  a: Float64Array,
  n: number,
  b: Float64Array,
  columns = 1,
  floor = 0,
): Float64Array | undefined {
  requireFinite(a);
  requireFinite(b);
  const factor = cholesky(a, n, floor);
  if (factor === undefined) return undefined;
  const x = b.slice();
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) subtractRow(x, i, k, factor[i * n + k], columns);
    divideRow(x, i, factor[i * n + i], columns);
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) subtractRow(x, i, k, factor[k * n + i], columns);
    divideRow(x, i, factor[i * n + i], columns);
  }
  return x;
}

/** The shortest x that minimises |a·x − b|; singular values up to 2^-52 of the largest count as zero. */
export function solveLeastSquares(a: Float64Array, n: number, b: Float64Array): Float64Array {
  const { u, s, vt } = svd(a, n, n);
  const x = new Float64Array(n);
  for (let k = 0; k < n; k++) {
    if (s[k] <= 2 ** -52 * s[0]) continue;
    let share = 0;
    for (let i = 0; i < n; i++) share += u[i * n + k] * b[i];
    for (let i = 0; i < n; i++) x[i] += (vt[k * n + i] * share) / s[k];
  }
  return x;
}

/** Lower factor L with a = L·Lᵀ, row by row so that inner loops run along rows. */
function cholesky(a: Float64Array, n: number, floor: number): Float64Array | undefined {
  const factor = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    const row = i * n;
    for (let j = 0; j <= i; j++) {
      const other = j * n;
      let sum = a[other + i];
      for (let k = 0; k < j; k++) sum -= factor[row + k] * factor[other + k];
      if (j < i) factor[row + j] = sum / factor[other + j];
      else if (sum > floor * Math.abs(a[row + i])) factor[row + i] = Math.sqrt(sum);
      else return undefined;
    }
  }
  return factor;
}

function subtractRow(x: Float64Array, to: number, from: number, by: number, columns: number): void {
  if (by === 0) return;
  for (let c = 0; c < columns; c++) x[to * columns + c] -= by * x[from * columns + c];
}

function divideRow(x: Float64Array, row: number, by: number, columns: number): void {
  for (let c = 0; c < columns; c++) x[row * columns + c] /= by;
}

function requireFinite(values: Float64Array): void {
  if (values.every(Number.isFinite)) return;
  throw new EphysError(
    "InvalidValue",
    "displacements, weights or priors hold NaN or infinity: leave those pairs out by a weight of 0",
  );
}
