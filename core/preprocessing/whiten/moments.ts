import type { Kernels } from "#core/kernels/index.ts";
import { foldSizes, type FoldMoments, type SecondMoments } from "#core/linalg/index.ts";
import { allocateSamples } from "#core/model/index.ts";
import {
  randomSlices,
  type RandomSlice,
  type RandomSliceParams,
  type Recording,
} from "#core/recording/index.ts";
import { createSmallSquareMedian } from "./square-median.ts";

export interface MomentOptions {
  readonly applyMean: boolean;
  /** sums as scikit-learn's estimators take them, instead of NumPy's of float32 data */
  readonly inFloat64: boolean;
  /** contiguous parts of the rows whose own moments are wanted; undefined = none */
  readonly numFolds: number | undefined;
  readonly chunks: RandomSliceParams;
}

/** What whitening needs to know about the signal. */
export interface DataMoments extends SecondMoments {
  /** [channel]; undefined where means are not subtracted */
  readonly means: Float32Array | undefined;
  /** median of all squared samples where it is below 1 */
  readonly medianSquare: number | undefined;
}

/**
 * Frames per product. The sums over all samples are float32, as NumPy's are, so their rounding depends on the order:
 * this is the block that OpenBLAS takes on the machine of the reference values (within a block one fused multiply-add
 * after the other, then block after block), and gives them to 2e-6 where another order gives 6e-5.
 */
const BLOCK_FRAMES = 448;

/**
 * Moments of random chunks in float32, chunk by chunk: memory does not grow with their number. The chunks are read
 * once, once more for means and twice more for the median of a signal below 1.
 */
export async function dataMoments(
  recording: Recording,
  options: MomentOptions,
  kernels: Kernels,
): Promise<DataMoments> {
  const slices = randomSlices(recording, options.chunks);
  const n = recording.channelIds.length;
  const rows = slices.reduce((sum, s) => sum + s.endFrame - s.startFrame, 0);
  const read = centredReader(recording, slices, kernels);
  const means = options.applyMean ? await meansOf(read, slices, rows, n) : undefined;
  const products = createProducts(n, rows, kernels);
  const folds = createFolds(n, rows, options.numFolds, kernels);
  const squares = createSmallSquareMedian();
  let sumSquaredNorms = 0;
  for (const slice of slices) {
    const chunk = await read(slice, means);
    products.add(chunk);
    folds?.add(chunk);
    if (options.inFloat64) sumSquaredNorms += squaredNorms(chunk, n);
    squares.count(chunk);
  }
  const covariance = products.covariance(options.inFloat64 ? "float64" : "float32");
  if (squares.isBelowOne()) {
    for (const pass of ["countUpper", "countLower"] as const) {
      for (const slice of slices) {
        squares[pass](await read(slice, means));
      }
    }
  }
  const medianSquare = squares.median();
  return { covariance, rows, n, sumSquaredNorms, means, medianSquare, folds: folds?.moments() };
}

/** All samples of the random chunks in float64, without their means: [frame × channel]. */
export async function centredSamples(
  recording: Recording,
  chunks: RandomSliceParams,
  means: Float32Array | undefined,
  kernels: Kernels,
): Promise<Float64Array> {
  const slices = randomSlices(recording, chunks);
  const read = centredReader(recording, slices, kernels);
  const rows = slices.reduce((sum, s) => sum + s.endFrame - s.startFrame, 0);
  const out = new Float64Array(rows * recording.channelIds.length);
  let at = 0;
  for (const slice of slices) {
    const chunk = await read(slice, means);
    out.set(chunk, at);
    at += chunk.length;
  }
  return out;
}

/** Means in float32, sample after sample, as NumPy sums along the first axis. */
async function meansOf(
  read: ReadCentred,
  slices: readonly RandomSlice[],
  rows: number,
  numChannels: number,
): Promise<Float32Array> {
  const sums = new Float32Array(numChannels);
  for (const slice of slices) {
    const chunk = await read(slice);
    for (let at = 0; at < chunk.length; at += sums.length) {
      for (let c = 0; c < sums.length; c++) sums[c] += chunk[at + c];
    }
  }
  return sums.map((sum) => sum / rows);
}

/** Reads slices as float32 without their means, one after the other into the same memory. */
type ReadCentred = (slice: RandomSlice, means?: Float32Array) => Promise<Float32Array>;

