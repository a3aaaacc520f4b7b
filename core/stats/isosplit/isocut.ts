/*
 * Isocut: is a one-dimensional sample unimodal, and where would one cut it if not?
 * Reference: Magland & Barnett 2015, arXiv:1508.04841; the variant of isosplit6, as in SpikeInterface 0.103.
 * Cost: O(n log n). Differences from the reference: float64 throughout.
 */
import { downUpFit, upDownFit } from "./isotonic.ts";

export interface Isocut {
  /** below 2 the sample counts as unimodal */
  readonly dipScore: number;
  /** the best place to cut it in two */
  readonly cutPoint: number;
}

/** Log density given to samples that coincide. */
const LOG_DENSITY_OF_TIES = Math.log(1e-9);

/** Dip score and cut point of `samples` (any order, finite). Fewer than two samples are unimodal. */
export function isocut(samples: Float64Array): Isocut {
  const x = samples.slice().sort();
  const n = x.length - 1;
  if (n < 1) return { dipScore: 0, cutPoint: x[0] ?? 0 };
  const spacings = new Float64Array(n);
  const logDensity = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    spacings[i] = x[i + 1] - x[i];
    logDensity[i] = spacings[i] > 0 ? Math.log(1 / spacings[i]) : LOG_DENSITY_OF_TIES;
  }
  const fit = upDownFit(logDensity);
  const expected = new Float64Array(n);
  let peak = 0;
  for (let i = 0; i < n; i++) {
    expected[i] = Math.exp(fit[i]) * spacings[i];
    if (fit[i] > fit[peak]) peak = i;
  }
  const left = largestDeviation(expected.slice(0, peak + 1));
  const right = largestDeviation(expected.slice(peak).reverse());
  const useLeft = left.score > right.score;
  const [from, to] = useLeft ? [0, left.length] : [n - right.length, n];
  const residual = new Float64Array(to - from);
  for (let i = from; i < to; i++) residual[i - from] = logDensity[i] - fit[i];
  const valley = downUpFit(residual);
  let lowest = 0;
  for (let i = 1; i < valley.length; i++) if (valley[i] < valley[lowest]) lowest = i;
  const cut = from + lowest;
  return { dipScore: Math.max(left.score, right.score), cutPoint: (x[cut] + x[cut + 1]) / 2 };
}

/** Largest Kolmogorov-Smirnov score over the whole range and its halves, quarters … from the start. */
function largestDeviation(expected: Float64Array): { score: number; length: number } {
  let best = { score: -Infinity, length: expected.length };
  for (let length = expected.length; length >= 4 || length === expected.length;) {
    const score = deviation(expected, length);
    if (score > best.score) best = { score, length };
    length >>= 1;
    if (length === 0) break;
  }
  return best;
}

/** Kolmogorov-Smirnov distance of one count per bin from `expected`, scaled by the root of the mean count. */
function deviation(expected: Float64Array, length: number): number {
  let total = 0;
  for (let i = 0; i < length; i++) total += expected[i];
  let sum = 0;
  let largest = 0;
  for (let i = 0; i < length; i++) {
    sum += expected[i];
    largest = Math.max(largest, Math.abs((i + 1) / length - sum / total));
  }
  return largest * Math.sqrt((length + total) / 2);
}
