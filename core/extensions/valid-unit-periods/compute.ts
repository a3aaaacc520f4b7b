import { extensionArray, lowerBound, type SortingAnalyzer } from "#core/analyzer/index.ts";
import { toFloat64 } from "#core/array/index.ts";
import { median } from "#core/metrics/index.ts";
import { spikeRows, spikeTrain } from "#core/sorting/index.ts";
import type { ValidPeriodParams } from "./params.ts";
import { mergedPeriods, type UnitPeriod } from "./periods.ts";
import { falseNegativeRate, falsePositiveRate } from "./rates.ts";

/*
 * When units can be trusted (ComputeValidUnitPeriods of SpikeInterface 0.104): the recording is cut into periods; of each,
 * with a margin on both sides, pairs of spikes within the refractory period tell of foreign spikes, and the cut small end of
 * the amplitude scalings of missing ones.
 */

export interface JudgedPeriods {
  readonly periods: readonly UnitPeriod[];
  /** [period], 1 where they cannot be told */
  readonly falsePositives: Float64Array;
  readonly falseNegatives: Float64Array;
}

/** Rates of all periods of some units. */
export function judgePeriods(
  analyzer: SortingAnalyzer,
  params: ValidPeriodParams,
  units: readonly number[],
): JudgedPeriods {
  const cut = units.map((unit) => ({ unit, ...periodFrames(analyzer, params, unit) }));
  const scalings = toFloat64(extensionArray(analyzer, "amplitude_scalings", "amplitude_scalings"));
  const { numSamples, samplingFrequency: fs } = analyzer.attributes;
  const censored = roundHalfEven(params.censored_period_ms * fs * 1e-3);
  const refractory = roundHalfEven(params.refractory_period_ms * fs * 1e-3);
  const periods: UnitPeriod[] = [];
  const falsePositives: number[] = [];
  const falseNegatives: number[] = [];
  for (const [segment, total] of numSamples.entries()) {
    for (const { unit, frames, margin } of cut) {
      const size = sizeInSegment(params, total, { frames, margin });
      const train = spikeTrain(analyzer.sorting, unit, segment);
      const amplitudes = Float64Array.from(
        spikeRows(analyzer.sorting, unit, segment),
        (row) => scalings[row],
      );
      const sign = median(amplitudes) < 0 ? -1 : 1;
      for (let start = 0; start < total; start += size.frames) {
        const end = Math.min(start + size.frames, total);
        const from = Math.max(0, start - size.margin);
        const to = Math.min(total, end + size.margin);
        const first = lowerBound(train, from);
        const last = lowerBound(train, to);
        periods.push({ segmentIndex: segment, startFrame: start, endFrame: end, unitIndex: unit });
        falsePositives.push(
          orOne(falsePositiveRate(train.subarray(first, last), to - from, censored, refractory)),
        );
        falseNegatives.push(
          orOne(
            falseNegativeRate(
              amplitudes.subarray(first, last).map((value) => sign * value),
              params.num_histogram_bins,
              params.histogram_smoothing_value,
              params.amplitudes_bins_min_ratio,
            ),
          ),
        );
      }
    }
  }
  return {
    periods,
    falsePositives: Float64Array.from(falsePositives),
    falseNegatives: Float64Array.from(falseNegatives),
  };
}

/** Good periods and given ones, those that touch as one, without short ones. */
export function validPeriods(
  { periods, falsePositives, falseNegatives }: JudgedPeriods,
  given: readonly UnitPeriod[],
  params: ValidPeriodParams,
  samplingFrequency: number,
): UnitPeriod[] {
  const good = periods.filter(
    (_, i) => falsePositives[i] < params.fp_threshold && falseNegatives[i] < params.fn_threshold,
  );
  const least = Math.trunc(params.minimum_valid_period_duration * samplingFrequency);
  return mergedPeriods([...good, ...given]).filter(
    ({ startFrame, endFrame }) => endFrame - startFrame >= least,
  );
}

interface PeriodFrames {
  readonly frames: number;
  readonly margin: number;
}

function periodFrames(
  { sorting, attributes }: SortingAnalyzer,
  params: ValidPeriodParams,
  unit: number,
): PeriodFrames {
  const fs = attributes.samplingFrequency;
  let seconds = params.period_duration_s_absolute;
  if (params.period_mode === "relative") {
    let count = 0;
    for (let s = 0; s < sorting.numSegments; s++) count += spikeTrain(sorting, unit, s).length;
    const duration = attributes.numSamples.reduce((a, b) => a + b, 0) / fs;
    seconds = params.period_target_num_spikes / (count / duration);
  }
  const frames = Math.max(1, roundHalfEven(seconds * fs));
  return { frames, margin: roundHalfEven(params.relative_margin_size * frames) };
}

/** Of periods that hold so many spikes there are at least a few in each segment. */
function sizeInSegment(
  params: ValidPeriodParams,
  total: number,
  { frames, margin }: PeriodFrames,
): PeriodFrames {
  const least = params.min_num_periods_relative;
  if (params.period_mode !== "relative" || roundHalfEven(total / frames) >= least) {
    return { frames, margin };
  }
  const shorter = Math.max(1, Math.floor(total / least));
  return { frames: shorter, margin: Math.trunc(params.relative_margin_size * shorter) };
}

function orOne(value: number): number {
  return Number.isNaN(value) ? 1 : value;
}

/** Python's round. */
function roundHalfEven(value: number): number {
  const below = Math.floor(value);
  if (value - below !== 0.5) return Math.round(value);
  return below % 2 === 0 ? below : below + 1;
}
