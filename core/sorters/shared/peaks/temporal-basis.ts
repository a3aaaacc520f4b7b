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
  const gram = new Float64Array(numSamples * numSamples);
  for (let at = 0; at + numSamples <= waveforms.length; at += numSamples) {
    for (let a = 0; a < numSamples; a++) {
      const value = waveforms[at + a];
      for (let b = a; b < numSamples; b++) gram[a * numSamples + b] += value * waveforms[at + b];
    }
  }
  for (let a = 0; a < numSamples; a++) {
    for (let b = 0; b < a; b++) gram[a * numSamples + b] = gram[b * numSamples + a];
  }
  return strongestVectors(gram, numSamples, numComponents);
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
