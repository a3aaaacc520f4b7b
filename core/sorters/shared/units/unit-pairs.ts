import { lowerBound } from "./search.ts";

/** Spikes of one unit, ascending by `time` = frames with segments laid one after the other, far apart. */
export type SpikeTimes = Float64Array;

export interface CoincidenceCounts {
  /** pairs of spikes at most `near` frames apart */
  readonly together: number;
  /** pairs more than `near` and at most `far` frames apart */
  readonly around: number;
}

/** How often spikes of b fall near spikes of a. */
export function countCoincidences(
  a: SpikeTimes,
  b: SpikeTimes,
  near: number,
  far: number,
): CoincidenceCounts {
  let together = 0;
  let around = 0;
  let from = lowerBound(b, (a[0] ?? 0) - far);
  for (const time of a) {
    while (from < b.length && b[from] < time - far) from++;
    for (let j = from; j < b.length && b[j] <= time + far; j++) {
      if (Math.abs(b[j] - time) <= near) together++;
      else around++;
    }
  }
  return { together, around };
}

/** Pairs that chance would give within a window of `frames` (both sides together) of independent trains. */
export function expectedCoincidences(
  numA: number,
  numB: number,
  frames: number,
  totalFrames: number,
): number {
  return totalFrames > 0 ? (numA * numB * frames) / totalFrames : 0;
}
