import type { SampleArray } from "#core/model/index.ts";

/*
 * How a guess about raw samples shows that it is wrong: neighbouring samples of a real channel are alike, those of a wrong
 * number of channels or another type are not. In the file's interleaved samples, the lag at which they are most alike is
 * the number of channels.
 */

/** Beyond any converter's range, in volts or microvolts: bytes of another type. */
const LARGEST = 1e12;
/** A smaller lag that is nearly as good counts: multiples of the number of channels are alike too. */
const NEARLY = 0.98;

/**
 * Correlation of samples that are `lag` apart, from -1 to 1; 0 where samples are not numbers or do not change.
 * @param samples interleaved
 */
export function likeness(samples: SampleArray, lag: number): number {
  const centred = centre(samples);
  return centred ? correlation(centred, lag) : 0;
}

/** The lag (up to `longest`) at which samples are most alike, the smallest of those that are nearly so. */
export function mostAlike(
  samples: SampleArray,
  longest: number,
): { readonly lag: number; readonly likeness: number } {
  const centred = centre(samples);
  if (!centred) return { lag: 1, likeness: 0 };
  const most = Math.min(longest, Math.floor(centred.length / 4));
  const all = Float64Array.from({ length: most }, (_, i) => correlation(centred, i + 1));
  const best = all.reduce((a, b) => Math.max(a, b), 0);
  const at = all.findIndex((value) => value >= NEARLY * best);
  return { lag: at + 1, likeness: all[at] ?? 0 };
}

function centre(samples: SampleArray): Float64Array | undefined {
  let sum = 0;
  for (let i = 0; i < samples.length; i++) {
    if (!(Math.abs(samples[i]) < LARGEST)) return undefined;
    sum += samples[i];
  }
  const mean = sum / samples.length;
  return Float64Array.from(samples, (value) => value - mean);
}

function correlation(x: Float64Array, lag: number): number {
  let both = 0;
  let first = 0;
  let second = 0;
  for (let i = 0; i + lag < x.length; i++) {
    both += x[i] * x[i + lag];
    first += x[i] * x[i];
    second += x[i + lag] * x[i + lag];
  }
  return first > 0 && second > 0 ? both / Math.sqrt(first * second) : 0;
}