function centredReader(
  recording: Recording,
  slices: readonly RandomSlice[],
  kernels: Kernels,
): ReadCentred {
  const n = recording.channelIds.length;
  const longest = slices.reduce((most, s) => Math.max(most, s.endFrame - s.startFrame), 0);
  const room = new Float32Array(longest * n);
  const traces =
    recording.dtype === "float32" ? room : allocateSamples(recording.dtype, longest * n);
  return async ({ segmentIndex, startFrame, endFrame }, means) => {
    const length = (endFrame - startFrame) * n;
    const read = traces.subarray(0, length);
    await recording.readTraces(segmentIndex, startFrame, endFrame, undefined, read);
    const chunk = room.subarray(0, length);
    if (traces !== room) kernels.convert(read, chunk, false);
    if (means === undefined) return chunk;
    for (let at = 0; at < chunk.length; at += n) {
      for (let c = 0; c < n; c++) chunk[at + c] -= means[c];
    }
    return chunk;
  };
}

/** Collects XᵀX over chunks of any length. */
interface Products {
  /** [frame × channel] */
  add(chunk: Float32Array): void;
  /** XᵀX/rows, exactly symmetric */
  covariance(precision: "float32" | "float64"): Float64Array;
}

function createProducts(n: number, rows: number, kernels: Kernels): Products {
  const single = new Float32Array(n * n);
  const double = new Float64Array(n * n);
  const product = new Float32Array(n * n);
  const block = new Float32Array(BLOCK_FRAMES * n);
  const turned = new Float32Array(BLOCK_FRAMES * n);
  let filled = 0;
  let left = rows;
  let wanted = blockFrames(left) * n;
  const flush = (): void => {
    const frames = wanted / n;
    turn(block, frames, n, turned);
    kernels.matmul(turned.subarray(0, filled), block.subarray(0, filled), n, frames, n, product);
    for (let i = 0; i < product.length; i++) {
      single[i] += product[i];
      double[i] += product[i];
    }
    filled = 0;
    left -= frames;
    wanted = blockFrames(left) * n;
  };
  return {
    add(chunk) {
      for (let at = 0; at < chunk.length;) {
        const part = chunk.subarray(at, at + wanted - filled);
        block.set(part, filled);
        filled += part.length;
        at += part.length;
        if (filled === wanted) flush();
      }
    },
    covariance(precision) {
      const total =
        precision === "float32" ? single.map((v) => v / rows) : double.map((v) => v / rows);
      const out = new Float64Array(n * n);
      for (let i = 0; i < n; i++) {
        for (let j = 0; j <= i; j++) {
          out[i * n + j] = total[i * n + j];
          out[j * n + i] = total[i * n + j];
        }
      }
      return out;
    },
  };
}

/** Collects the moments of contiguous folds over chunks of any length. */
interface Folds {
  /** [frame × channel] */
  add(chunk: Float32Array): void;
  moments(): FoldMoments[];
}

function createFolds(
  n: number,
  rows: number,
  numFolds: number | undefined,
  kernels: Kernels,
): Folds | undefined {
  if (numFolds === undefined) return undefined;
  const parts = foldSizes(rows, numFolds).map((size) => ({
    rows: size,
    sums: new Float64Array(n),
    products: createProducts(n, size, kernels),
  }));
  let current = 0;
  let left = parts[0].rows;
  return {
    add(chunk) {
      for (let at = 0; at < chunk.length;) {
        if (left === 0) left = parts[++current].rows;
        const part = chunk.subarray(at, at + left * n);
        const { sums, products } = parts[current];
        for (let i = 0; i < part.length; i++) sums[i % n] += part[i];
        products.add(part);
        left -= part.length / n;
        at += part.length;
      }
    },
    moments: () =>
      parts.map(({ products, ...part }) => ({
        ...part,
        products: products.covariance("float64").map((v) => v * part.rows),
      })),
  };
}

/** Frames whose samples stay in the nearest cache while they are turned. */
const TURNED_AT_ONCE = 16;

/** [frame × channel] → [channel × frame]. */
function turn(block: Float32Array, frames: number, n: number, out: Float32Array): void {
  for (let from = 0; from < frames; from += TURNED_AT_ONCE) {
    const to = Math.min(frames, from + TURNED_AT_ONCE);
    for (let c = 0; c < n; c++) {
      for (let i = from, at = from * n + c; i < to; i++, at += n) out[c * frames + i] = block[at];
    }
  }
}

/** Frames of the next block: the last two share what is left, in whole sixteenths. */
function blockFrames(left: number): number {
  if (left >= 2 * BLOCK_FRAMES) return BLOCK_FRAMES;
  return left <= BLOCK_FRAMES ? left : 16 * Math.ceil(left / 32);
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
