/**
 * Solves a·x = b for a symmetric positive definite matrix, of which the upper triangle is read, by Cholesky. O(n³).
 * @param a [n × n]
 * @param b [n × columns]
 * @param floor pivots up to this share of their diagonal entry count as zero
 * @returns [n × columns]; undefined when the matrix is not positive definite
 */
export function solvePositive(
  a: Float64Array,
  n: number,
  b: Float64Array,
  columns = 1,
  floor = 0,
): Float64Array | undefined {
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

/** Whether all eigenvalues of a symmetric matrix [n × n] are above `least`. */
export function eigenvaluesExceed(a: Float64Array, n: number, least: number): boolean {
  const shifted = a.slice();
  for (let i = 0; i < n; i++) shifted[i * n + i] -= least;
  return cholesky(shifted, n, 0) !== undefined;
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
