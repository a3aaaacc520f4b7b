import type { PeakSign, Templates } from "#core/analyzer/index.ts";

/*
 * Where the peaks of templates may turn out to be, when only a few spikes of each unit have been looked at: at samples that
 * are as large as the largest up to the noise. A unit that does not stand out may have its peak anywhere.
 */

/** How far below the peak, in standard errors of the expected template, a sample may still turn out to be the peak. */
const NEAR = 5;
/** A peak below so many standard errors may be of noise itself. */
const DOUBTFUL = 10;
const MAD_PER_SD = 0.6744897501960817;
/** Samples of a unit from which its standard error is told, and most that are near its peak. */
const MOST_SAMPLES = 4096;

/** What is near a unit's peak, the nearest first; at least the peak itself. */
export interface NearPeak {
  /** [sample × channel] or channels */
  readonly places: Int32Array;
  /** below the peak, in standard errors of the template: [place] */
  readonly deficits: Float64Array;
}

/** Positions [sample × channel] near each unit's peak: [unit]. Samples that are exactly 0 lie on channels that the unit does not have. */
export function nearPeaks(templates: Templates, peakSign: PeakSign): readonly NearPeak[] {
  const { data, numUnits, numSamples, numChannels } = templates;
  const size = numSamples * numChannels;
  const positions = new Int32Array(size);
  const heights = new Float64Array(size);
  return Array.from({ length: numUnits }, (_, unit) => {
    let count = 0;
    for (let at = 0; at < size; at++) {
      const value = data[unit * size + at];
      if (value === 0) continue;
      positions[count] = at;
      // upright: the peak is the largest
      heights[count++] = peakSign === "neg" ? -value : peakSign === "pos" ? value : Math.abs(value);
    }
    // a template of zeros has its peak at the first sample
    if (count === 0) return { places: Int32Array.of(0), deficits: Float64Array.of(0) };
    return nearest(heights.subarray(0, count), positions);
  });
}

/** The channels of what is near each unit's peak. */
export function nearChannels(near: readonly NearPeak[], numChannels: number): readonly NearPeak[] {
  return near.map(({ places, deficits }) => {
    const found = new Map<number, number>();
    for (const [k, at] of places.entries()) {
      const channel = at % numChannels;
      if (!found.has(channel)) found.set(channel, deficits[k]);
    }
    return { places: Int32Array.from(found.keys()), deficits: Float64Array.from(found.values()) };
  });
}

/**
 * The places of each unit, as many as may be kept for all spikes: the likeliest of all units.
 * @param counts spikes of each unit
 * @param most places of all spikes together, beside one for each
 */
export function affordablePlaces(
  near: readonly NearPeak[],
  counts: ArrayLike<number>,
  most: number,
): readonly Int32Array[] {
  const within = (limit: number): Int32Array =>
    Int32Array.from(near, ({ deficits }) => Math.max(1, firstAbove(deficits, limit)));
  const values = (limit: number): number =>
    within(limit).reduce((sum, n, unit) => sum + (n - 1) * counts[unit], 0);
  let limit = near.reduce(
    (worst, { deficits }) => Math.max(worst, deficits[deficits.length - 1]),
    0,
  );
  if (values(limit) > most) {
    let low = 0;
    for (let step = 0; step < 50; step++) {
      const middle = (low + limit) / 2;
      if (values(middle) > most) limit = middle;
      else low = middle;
    }
    limit = low;
  }
  const numbers = within(values(limit) > most ? -1 : limit);
  return near.map(({ places }, unit) => places.subarray(0, numbers[unit]));
}

function nearest(heights: Float64Array, positions: Int32Array): NearPeak {
  const error = standardError(heights);
  let peak = -Infinity;
  for (const height of heights) peak = Math.max(peak, height);
  const floor = peak < DOUBTFUL * error ? -Infinity : peak - NEAR * error;
  let near = Array.from(heights.keys()).filter((at) => heights[at] >= floor);
  if (near.length > MOST_SAMPLES) {
    const least = Float64Array.from(near, (at) => heights[at]).sort()[near.length - MOST_SAMPLES];
    near = near.filter((at) => heights[at] >= least);
  }
  near.sort((a, b) => heights[b] - heights[a] || a - b);
  return {
    places: Int32Array.from(near, (at) => positions[at]),
    deficits: Float64Array.from(near, (at) => (error > 0 ? (peak - heights[at]) / error : 0)),
  };
}

/** Standard error of a template's samples: most of them are noise, which the median of their sizes tells. */
function standardError(heights: Float64Array): number {
  const step = Math.ceil(heights.length / MOST_SAMPLES);
  const sizes = new Float64Array(Math.ceil(heights.length / step));
  for (let i = 0; i < sizes.length; i++) sizes[i] = Math.abs(heights[i * step]);
  sizes.sort();
  return sizes[sizes.length >> 1] / MAD_PER_SD;
}

/** The first position whose value is above `limit`; values ascend. */
function firstAbove(values: Float64Array, limit: number): number {
  const at = values.findIndex((value) => value > limit);
  return at < 0 ? values.length : at;
}
