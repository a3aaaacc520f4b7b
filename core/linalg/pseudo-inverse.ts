import { eighSymmetric } from "./decompose.ts";

/**
 * Pseudo-inverse of a symmetric [n × n] matrix: eigenvalues up to `relativeCutoff` of the largest count as zero
 * (numpy.linalg.pinv: 1e-15).
 */
export function pseudoInverseSymmetric(
  a: Float64Array,
  n: number,
  relativeCutoff = 1e-15,
): Float64Array {
  const { values, vectors } = eighSymmetric(a, n);
  const largest = values.reduce((max, v) => Math.max(max, Math.abs(v)), 0);
  const out = new Float64Array(n * n);
  for (let k = 0; k < n; k++) {
    if (Math.abs(values[k]) <= relativeCutoff * largest) continue;
    for (let i = 0; i < n; i++) {
      const factor = vectors[i * n + k] / values[k];
      for (let j = 0; j < n; j++) out[i * n + j] += factor * vectors[j * n + k];
    }
  }
  return out;
}
