import type { Kernels } from "#core/kernels/index.ts";
import { boxcarMeans } from "./boxcar.ts";

/*
 * Autocorrelogram of a unit by its momentary firing rate (Beau et al. 2025), as SpikeInterface 0.103 computes it: the rate
 * from the intervals around each spike, smoothed by a boxcar; the spikes in groups of equal size by their rate; in each
 * group, how often a spike is followed by one after a given time. O(spikes × bins).
 */

export interface RateParams {
  /** ms */
  readonly windowMs: number;
  /** ms */
  readonly binMs: number;
  readonly numQuantiles: number;
  /** ms; 0 = none */
  readonly smoothingMs: number;
}

export interface RateCorrelogram {
  /** [quantile × bin], probability of a spike; 0 in the middle */
  readonly probabilities: Float64Array;
  /** [quantile], Hz: upper rates of the groups; NaN without two spikes in a segment */
  readonly rates: Float64Array;
}

/** Bins of a window, an odd number. */
export function numBinsOf(windowMs: number, binMs: number): number {
  return 2 * Math.trunc((0.5 * windowMs) / binMs) + 1;
}

/** @param trains sample indices, ascending, one train per segment; the first with two spikes decides the rates */
export function correlogramByRate(
  trains: readonly Float64Array[],
  samplingFrequency: number,
  params: RateParams,
  kernels: Kernels,
): RateCorrelogram {
  const { windowMs, binMs, numQuantiles } = params;
  const numBins = numBinsOf(windowMs, binMs);
  const samplesPerBin = Math.ceil(samplingFrequency / (1000 / binMs));
  const firstLag = Math.ceil(-windowMs / 2 / binMs);
  const counts = new Float64Array(numQuantiles * numBins);
  const triggers = new Float64Array(numQuantiles);
  let rates: Float64Array | undefined;
  for (const train of trains) {
    if (train.length <= 1) continue;
    const bins = train.map((sample) => Math.floor(sample / samplesPerBin));
    const last = bins[bins.length - 1];
    const spiking = new Uint8Array(last + 1 + numBins);
    for (const bin of bins) spiking[bin] = 1;
    const own = ratesOfSpikes(bins, intervalRate(bins, last + 1, binMs), params, kernels);
    rates ??= quantiles(own, numQuantiles);
    for (const [i, bin] of bins.entries()) {
      const start = bin + firstLag;
      if (start < 0 || start + numBins >= spiking.length || bin >= last) continue;
      const group = groupOf(rates, own[i]);
      for (let k = 0; k < numBins; k++) counts[group * numBins + k] += spiking[start + k];
      triggers[group]++;
    }
  }
  const middle = numBins >> 1;
  const probabilities = counts.map((count, i) => {
    const of = triggers[Math.floor(i / numBins)];
    return of === 0 || i % numBins === middle ? 0 : count / of;
  });
  return { probabilities, rates: rates ?? new Float64Array(numQuantiles).fill(NaN) };
}

/** Rate in every bin, Hz: one spike over the time halfway to its neighbours. The ends, beyond those halves, are 0. */
function intervalRate(bins: Float64Array, length: number, binMs: number): Float64Array {
  const rate = new Float64Array(length);
  for (let i = 1; i < bins.length - 1; i++) {
    const start = bins[i - 1] + Math.floor((bins[i] - bins[i - 1]) / 2);
    const stop = bins[i] + Math.floor((bins[i + 1] - bins[i]) / 2);
    rate.fill(1 / ((stop - start) * (binMs / 1000)), start, stop);
  }
  return rate;
}

/** The smoothed rate of every spike. */
function ratesOfSpikes(
  bins: Float64Array,
  rate: Float64Array,
  { smoothingMs, binMs }: RateParams,
  kernels: Kernels,
): Float64Array {
  if (!(smoothingMs > 0)) return bins.map((bin) => rate[bin]);
  return boxcarMeans(rate, bins, Math.ceil(smoothingMs / binMs), kernels);
}

/** Inner quantiles that cut values into groups (numpy.quantile, linear); NaN when a value is NaN. */
function quantiles(values: Float64Array, count: number): Float64Array {
  if (values.some(Number.isNaN)) return new Float64Array(count).fill(NaN);
  const sorted = values.slice().sort();
  return Float64Array.from({ length: count }, (_, i) => {
    const position = (sorted.length - 1) * ((i + 1) * (1 / (count + 1)));
    const below = Math.floor(position);
    const share = position - below;
    const a = sorted[below];
    const b = sorted[Math.min(below + 1, sorted.length - 1)];
    return share >= 0.5 ? b - (b - a) * (1 - share) : a + (b - a) * share;
  });
}

/** The first group whose upper rate is not below; the last for higher rates. */
function groupOf(rates: Float64Array, rate: number): number {
  const group = rates.findIndex((upper) => upper >= rate);
  if (group >= 0) return group;
  return rate > rates[0] ? rates.length - 1 : 0;
}
