import type { SortingAnalyzer } from "#core/analyzer/index.ts";
import { spikesByUnit } from "#core/sorting/index.ts";

/** One unit's spikes: views on the sorting's index, segments one after the other. */
export interface UnitSpikes {
  /** rows of the spike vector */
  readonly rows: Uint32Array;
  /** sample index of each, from its segment's start */
  readonly samples: Float64Array;
  /** [segment + 1]: where each segment's spikes begin */
  readonly starts: Float64Array;
}

export function unitSpikes({ sorting }: SortingAnalyzer, unit: number): UnitSpikes {
  const { starts, rows, samples } = spikesByUnit(sorting);
  const first = unit * sorting.numSegments;
  const own = starts.subarray(first, first + sorting.numSegments + 1);
  const [from = 0] = own;
  const to = own[own.length - 1] ?? from;
  return {
    rows: rows.subarray(from, to),
    samples: samples.subarray(from, to),
    starts: own.map((start) => start - from),
  };
}

/** Seconds at which each segment begins when they are laid one after the other, and the whole length. */
export interface SegmentClock {
  readonly startsS: readonly number[];
  readonly totalS: number;
}

export function segmentClock({ attributes }: SortingAnalyzer): SegmentClock {
  let totalS = 0;
  const startsS = attributes.numSamples.map((n) => {
    const start = totalS;
    totalS += n / attributes.samplingFrequency;
    return start;
  });
  return { startsS, totalS };
}

/** Time of each of a unit's spikes, s, segments one after the other. */
export function spikeTimesS(analyzer: SortingAnalyzer, unit: number): Float64Array {
  const { samples, starts } = unitSpikes(analyzer, unit);
  const { startsS } = segmentClock(analyzer);
  const { samplingFrequency } = analyzer.attributes;
  const times = new Float64Array(samples.length);
  for (let segment = 0; segment + 1 < starts.length; segment++) {
    const startS = startsS[segment] ?? 0;
    const end = starts[segment + 1] ?? 0;
    for (let i = starts[segment] ?? 0; i < end; i++) {
      times[i] = startS + (samples[i] ?? 0) / samplingFrequency;
    }
  }
  return times;
}

/** Something that is made once per analyzer and key; a curated analyzer is another object, so nothing goes stale. */
export function memoOf<T>(): (analyzer: SortingAnalyzer, key: string, make: () => T) => T {
  const known = new WeakMap<SortingAnalyzer, Map<string, T>>();
  return (analyzer, key, make) => {
    const own = known.get(analyzer) ?? new Map<string, T>();
    known.set(analyzer, own);
    const found = own.get(key);
    if (found !== undefined) return found;
    const made = make();
    own.set(key, made);
    if (own.size > MAX_MEMOS) {
      const [oldest] = own.keys();
      if (oldest !== undefined) own.delete(oldest);
    }
    return made;
  };
}
const MAX_MEMOS = 2000;

/** Which channel a unit is largest on, and which it is looked at on. */
const MAIN = memoOf<Int32Array>();

/** Channel with the largest peak of the mean (or median) waveform, [unit]; −1 without templates. */
export function mainChannelsOf(analyzer: SortingAnalyzer): Int32Array {
  return MAIN(analyzer, "main", () => {
    const { unitIds } = analyzer.sorting;
    const extension = analyzer.extensions.get("templates");
    const value = extension?.data.get("average") ?? extension?.data.get("median");
    if (value?.kind !== "array" || "columns" in value.array) {
      return new Int32Array(unitIds.length).fill(-1);
    }
    const [, numSamples = 0, numChannels = 0] = value.array.shape;
    const data = value.array.data as ArrayLike<number>; // templates are numbers
    return Int32Array.from(unitIds, (_, unit) => {
      let best = 0;
      let largest = -1;
      const start = unit * numSamples * numChannels;
      for (let i = 0; i < numSamples * numChannels; i++) {
        const size = Math.abs(data[start + i] ?? 0);
        if (size > largest) {
          largest = size;
          best = i % numChannels;
        }
      }
      return best;
    });
  });
}

/** Rows of the chosen spikes (random_spikes) of a unit: position among the chosen and in the unit's train. */
export interface ChosenSpikes {
  /** row of the arrays that follow the chosen spikes: waveforms, projections */
  readonly places: Int32Array;
  /** position in the unit's train */
  readonly positions: Int32Array;
}

const CHOSEN = memoOf<readonly ChosenSpikes[]>();

/** [unit]; empty lists without random_spikes. */
export function chosenSpikes(analyzer: SortingAnalyzer): readonly ChosenSpikes[] {
  return CHOSEN(analyzer, "chosen", () => {
    const numUnits = analyzer.sorting.unitIds.length;
    const places: number[][] = Array.from({ length: numUnits }, () => []);
    const value = analyzer.extensions.get("random_spikes")?.data.get("random_spikes_indices");
    if (value?.kind === "array" && !("columns" in value.array)) {
      const rows = value.array.data as ArrayLike<number>; // rows of the spike vector
      const { unitIndex } = analyzer.sorting.spikes;
      for (let i = 0; i < rows.length; i++) places[unitIndex[rows[i] ?? -1] ?? -1]?.push(i);
      return places.map((own, unit) => ({
        places: Int32Array.from(own),
        positions: positionsOf(
          unitSpikes(analyzer, unit).rows,
          own.map((i) => rows[i] ?? -1),
        ),
      }));
    }
    return places.map(() => ({ places: new Int32Array(), positions: new Int32Array() }));
  });
}

/** Where each of `wanted` stands in `rows`; both ascend. */
function positionsOf(rows: Uint32Array, wanted: readonly number[]): Int32Array {
  let at = 0;
  return Int32Array.from(wanted, (row) => {
    while (at < rows.length && (rows[at] ?? 0) < row) at++;
    return at;
  });
}
