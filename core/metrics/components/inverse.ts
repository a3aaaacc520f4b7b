/** Inverse of a matrix [n × n] by elimination with pivots; undefined when it is singular. */
export function invertedMatrix(matrix: Float64Array, n: number): Float64Array | undefined {
  const a = Float64Array.from(matrix);
  const inverse = new Float64Array(n * n);
  for (let i = 0; i < n; i++) inverse[i * n + i] = 1;
  const swap = (m: Float64Array, p: number, q: number): void => {
    if (p === q) return;
    const row = m.slice(p * n, (p + 1) * n);
    m.copyWithin(p * n, q * n, (q + 1) * n);
    m.set(row, q * n);
  };
  for (let k = 0; k < n; k++) {
    let pivot = k;
    for (let i = k + 1; i < n; i++) {
      if (Math.abs(a[i * n + k]) > Math.abs(a[pivot * n + k])) pivot = i;
    }
    if (!(Math.abs(a[pivot * n + k]) > 0)) return undefined;
    swap(a, k, pivot);
    swap(inverse, k, pivot);
    const scale = 1 / a[k * n + k];
    for (let j = 0; j < n; j++) {
      a[k * n + j] *= scale;
      inverse[k * n + j] *= scale;
    }
    for (let i = 0; i < n; i++) {
      const factor = a[i * n + k];
      if (i === k || factor === 0) continue;
      for (let j = k; j < n; j++) a[i * n + j] -= factor * a[k * n + j];
      for (let j = 0; j < n; j++) inverse[i * n + j] -= factor * inverse[k * n + j];
    }
  }
  return inverse;
}
