import type { Tridiagonal } from "../kernels.ts";

/** Of a column below the diagonal: smaller ones do not show in the result, and their squares are not exact. */
const LEAST_LENGTH = 1e-100;

/** `Kernels.tridiagonal`. */
export function tridiagonal(matrix: Float64Array, out: Tridiagonal): void {
  const { diagonal, beside, reflectors, factors } = out;
  const n = diagonal.length;
  const a = matrix.slice();
  const p = new Float64Array(n);
  beside.fill(0);
  factors.fill(0);
  reflectors.fill(0);
  for (let k = 0; k < n - 2; k++) {
    const v = reflectors.subarray(k * n, (k + 1) * n);
    let length = 0;
    for (let i = k + 1; i < n; i++) {
      v[i] = a[i * n + k];
      length += v[i] * v[i];
    }
    length = Math.sqrt(length);
    diagonal[k] = a[k * n + k];
    if (length < LEAST_LENGTH) continue;
    const alpha = v[k + 1] > 0 ? -length : length;
    beside[k] = alpha;
    v[k + 1] -= alpha;
    const beta = 1 / (-alpha * v[k + 1]); // 2 / vᵀv
    factors[k] = beta;
    // p = beta · A v, from the lower triangle
    p.fill(0, k + 1);
    for (let i = k + 1; i < n; i++) {
      const row = i * n;
      const vi = v[i];
      let sum = a[row + i] * vi;
      for (let j = k + 1; j < i; j++) {
        const value = a[row + j];
        sum += value * v[j];
        p[j] += value * vi;
      }
      p[i] += sum;
    }
    let along = 0;
    for (let i = k + 1; i < n; i++) {
      p[i] *= beta;
      along += p[i] * v[i];
    }
    const half = (beta * along) / 2;
    for (let i = k + 1; i < n; i++) p[i] -= half * v[i];
    for (let i = k + 1; i < n; i++) {
      const row = i * n;
      const vi = v[i];
      const pi = p[i];
      for (let j = k + 1; j <= i; j++) a[row + j] -= vi * p[j] + pi * v[j];
    }
  }
  if (n > 1) {
    diagonal[n - 2] = a[(n - 2) * n + n - 2];
    const last = a[(n - 1) * n + n - 2];
    beside[n - 2] = Math.abs(last) < LEAST_LENGTH ? 0 : last;
  }
  if (n > 0) diagonal[n - 1] = a[n * n - 1];
}
