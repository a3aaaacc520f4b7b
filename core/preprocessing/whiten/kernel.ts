import type { Kernels } from "#core/kernels/index.ts";
import type { SampleArray } from "#core/model/index.ts";
import type { Whitening } from "./compute.ts";

/** Whitens [frame × all channels] and writes the wanted channels. */
export type WhiteningRun = (
  traces: SampleArray,
  channelIndices: Int32Array | undefined,
  out: SampleArray,
) => void;

interface SparseColumns {
  readonly starts: Int32Array;
  readonly indices: Int32Array;
  readonly weights: Float32Array;
}

/** Up to this share of non-zero weights a sparse product is less work than a dense one. */
const SPARSE_SHARE = 0.1;

/** (x − M)·W·scale in float32; whole-number outputs are truncated. */
export function whiteningKernel(
  { W, M }: Whitening,
  numChannels: number,
  scale: number | null,
  kernels: Kernels,
): WhiteningRun {
  const all = productOf(W, numChannels, undefined, kernels);
  return (traces, channelIndices, out) => {
    const input = centred(traces, M);
    const product =
      channelIndices === undefined ? all : productOf(W, numChannels, channelIndices, kernels);
    const target = out instanceof Float32Array ? out : new Float32Array(out.length);
    product(input, target);
    if (scale !== null) for (let i = 0; i < target.length; i++) target[i] *= scale;
    if (target !== out) kernels.convert(target, out, false);
  };
}

function centred(traces: SampleArray, means: Float32Array | undefined): Float32Array {
  const input = traces instanceof Float32Array ? traces : Float32Array.from(traces);
  if (means === undefined) return input;
  for (let at = 0; at < input.length; at += means.length) {
    for (let c = 0; c < means.length; c++) input[at + c] -= means[c];
  }
  return input;
}

function productOf(
  W: Float32Array,
  n: number,
  channelIndices: Int32Array | undefined,
  kernels: Kernels,
): (input: Float32Array, out: Float32Array) => void {
  const columns = channelIndices ?? Int32Array.from({ length: n }, (_, i) => i);
  const sparse = sparseColumns(W, n, columns);
  if (sparse.weights.length <= SPARSE_SHARE * n * columns.length) {
    return (input, out) => {
      kernels.sparseMatmul(input, n, sparse, out);
    };
  }
  const dense = new Float32Array(n * columns.length);
  for (let row = 0; row < n; row++) {
    for (let c = 0; c < columns.length; c++)
      dense[row * columns.length + c] = W[row * n + columns[c]];
  }
  return (input, out) => {
    kernels.matmul(input, dense, input.length / n, n, columns.length, out);
  };
}

function sparseColumns(W: Float32Array, n: number, columns: Int32Array): SparseColumns {
  const starts = new Int32Array(columns.length + 1);
  const indices: number[] = [];
  const weights: number[] = [];
  for (let c = 0; c < columns.length; c++) {
    for (let row = 0; row < n; row++) {
      const weight = W[row * n + columns[c]];
      if (weight === 0) continue;
      indices.push(row);
      weights.push(weight);
    }
    starts[c + 1] = indices.length;
  }
  return { starts, indices: Int32Array.from(indices), weights: Float32Array.from(weights) };
}
