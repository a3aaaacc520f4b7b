import type { SortingAnalyzer } from "#core/analyzer/index.ts";
import { spikeTrain } from "#core/sorting/index.ts";

/*
 * Contamination from violations of the refractory period (Llobet, Wyngaard and Barbour 2022), as
 * compute_refrac_period_violations of SpikeInterface 0.103 with whole frames.
 */

export interface RefractoryFrames {
  readonly censored: number;
  readonly refractory: number;
}

/** Periods in whole frames, rounded as Python rounds. */
export function refractoryFrames(
  samplingFrequency: number,
  periods: { readonly refractory_period_ms: number; readonly censored_period_ms: number },
): RefractoryFrames {
  return {
    censored: roundHalfEven(periods.censored_period_ms * samplingFrequency * 1e-3),
    refractory: roundHalfEven(periods.refractory_period_ms * samplingFrequency * 1e-3),
  };
}

/** Share of foreign spikes; NaN without spikes. @param trains per segment, frames, ascending */
export function trainContamination(
  trains: readonly Float64Array[],
  totalSamples: number,
  { censored, refractory }: RefractoryFrames,
): number {
  let count = 0;
  let violations = 0;
  for (const train of trains) {
    count += train.length;
    for (let i = 0; i < train.length; i++) {
      for (let j = i + 1; j < train.length && train[j] - train[i] <= refractory; j++) violations++;
    }
  }
  if (count === 0) return NaN;
  const rest =
    1 -
    (violations * (totalSamples - 2 * count * censored)) / (count ** 2 * (refractory - censored));
  return rest >= 0 ? 1 - Math.sqrt(rest) : 1;
}

/** A unit's spike trains, one per segment. */
export function trainsOf({ sorting }: SortingAnalyzer, unit: number): Float64Array[] {
  return Array.from({ length: sorting.numSegments }, (_, s) => spikeTrain(sorting, unit, s));
}

/** Contamination of every unit. */
export function unitContaminations(
  analyzer: SortingAnalyzer,
  frames: RefractoryFrames,
): Float64Array {
  const total = totalSamples(analyzer);
  return Float64Array.from(analyzer.sorting.unitIds, (_, unit) =>
    trainContamination(trainsOf(analyzer, unit), total, frames),
  );
}

export function totalSamples({ attributes }: SortingAnalyzer): number {
  return attributes.numSamples.reduce((a, b) => a + b, 0);
}

/** Python's round: halves go to the even neighbour. */
export function roundHalfEven(value: number): number {
  const below = Math.floor(value);
  if (value - below !== 0.5) return Math.round(value);
  return below % 2 === 0 ? below : below + 1;
}
