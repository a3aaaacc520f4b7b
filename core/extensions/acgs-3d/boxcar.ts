import type { Kernels } from "#core/kernels/index.ts";
import { pairwiseSum } from "#core/stats/index.ts";

/*
 * Means over a boxcar with the rounding of numpy.convolve (OpenBLAS's dot product for AVX-512, or NumPy's own loop for
 * short kernels) and numpy.mean. The groups of spikes are cut at rates that spikes have, so the last bit decides.
 */

/** Kernels up to this length are summed one after the other. */
const SHORT_KERNEL = 11;

/**
 * Means of `values` around positions over `size` of them; within `size` of an end over what there is on both sides (NaN for
 * a boxcar of one, as in the reference).
 * @returns [position]
 */
export function boxcarMeans(
  values: Float64Array,
  positions: Float64Array,
  size: number,
  kernels: Kernels,
): Float64Array {
  const half = Math.floor(size / 2);
  const n = values.length;
  const isInner = (at: number): boolean => at >= size && at < n - size;
  const starts = Int32Array.from(positions.filter(isInner), (at) => at - half);
  const inner = new Float64Array(starts.length);
  if (size <= SHORT_KERNEL) plainDots(values, starts, size, inner);
  else if (starts.length > 0) kernels.fusedDots(values, starts, size, 1 / size, inner);
  let next = 0;
  return positions.map((at) => {
    if (isInner(at)) return inner[next++];
    const part = values.subarray(Math.max(0, at - half), Math.max(0, Math.min(n, at + half)));
    return part.length === 0 ? NaN : pairwiseSum(part) / part.length;
  });
}

function plainDots(
  values: Float64Array,
  starts: Int32Array,
  size: number,
  out: Float64Array,
): void {
  for (let i = 0; i < starts.length; i++) {
    let sum = 0;
    for (let k = 0; k < size; k++) sum += values[starts[i] + k] * (1 / size);
    out[i] = sum;
  }
}
