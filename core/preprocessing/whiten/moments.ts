import type { Kernels } from "#core/kernels/index.ts";
import type { SecondMoments } from "#core/linalg/index.ts";
import {
  randomSlices,
  readTracesNew,
  type RandomSlice,
  type RandomSliceParams,
  type Recording,
} from "#core/recording/index.ts";
import { createSquareMedian } from "./square-median.ts";

/** What whitening needs to know about the signal. */
export interface DataMoments extends SecondMoments {
  /** [channel]; undefined where means are not subtracted */
  readonly means: Float32Array | undefined;
  /** median of all squared samples */
  readonly medianSquare: number;
}

/** frames per product: float32 sums stay short, their total is float64 */
const BLOCK_FRAMES = 1024;

/**
 * Moments of random chunks in float32, chunk by chunk: memory does not grow with their number. The chunks are read
 * once, once more for means and once more for the exact median of a signal below 1.
 */
export async function dataMoments(
  recording: Recording,
  options: { readonly applyMean: boolean; readonly chunks: RandomSliceParams },
  kernels: Kernels,
): Promise<DataMoments> {
  const slices = randomSlices(recording, options.chunks);
  const n = recording.channelIds.length;
  const rows = slices.reduce((sum, s) => sum + s.endFrame - s.startFrame, 0);
  const means = options.applyMean ? await meansOf(recording, slices, rows) : undefined;
  const covariance = new Float64Array(n * n);
  const squares = createSquareMedian();
  let sumSquaredNorms = 0;
  for (const slice of slices) {
    const chunk = await readCentred(recording, slice, means);
    addProducts(chunk, n, covariance, kernels);
    sumSquaredNorms += squaredNorms(chunk, n);
    squares.count(chunk);
  }
  for (let i = 0; i < covariance.length; i++) covariance[i] /= rows;
  if (squares.needsDetail()) {
    for (const slice of slices) squares.refine(await readCentred(recording, slice, means));
  }
  return { covariance, rows, n, sumSquaredNorms, means, medianSquare: squares.median() };
}

async function meansOf(
  recording: Recording,
  slices: readonly RandomSlice[],
  rows: number,
): Promise<Float32Array> {
  const sums = new Float64Array(recording.channelIds.length);
  for (const slice of slices) {
    const chunk = await readCentred(recording, slice, undefined);
    for (let at = 0; at < chunk.length; at += sums.length) {
      for (let c = 0; c < sums.length; c++) sums[c] += chunk[at + c];
    }
  }
  return Float32Array.from(sums, (sum) => sum / rows);
}

async function readCentred(
  recording: Recording,
  { segmentIndex, startFrame, endFrame }: RandomSlice,
  means: Float32Array | undefined,
): Promise<Float32Array> {
  const traces = await readTracesNew(recording, segmentIndex, startFrame, endFrame);
  const chunk = traces instanceof Float32Array ? traces : Float32Array.from(traces);
  if (means === undefined) return chunk;
  for (let at = 0; at < chunk.length; at += means.length) {
    for (let c = 0; c < means.length; c++) chunk[at + c] -= means[c];
  }
  return chunk;
}

/** covariance += chunkᵀ · chunk, kept exactly symmetric. */
function addProducts(
  chunk: Float32Array,
  n: number,
  covariance: Float64Array,
  kernels: Kernels,
): void {
  const product = new Float32Array(n * n);
  for (let from = 0; from < chunk.length; from += BLOCK_FRAMES * n) {
    const block = chunk.subarray(from, Math.min(chunk.length, from + BLOCK_FRAMES * n));
    const frames = block.length / n;
    const turned = new Float32Array(block.length);
    for (let i = 0; i < frames; i++) {
      for (let c = 0; c < n; c++) turned[c * frames + i] = block[i * n + c];
    }
    kernels.matmul(turned, block, n, frames, n, product);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j <= i; j++) {
        covariance[i * n + j] += product[i * n + j];
        if (j < i) covariance[j * n + i] = covariance[i * n + j];
      }
    }
  }
}

/** Σ_rows (Σ_columns x²)². */
function squaredNorms(chunk: Float32Array, n: number): number {
  let sum = 0;
  for (let at = 0; at < chunk.length; at += n) {
    let norm = 0;
    for (let c = 0; c < n; c++) norm += chunk[at + c] * chunk[at + c];
    sum += norm * norm;
  }
  return sum;
}
