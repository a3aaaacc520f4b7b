import { mean, median, std } from "../shared/numeric.ts";

/** um */
export interface Drift {
  readonly ptp: number;
  readonly std: number;
  readonly mad: number;
}

export const NO_DRIFT: Drift = { ptp: NaN, std: NaN, mad: NaN };

/**
 * Spread of positions over intervals. As in SpikeInterface 0.103, the standard deviation is one of absolute values where
 * intervals are missing, and the deviations are centred on the mean.
 * @param differences position of each interval from the reference, NaN where it has too few spikes
 */
export function driftOf(differences: readonly number[], maxMissing: number): Drift {
  const valid = differences.filter((d) => !Number.isNaN(d));
  const missing = differences.length - valid.length;
  if (valid.length === 0 || missing > maxMissing * differences.length) return NO_DRIFT;
  const centre = mean(valid);
  return {
    ptp: Math.max(...valid) - Math.min(...valid),
    std: std(missing > 0 ? valid.map(Math.abs) : valid),
    mad: median(valid.map((d) => Math.abs(d - centre))),
  };
}
