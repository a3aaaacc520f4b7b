/*
 * A part of the peaks, drawn evenly or so that amplitudes, places or times become even. Reference: SpikeInterface 0.103.2
 * sortingcomponents/peak_selection.py, with the draws of NumPy's generator.
 */
import { defaultRng } from "#core/array/index.ts";
import { resolveMethod, type MethodChoice } from "../method-choice.ts";
import { selectPeakRows, type PeakLocations, type Peaks } from "../peaks.ts";
import { SELECTION_METHODS } from "./catalog.ts";
import type { SelectionDefinition } from "./define.ts";

/** A selection method and what it looks at. */
export interface SelectionChoice extends MethodChoice {
  /** default 0; unlike the reference, no seed is the same as 0, so that results repeat */
  readonly seed?: number;
  /** [channel], for smart_sampling_amplitudes */
  readonly noiseLevels?: ArrayLike<number>;
  /** for the methods that look at places */
  readonly locations?: PeakLocations;
  /** frames at both ends of every segment from which no peak is taken, with the segments' lengths */
  readonly margin?: {
    readonly before: number;
    readonly after: number;
    /** [segment], frames */
    readonly numSamples: readonly number[];
  };
}

export interface SelectedPeaks {
  readonly peaks: Peaks;
  /** rows of the peaks that were taken, ordered by (segment, sample) */
  readonly rows: Int32Array;
}

/** @throws UnknownName; InvalidParameter when a method lacks what it looks at or cannot draw so many peaks */
export function selectPeaks(peaks: Peaks, choice: SelectionChoice): SelectedPeaks {
  const rows = selectPeakIndices(peaks, choice);
  const { margin } = choice;
  const kept = margin
    ? rows.filter((row) => {
        const sample = peaks.sampleIndex[row];
        const length = margin.numSamples[peaks.segmentIndex[row]];
        return sample > margin.before && sample < length - margin.after;
      })
    : rows;
  return { peaks: selectPeakRows(peaks, kept), rows: kept };
}

/** Rows of the peaks that are taken, ordered by (segment, sample). */
export function selectPeakIndices(peaks: Peaks, choice: SelectionChoice): Int32Array {
  const methods: readonly SelectionDefinition[] = SELECTION_METHODS;
  const { definition, params } = resolveMethod(methods, choice, "peak selection");
  const input = {
    channelIndex: peaks.channelIndex,
    sampleIndex: peaks.sampleIndex,
    amplitude: peaks.amplitude,
    ...(choice.noiseLevels && { noiseLevels: choice.noiseLevels }),
    ...(choice.locations && { locations: choice.locations }),
  };
  const rows = definition.choose(params, input, defaultRng(choice.seed ?? 0));
  const { segmentIndex: segments, sampleIndex: samples } = peaks;
  return Int32Array.from(rows).sort((a, b) => segments[a] - segments[b] || samples[a] - samples[b]);
}
