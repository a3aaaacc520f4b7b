import type { Kernels } from "#core/kernels/index.ts";

/** Applies a fixed matrix to [frame × channel] in float32: [frame × column]. */
export type ChannelProduct = (input: Float32Array, out: Float32Array) => void;

interface SparseColumns {
  readonly starts: Int32Array;
  readonly indices: Int32Array;
  readonly weights: Float32Array;
}

/** Up to this share of non-zero weights a sparse product is less work than a dense one. */
const SPARSE_SHARE = 0.35;

/**
 * traces · matrix for some columns of it, sparse or dense, whichever is less work.
 * @param matrix [channel × width]
 * @param wanted columns; undefined = all
 */
export function channelProduct(
  matrix: Float32Array,
  numChannels: number,
  wanted: Int32Array | undefined,
  kernels: Kernels,
): ChannelProduct {
  const width = matrix.length / numChannels;
  const columns = wanted ?? Int32Array.from({ length: width }, (_, i) => i);
  const sparse = sparseColumns(matrix, width, columns);
  if (sparse.weights.length <= SPARSE_SHARE * numChannels * columns.length) {
    return (input, out) => {
      kernels.sparseMatmul(input, numChannels, sparse, out);
    };
  }
  const dense = new Float32Array(numChannels * columns.length);
  for (let row = 0; row < numChannels; row++) {
    for (let c = 0; c < columns.length; c++) {
      dense[row * columns.length + c] = matrix[row * width + columns[c]];
    }
  }
  return (input, out) => {
    kernels.matmul(input, dense, input.length / numChannels, numChannels, columns.length, out);
  };
}

function sparseColumns(matrix: Float32Array, width: number, columns: Int32Array): SparseColumns {
  const starts = new Int32Array(columns.length + 1);
  const indices: number[] = [];
  const weights: number[] = [];
  for (let c = 0; c < columns.length; c++) {
    for (let row = 0; row < matrix.length / width; row++) {
      const weight = matrix[row * width + columns[c]];
      if (weight === 0) continue;
      indices.push(row);
      weights.push(weight);
    }
    starts[c + 1] = indices.length;
  }
  return { starts, indices: Int32Array.from(indices), weights: Float32Array.from(weights) };
}
