import { histogram } from "#core/metrics/index.ts";
import { gaussianSmooth } from "#core/stats/index.ts";

/**
 * Share of foreign spikes that explains the spike pairs within the refractory period; NaN for fewer than two spikes.
 * @param train frames, ascending
 */
export function falsePositiveRate(
  train: Float64Array,
  numFrames: number,
  censored: number,
  refractory: number,
): number {
  const n = train.length;
  if (n <= 1) return NaN;
  let pairs = 0;
  for (let i = 0; i < n; i++) {
    for (let j = i + 1; j < n && train[j] - train[i] <= refractory; j++) pairs++;
  }
  const rest = 1 - (pairs * (numFrames - 2 * n * censored)) / (n ** 2 * (refractory - censored));
  return rest < 0 ? 1 : 1 - Math.sqrt(rest);
}

/**
 * Share of spikes missing at the small end of the amplitudes, as SpikeInterface 0.104 estimates it: what the far tail holds
 * below the height of the small end. NaN with too few spikes, at most 0.5.
 * @param amplitudes positive
 */
export function falseNegativeRate(
  amplitudes: Float64Array,
  numBins: number,
  smoothing: number,
  minPerBin: number,
): number {
  const n = amplitudes.length;
  if (n / numBins < minPerBin || n === 0) return NaN;
  // the reference smooths whole numbers, which cuts fractions off
  const heights = smoothed(histogram(amplitudes, numBins).counts, smoothing).map(Math.trunc);
  let last = heights.length - 1;
  while (last > 0 && heights[last] < heights[0]) last--;
  let missing = 0;
  for (let i = last + 1; i < heights.length; i++) missing += heights[i];
  return Math.min(missing / (n + missing), 0.5);
}

/** A Gaussian over values that go on beyond both ends as they end. */
function smoothed(values: Float64Array, sigma: number): Float64Array {
  const reach = Math.trunc(4 * sigma + 0.5);
  const padded = new Float64Array(values.length + 2 * reach);
  padded.fill(values[0], 0, reach);
  padded.set(values, reach);
  padded.fill(values[values.length - 1], reach + values.length);
  return gaussianSmooth(padded, sigma).subarray(reach, reach + values.length);
}
