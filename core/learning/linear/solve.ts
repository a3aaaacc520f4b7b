/**
 * x of a·x = b for a symmetric positive (semi)definite [n × n] matrix, by Cholesky; directions without curvature stay 0.
 * `a` is overwritten.
 */
export function solveSymmetric(a: Float64Array, b: Float64Array, n: number): Float64Array {
  const x = b.slice();
  for (let j = 0; j < n; j++) {
    let pivot = a[j * n + j];
    for (let k = 0; k < j; k++) pivot -= a[j * n + k] * a[j * n + k];
    const root = pivot > 1e-14 ? Math.sqrt(pivot) : 0;
    a[j * n + j] = root;
    for (let i = j + 1; i < n; i++) {
      let sum = a[i * n + j];
      for (let k = 0; k < j; k++) sum -= a[i * n + k] * a[j * n + k];
      a[i * n + j] = root === 0 ? 0 : sum / root;
    }
  }
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) x[i] -= a[i * n + k] * x[k];
    x[i] = a[i * n + i] === 0 ? 0 : x[i] / a[i * n + i];
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) x[i] -= a[k * n + i] * x[k];
    x[i] = a[i * n + i] === 0 ? 0 : x[i] / a[i * n + i];
  }
  return x;
}
