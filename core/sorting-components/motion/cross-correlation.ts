/*
 * Displacement between every two frames of depth profiles: where the weighted correlation of their windows is highest.
 * Reference: SpikeInterface 0.103.2 sortingcomponents/motion/dredge.py (xcorr_windows, normxcorr1d). O(frames² · lags · bins).
 */
import { windowDomains, type SpatialWindows } from "./windows.ts";

/** Depth profiles over time. */
export interface Raster {
  readonly numFrames: number;
  readonly numBins: number;
  /** [frame × bin] */
  readonly values: Float32Array;
}

export interface CorrelationOptions {
  /** um between bins */
  readonly binUm: number;
  /** um that are searched on either side */
  readonly maxDispUm: number;
  /** subtract weighted means */
  readonly centered: boolean;
  /** divide by weighted deviations */
  readonly normalized: boolean;
  /** blocks of frames further apart than this stay 0 */
  readonly maxDtBins: number | undefined;
  /** [bin × frame] weights of single values, the same for both rasters */
  readonly masks?: Float32Array | undefined;
}

/** Per window, [frame of a × frame of b]. */
export interface PairCorrelations {
  /** um that b's frame has moved against a's */
  readonly displacement: readonly Float32Array[];
  /** highest correlation */
  readonly correlation: readonly Float32Array[];
}

/** Frames compared at once in the reference: its `max_dt_bins` leaves out whole blocks. */
const BLOCK = 512;

/** Correlates every frame of `a`, window by window, with every frame of `b`. */
export function correlateWindows(
  a: Raster,
  b: Raster,
  spatial: SpatialWindows,
  options: CorrelationOptions,
): PairCorrelations {
  const { numBins } = a;
  const reach = Math.floor(options.maxDispUm / options.binUm);
  const displacement: Float32Array[] = [];
  const correlation: Float32Array[] = [];
  for (const [w, [start, stop]] of windowDomains(spatial).entries()) {
    const low = Math.max(0, start - reach);
    const high = Math.min(numBins, stop + reach);
    const padding = Math.max(low - start + reach, stop + reach - high);
    const weights = Float32Array.from(spatial.windows.subarray(w * numBins, (w + 1) * numBins));
    const best = new Float32Array(a.numFrames * b.numFrames).fill(-Infinity);
    const moved = new Float32Array(best.length);
    const left = padding + start - low;
    const numLags = left + padding + high - stop + 1;
    for (let k = 0; k < numLags; k++) {
      const window = { start, stop, low, high, shift: k - left, weights };
      const found = options.masks
        ? maskedLag(a, b, window, options, options.masks)
        : plainLag(a, b, window, options);
      keepBest(found, 0 - window.shift * options.binUm, best, moved);
    }
    if (options.maxDtBins) clearFar(best, moved, a.numFrames, b.numFrames, options.maxDtBins);
    displacement.push(moved);
    correlation.push(best);
  }
  return { displacement, correlation };
}

/** A window over a's bins [start, stop), moved by `shift` over b's bins, of which [low, high) are looked at. */
interface Lag {
  readonly start: number;
  readonly stop: number;
  readonly low: number;
  readonly high: number;
  readonly shift: number;
  readonly weights: Float32Array;
}

/** The first of equal correlations stays; NaN wins, as in torch.max. */
function keepBest(
  found: Float32Array,
  displacement: number,
  best: Float32Array,
  moved: Float32Array,
): void {
  for (let i = 0; i < found.length; i++) {
    if (!(found[i] > best[i]) && !(Number.isNaN(found[i]) && !Number.isNaN(best[i]))) continue;
    best[i] = found[i];
    moved[i] = displacement;
  }
}

/** Weighted correlations at one lag: [frame of a × frame of b]. */
function plainLag(a: Raster, b: Raster, lag: Lag, options: CorrelationOptions): Float32Array {
  const out = new Float32Array(a.numFrames * b.numFrames);
  const from = Math.max(lag.start, lag.low - lag.shift);
  const to = Math.min(lag.stop, lag.high - lag.shift);
  const weights = lag.weights.subarray(from, Math.max(from, to));
  let total = 0;
  for (const w of weights) total += w;
  if (total === 0) return out;
  const ofA = frameStats(a, from, weights, total, options);
  const ofB = frameStats(b, from + lag.shift, weights, total, options);
  const weighted = new Float64Array(weights.length);
  const products = new Float64Array(4);
  for (let i = 0; i < a.numFrames; i++) {
    const rowA = i * a.numBins + from;
    for (let d = 0; d < weighted.length; d++)
      weighted[d] = (weights[d] * a.values[rowA + d]) / total;
    for (let j = 0; j < b.numFrames; j += 4) {
      productsOfFour(weighted, b, j, from + lag.shift, products);
      for (let k = 0; k < 4 && j + k < b.numFrames; k++) {
        const covariance = products[k] - ofA.means[i] * ofB.means[j + k];
        out[i * b.numFrames + j + k] = covariance / (ofA.deviations[i] * ofB.deviations[j + k]);
      }
    }
  }
  return out;
}

