import { EphysError } from "#core/model/index.ts";
import { typescriptKernels } from "#core/kernels/index.ts";
import { poissonTail } from "#core/metrics/index.ts";
import { butterworthSos, sosfiltfiltPadding } from "#core/signal/index.ts";
import { histogramDistance } from "./wasserstein.ts";

/*
 * The two correlogram scores of SLAy (Koukuntla 2025, github.com/saikoukunt/SLAy) as SpikeInterface 0.104 has them. Peaks are
 * those that scipy.signal.find_peaks_cwt finds with one width and noise_perc 90.
 */

/** Score of a correlogram without a peak to go by: never merged. */
const NO_PEAK = -4;

/**
 * How unlike chance a cross-correlogram is around its central dip or peak: 0 = flat.
 * @param counts [bin], an even number, centred on lag 0
 * @throws InvalidParameter when there are too few or too wide bins to filter
 */
export function correlationSignificance(counts: Float64Array, binMs: number): number {
  if (counts.every((n) => n === 0)) return 0;
  const bend = lowPassed(secondDifference(counts), 100, binMs);
  const width = 0.002 / (binMs / 1000);
  const middle = counts.length / 2;
  const places = waveletPeaks(
    bend.map((x) => -x),
    width,
  )
    .map((peak) => Math.abs(peak + 1 - middle))
    .filter((distance) => distance > 0.5 * width)
    .sort((a, b) => a - b);
  const [nearest] = places;
  if (nearest === undefined) return NO_PEAK;
  const reach = nearest * 1.5;
  const start = Math.trunc(Math.max(middle - reach, 0));
  const end = Math.trunc(Math.min(middle + reach, counts.length - 1) + 1);
  const window = counts.subarray(start, end);
  if (window.every((n) => n === 0)) return 0;
  const flat = new Float64Array(window.length).fill(1);
  return 4 * histogramDistance(window, flat, 1 / window.length);
}

const TESTED_BINS = [1, 2, 4, 6, 8, 12, 16, 20];
const ACCEPTED_CONTAMINATION = 0.15;

/**
 * How surely the refractory period of two units together is violated: 0 = not at all, 1 = surely, over the period of 1 to 20
 * bins that says most against it.
 */
export function slidingViolation(counts: Float64Array, binMs: number): number {
  const half = Math.floor(counts.length / 2);
  if (half < TESTED_BINS[TESTED_BINS.length - 1]) {
    throw new EphysError(
      "InvalidParameter",
      `slay_score needs correlograms of at least 40 bins, these have ${String(counts.length)}`,
      { bins: counts.length },
    );
  }
  const folded = Float64Array.from(
    { length: half },
    (_, k) => (counts[half + k] + counts[half - 1 - k]) / 2,
  );
  const smooth = lowPassed(folded, 250, binMs);
  const highest = smooth.reduce((most, x) => Math.max(most, x), -Infinity);
  let surest = -Infinity;
  for (const bins of TESTED_BINS) {
    let seen = 0;
    for (let k = 0; k < bins; k++) seen += folded[k];
    const expected = bins * highest * ACCEPTED_CONTAMINATION;
    surest = Math.max(surest, poissonTail(seen, expected));
  }
  return 1 - surest;
}

function secondDifference(values: Float64Array): Float64Array {
  return Float64Array.from(
    { length: Math.max(0, values.length - 2) },
    (_, i) => values[i + 2] - 2 * values[i + 1] + values[i],
  );
}

/** Order 4 Butterworth, forward and backward. */
function lowPassed(values: Float64Array, cutoffHz: number, binMs: number): Float64Array {
  const fs = 1000 / binMs;
  if (cutoffHz >= fs / 2) {
    throw new EphysError(
      "InvalidParameter",
      `slay_score needs correlogram bins below ${String(500 / cutoffHz)} ms, these have ${String(binMs)} ms`,
      { bin_ms: binMs },
    );
  }
  const sos = butterworthSos(4, [cutoffHz], "lowpass", fs);
  const least = sosfiltfiltPadding(sos);
  if (values.length <= least) {
    throw new EphysError(
      "InvalidParameter",
      `slay_score needs more than ${String(least)} bins on each side of a correlogram`,
      { bins: values.length },
    );
  }
  const out = new Float64Array(values.length);
  typescriptKernels.sosfiltfilt(sos, values, 1, 0, values.length, out);
  return out;
}

/** Places of peaks as wide as a Ricker wavelet of this width, ascending. */
function waveletPeaks(values: Float64Array, width: number): number[] {
  const n = values.length;
  const wavelet = rickerWavelet(Math.min(Math.trunc(10 * width), n), width).reverse();
  const first = (wavelet.length - 1) >> 1;
  const row = Float64Array.from({ length: n }, (_, i) => {
    let sum = 0;
    for (let k = 0; k < wavelet.length; k++) {
      const from = i + first - k;
      if (from >= 0 && from < n) sum += values[from] * wavelet[k];
    }
    return sum;
  });
  const window = Math.ceil(n / 20);
  const before = window >> 1;
  const peaks: number[] = [];
  for (let i = 1; i < n - 1; i++) {
    if (!(row[i] > row[i - 1] && row[i] > row[i + 1])) continue;
    const near = row.subarray(Math.max(i - before, 0), Math.min(i + before + (window % 2), n));
    const noise = quantile(near, 0.9);
    if (!(Math.abs(row[i] / noise) < 1)) peaks.push(i);
  }
  return peaks;
}

function rickerWavelet(points: number, width: number): Float64Array {
  const scale = 2 / (Math.sqrt(3 * width) * Math.PI ** 0.25);
  return Float64Array.from({ length: points }, (_, i) => {
    const square = (i - (points - 1) / 2) ** 2 / width ** 2;
    return scale * (1 - square) * Math.exp(-square / 2);
  });
}

function quantile(values: Float64Array, fraction: number): number {
  const sorted = values.slice().sort();
  const position = fraction * (sorted.length - 1);
  const below = Math.floor(position);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (sorted[above] - sorted[below]) * (position - below);
}
