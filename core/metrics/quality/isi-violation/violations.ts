export interface IsiViolations {
  readonly ratio: number;
  /** per second */
  readonly rateHz: number;
  readonly count: number;
}

/**
 * Intervals below a threshold, over segments; NaN without spikes.
 * @param trains per segment, seconds
 */
export function isiViolations(
  trains: readonly ArrayLike<number>[],
  totalDurationS: number,
  thresholdS: number,
  minIsiS: number,
): IsiViolations {
  let count = 0;
  let numSpikes = 0;
  for (const train of trains) {
    numSpikes += train.length;
    for (let i = 1; i < train.length; i++) if (train[i] - train[i - 1] < thresholdS) count++;
  }
  if (numSpikes === 0) return { ratio: NaN, rateHz: NaN, count: NaN };
  const violationTimeS = 2 * numSpikes * (thresholdS - minIsiS);
  return {
    ratio: count / violationTimeS / (numSpikes / totalDurationS),
    rateHz: count / totalDurationS,
    count,
  };
}
