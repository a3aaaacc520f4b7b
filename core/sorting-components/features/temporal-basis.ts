import { eighSymmetric } from "#core/linalg/index.ts";

/**
 * The orthonormal temporal components that carry most of the waveforms' energy (an SVD without centring).
 * @param waveforms [peak × sample]
 * @returns [component × sample], strongest first; the largest sample of each is positive
 */
export function temporalBasis(
  waveforms: Float32Array,
  numSamples: number,
  numComponents: number,
): Float32Array {
  return strongestVectors(gramMatrix(waveforms, numSamples), numSamples, numComponents);
}

/** Sums of products of columns, [column × column], of [row × column]. */
export function gramMatrix(rows: Float32Array, numColumns: number): Float64Array {
  const gram = new Float64Array(numColumns * numColumns);
  for (let at = 0; at + numColumns <= rows.length; at += numColumns) {
    for (let a = 0; a < numColumns; a++) {
      const value = rows[at + a];
      for (let b = a; b < numColumns; b++) gram[a * numColumns + b] += value * rows[at + b];
    }
  }
  for (let a = 0; a < numColumns; a++) {
    for (let b = 0; b < a; b++) gram[a * numColumns + b] = gram[b * numColumns + a];
  }
  return gram;
}

/**
 * Eigenvectors of the largest eigenvalues as rows, [component × n]; signs fixed by the largest element, so that equal
 * data give equal features everywhere.
 */
export function strongestVectors(matrix: Float64Array, n: number, count: number): Float32Array {
  const { vectors } = eighSymmetric(matrix, n);
  const kept = Math.min(count, n);
  const out = new Float32Array(kept * n);
  for (let k = 0; k < kept; k++) {
    const column = n - 1 - k;
    let largest = 0;
    for (let i = 0; i < n; i++) {
      const value = vectors[i * n + column];
      if (Math.abs(value) > Math.abs(largest)) largest = value;
    }
    for (let i = 0; i < n; i++) out[k * n + i] = vectors[i * n + column] * (largest < 0 ? -1 : 1);
  }
  return out;
}
