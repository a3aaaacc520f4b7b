import { histogram, mean, quantile, std } from "../shared/numeric.ts";

/**
 * Bins of the smallest amplitudes against those of the largest; NaN where a region has too few bins.
 * @param amplitudes positive toward larger spikes
 */
export function noiseCutoff(
  amplitudes: Float32Array | Float64Array,
  highQuantile: number,
  lowQuantile: number,
  numBins: number,
): { readonly cutoff: number; readonly ratio: number } {
  if (amplitudes.length === 0) return { cutoff: NaN, ratio: NaN };
  const { counts, edges } = histogram(amplitudes, numBins);
  // NumPy's quantiles have the precision of the amplitudes
  const single = amplitudes instanceof Float32Array;
  const precise = (value: number): number => (single ? Math.fround(value) : value);
  const low = precise(quantile(amplitudes, lowQuantile));
  const high = precise(quantile(amplitudes, 1 - highQuantile));
  const smallest = counts.filter((_, bin) => edges[bin + 1] <= low);
  const largest = counts.filter((_, bin) => edges[bin] >= high);
  if (smallest.length === 0) return { cutoff: NaN, ratio: NaN };
  const average = mean(smallest);
  const ratio = average / counts.reduce((a, b) => Math.max(a, b), 0);
  const spread = largest.length > 1 ? std(largest) : 0;
  return { cutoff: spread === 0 ? NaN : (average - mean(largest)) / spread, ratio };
}