/** Products of a row with four frames at once: four sums that do not wait for each other, each in its own order. */
function productsOfFour(
  row: Float64Array,
  { numFrames, numBins, values }: Raster,
  frame: number,
  from: number,
  out: Float64Array,
): void {
  const last = numFrames - 1;
  const row0 = frame * numBins + from;
  const row1 = Math.min(frame + 1, last) * numBins + from;
  const row2 = Math.min(frame + 2, last) * numBins + from;
  const row3 = Math.min(frame + 3, last) * numBins + from;
  let [sum0, sum1, sum2, sum3] = [0, 0, 0, 0];
  for (let d = 0; d < row.length; d++) {
    const weight = row[d];
    sum0 += weight * values[row0 + d];
    sum1 += weight * values[row1 + d];
    sum2 += weight * values[row2 + d];
    sum3 += weight * values[row3 + d];
  }
  out[0] = sum0;
  out[1] = sum1;
  out[2] = sum2;
  out[3] = sum3;
}

/** Weighted means (0 unless centered) and deviations (1 unless normalized) of every frame. */
function frameStats(
  { numFrames, numBins, values }: Raster,
  from: number,
  weights: Float32Array,
  total: number,
  { centered, normalized }: CorrelationOptions,
): { readonly means: Float64Array; readonly deviations: Float64Array } {
  const means = new Float64Array(numFrames);
  const deviations = new Float64Array(numFrames).fill(1);
  for (let i = 0; i < numFrames; i++) {
    let sum = 0;
    let squares = 0;
    for (let d = 0; d < weights.length; d++) {
      const value = values[i * numBins + from + d];
      sum += weights[d] * value;
      squares += weights[d] * value * value;
    }
    if (centered) means[i] = sum / total;
    if (normalized) deviations[i] = deviation(squares / total, means[i]);
  }
  return { means, deviations };
}

/** Below this share of the mean square a variance is rounding: a window at the border may hold one bin only. */
const NEGLIGIBLE = 1e-12;

/** The deviation of values of this mean square and mean; 1 where they are all equal, so that nothing is divided by 0. */
function deviation(meanSquare: number, mean: number): number {
  const variance = meanSquare - mean ** 2;
  return variance <= NEGLIGIBLE * meanSquare ? 1 : Math.sqrt(variance);
}

/** As plainLag with a weight for every value of either frame. */
function maskedLag(
  a: Raster,
  b: Raster,
  lag: Lag,
  { centered, normalized }: CorrelationOptions,
  masks: Float32Array,
): Float32Array {
  const out = new Float32Array(a.numFrames * b.numFrames);
  const from = Math.max(lag.start, lag.low - lag.shift);
  const to = Math.min(lag.stop, lag.high - lag.shift);
  for (let i = 0; i < a.numFrames; i++) {
    for (let j = 0; j < b.numFrames; j++) {
      let [total, sumA, sumB, squaresA, squaresB, products] = [0, 0, 0, 0, 0, 0];
      for (let d = from; d < to; d++) {
        const e = d + lag.shift;
        const weight = lag.weights[d] * masks[d * a.numFrames + i] * masks[e * b.numFrames + j];
        const valueA = a.values[i * a.numBins + d];
        const valueB = b.values[j * b.numBins + e];
        total += weight;
        sumA += weight * valueA;
        sumB += weight * valueB;
        squaresA += weight * valueA * valueA;
        squaresB += weight * valueB * valueB;
        products += weight * valueA * valueB;
      }
      if (total === 0) continue;
      const [meanA, meanB] = centered ? [sumA / total, sumB / total] : [0, 0];
      const scale = normalized
        ? deviation(squaresA / total, meanA) * deviation(squaresB / total, meanB)
        : 1;
      out[i * b.numFrames + j] = (products / total - meanA * meanB) / scale;
    }
  }
  return out;
}

/** Sets pairs of blocks to 0 that lie further apart than asked for. */
function clearFar(
  best: Float32Array,
  moved: Float32Array,
  numA: number,
  numB: number,
  maxDtBins: number,
): void {
  for (let i = 0; i < numA; i++) {
    const block = i - (i % BLOCK);
    for (let j = 0; j < numB; j++) {
      const gap = block - (j - (j % BLOCK));
      const apart = Math.min(Math.abs(gap), Math.abs(gap + BLOCK), Math.abs(gap - BLOCK));
      if (apart <= maxDtBins) continue;
      best[i * numB + j] = 0;
      moved[i * numB + j] = 0;
    }
  }
}
