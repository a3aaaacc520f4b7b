import { pairwiseSum } from "#core/stats/index.ts";

/*
 * Means over a boxcar with the rounding of numpy.convolve (OpenBLAS's dot product for AVX-512, or NumPy's own loop for
 * short kernels) and numpy.mean. The groups of spikes are cut at rates that spikes have, so the last bit decides.
 */

/** Kernels up to this length are summed one after the other. */
const SHORT_KERNEL = 11;
const SPLIT = 2 ** 27 + 1;

/**
 * Mean of `values` around a position over `size` of them; within `size` of an end over what there is on both sides (NaN for
 * a boxcar of one, as in the reference).
 */
export function boxcarMean(values: Float64Array, at: number, size: number): number {
  const half = Math.floor(size / 2);
  const n = values.length;
  if (at < size || at >= n - size) {
    const part = values.subarray(Math.max(0, at - half), Math.max(0, Math.min(n, at + half)));
    return part.length === 0 ? NaN : pairwiseSum(part) / part.length;
  }
  const part = values.subarray(at - half, at - half + size);
  return size <= SHORT_KERNEL ? plainDot(part, 1 / size) : fusedDot(part, 1 / size);
}

function plainDot(values: Float64Array, weight: number): number {
  let sum = 0;
  for (const value of values) sum += value * weight;
  return sum;
}

/** Four accumulators of eight lanes, folded to four lanes, fused multiply-adds throughout. */
function fusedDot(values: Float64Array, weight: number): number {
  const n = values.length;
  const n16 = n - (n % 16);
  const n32 = n16 - (n16 % 32);
  const wide = new Float64Array(32);
  for (let i = 0; i < n32; i++) wide[i % 32] = fusedAdd(values[i], weight, wide[i % 32]);
  const lanes = Float64Array.from({ length: 16 }, (_, k) => {
    const from = 8 * (k >> 2) + (k & 3);
    return wide[from] + wide[from + 4];
  });
  for (let i = n32; i < n16; i++) lanes[i - n32] = fusedAdd(values[i], weight, lanes[i - n32]);
  const sums = [0, 1, 2, 3].map(
    (lane) => lanes[lane] + lanes[4 + lane] + lanes[8 + lane] + lanes[12 + lane],
  );
  let sum = sums[0] + sums[2] + (sums[1] + sums[3]);
  for (let i = n16; i < n; i++) sum = fusedAdd(values[i], weight, sum);
  return sum;
}

/** a · b + c with one rounding (Dekker's exact product, Knuth's exact sum). */
function fusedAdd(a: number, b: number, c: number): number {
  const product = a * b;
  const aHigh = SPLIT * a - (SPLIT * a - a);
  const bHigh = SPLIT * b - (SPLIT * b - b);
  const aLow = a - aHigh;
  const bLow = b - bHigh;
  const productError = aLow * bLow - (product - aHigh * bHigh - aLow * bHigh - aHigh * bLow);
  const sum = product + c;
  const part = sum - product;
  const sumError = product - (sum - part) + (c - part);
  return sum + (sumError + productError);
}
