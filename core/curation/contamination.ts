import { EphysError } from "#core/model/index.ts";

/**
 * Share of a train's spikes that are not its unit's, from the pairs closer than the refractory period
 * (Llobet, Wyngaard and Barbour 2022).
 * @param spikeTrain samples, ascending
 * @param numSamples duration
 * @param censored samples within which no second spike can be detected
 * @param refractory samples
 * @throws InvalidParameter without spikes or without time between the two periods
 */
export function contamination(
  spikeTrain: Float64Array,
  numSamples: number,
  censored: number,
  refractory: number,
): number {
  const count = spikeTrain.length;
  if (count === 0 || refractory === censored) {
    throw new EphysError(
      "InvalidParameter",
      count === 0
        ? "the contamination of a train without spikes is not defined"
        : "the refractory period must be longer than the censored period",
    );
  }
  const violations = countViolations(spikeTrain, refractory);
  const rest =
    1 -
    (violations * (numSamples - 2 * count * censored)) / (count * count * (refractory - censored));
  return rest < 0 ? 1 : 1 - Math.sqrt(rest);
}

/** Pairs closer than `maxTime` samples; pairs at the border count by the chance that their true times are closer. */
function countViolations(train: Float64Array, maxTime: number): number {
  if (maxTime <= 0) return 0;
  const high = Math.ceil(maxTime);
  const low = Math.floor(maxTime);
  const chanceHigh = 0.5 * (maxTime - high + 1) ** 2;
  const chanceLow =
    0.5 * (1 - (maxTime - low) ** 2) + (maxTime - low) - (low === 0 ? 0.5 * (1 - maxTime) ** 2 : 0);
  let within = 0;
  let atLow = 0;
  let atHigh = 0;
  for (let i = 0; i < train.length - 1; i++) {
    for (let j = i + 1; j < train.length; j++) {
      const difference = Math.trunc(train[j]) - Math.trunc(train[i]);
      if (difference > high) break;
      if (difference === high) atHigh++;
      else if (difference === low) atLow++;
      else within++;
    }
  }
  return within + chanceHigh * atHigh + chanceLow * atLow;
}
