import { EphysError } from "#core/model/index.ts";

/**
 * A row minus its running median over `points` (odd); beyond the ends the row goes on with its end values.
 * Reference: SpikeInterface 0.103.2 detect_bad_channels.detrend. O(n · points log points).
 */
export function removeMedianTrend(x: ArrayLike<number>, points: number): Float64Array {
  if (!Number.isInteger(points) || points < 1 || points % 2 === 0) {
    throw new EphysError(
      "InvalidParameter",
      `a median filter needs an odd number of points, not ${String(points)}`,
      { parameter: "nmed", value: points },
    );
  }
  const half = (points - 1) / 2;
  const last = x.length - 1;
  const around = new Float64Array(points);
  return Float64Array.from({ length: x.length }, (_, i) => {
    for (let k = 0; k < points; k++) around[k] = x[Math.min(last, Math.max(0, i + k - half))];
    around.sort();
    return x[i] - around[half];
  });
}

/** Rises from 0 to 1 between two bounds along half a cosine; flat outside. */
export function cosineRise(x: number, [low = 0, high = 1]: readonly number[]): number {
  const inside = Math.min(Math.max(x, low), high);
  return (1 - Math.cos(((inside - low) / (high - low)) * Math.PI)) / 2;
}
