import { toFloat64 } from "#core/array/index.ts";
import {
  extensionArray,
  extremumChannels,
  framesOfMs,
  requireExtension,
  templatesOf,
  type PeakSign,
  type SortingAnalyzer,
} from "#core/analyzer/index.ts";
import { totalDurationS } from "#core/recording/index.ts";
import { countSpikes, spikeRows, spikeTrain } from "#core/sorting/index.ts";

/** Seconds recorded over all segments. */
export function totalDurationOf(analyzer: SortingAnalyzer): number {
  return analyzer.recording === undefined
    ? totalSamplesOf(analyzer) / analyzer.attributes.samplingFrequency
    : totalDurationS(analyzer.recording);
}

/** Frames over all segments. */
export function totalSamplesOf(analyzer: SortingAnalyzer): number {
  return analyzer.attributes.numSamples.reduce((a, b) => a + b, 0);
}

/** A number per unit. */
export function perUnit(
  analyzer: SortingAnalyzer,
  compute: (unit: number) => number,
): Float64Array {
  return Float64Array.from(analyzer.sorting.unitIds, (_, unit) => compute(unit));
}

/** A unit's spike trains, one per segment. */
export function trainsOf({ sorting }: SortingAnalyzer, unit: number): Float64Array[] {
  return Array.from({ length: sorting.numSegments }, (_, s) => spikeTrain(sorting, unit, s));
}

/** Amplitudes of all spikes (or, without them, of the waveforms at the spike's sample) per unit. */
export function amplitudesByUnit(
  analyzer: SortingAnalyzer,
  peakSign: PeakSign,
): (Float32Array | Float64Array)[] {
  const { sorting } = analyzer;
  if (!analyzer.extensions.has("spike_amplitudes")) return waveformAmplitudes(analyzer, peakSign);
  const array = extensionArray(analyzer, "spike_amplitudes", "amplitudes");
  const all = array.data instanceof Float32Array ? array.data : toFloat64(array);
  const counts = countSpikes(sorting);
  return sorting.unitIds.map((_, unit) => {
    const own =
      all instanceof Float32Array ? new Float32Array(counts[unit]) : new Float64Array(counts[unit]);
    let at = 0;
    for (let segment = 0; segment < sorting.numSegments; segment++) {
      for (const row of spikeRows(sorting, unit, segment)) own[at++] = all[row];
    }
    return own;
  });
}

function waveformAmplitudes(analyzer: SortingAnalyzer, peakSign: PeakSign): Float64Array[] {
  const waveforms = extensionArray(analyzer, "waveforms", "waveforms");
  const [, numSamples = 0, width = 0] = waveforms.shape;
  const data = toFloat64(waveforms);
  const msBefore = Number(requireExtension(analyzer, "waveforms").params["ms_before"]);
  const nbefore = framesOfMs(msBefore, analyzer.attributes.samplingFrequency);
  const channels = extremumChannels(templatesOf(analyzer), peakSign);
  const values = analyzer.sorting.unitIds.map(() => [] as number[]);
  const chosen = toFloat64(extensionArray(analyzer, "random_spikes", "random_spikes_indices"));
  for (const [i, row] of chosen.entries()) {
    const unit = analyzer.sorting.spikes.unitIndex[row];
    const own = analyzer.sparsity?.channels[unit];
    const column = own === undefined ? channels[unit] : own.indexOf(channels[unit]);
    if (column >= 0) values[unit].push(data[(i * numSamples + nbefore) * width + column]);
  }
  return values.map((row) => Float64Array.from(row));
}

/** Python's round: halves go to the even neighbour. */
export function roundHalfEven(value: number): number {
  const below = Math.floor(value);
  if (value - below !== 0.5) return Math.round(value);
  return below % 2 === 0 ? below : below + 1;
}
