import type { UnitId } from "#core/model/index.ts";
import { spikeTrain, type Sorting } from "#core/sorting/index.ts";

/*
 * What became of every spike of two matched sortings (do_score_labels of SpikeInterface 0.103): true positive, false
 * negative, false positive, misclassified. By default every spike of a matched pair finds at most one partner within
 * delta, earliest first, which is the largest number of pairs; the rule "reference" labels a run of alternating
 * neighbours once and lets a misclassification overwrite a true positive, as SpikeInterface does.
 */

/** Label of a spike: unpaired is FN in sorting 1 and FP in sorting 2. */
export const SPIKE_LABEL = { unpaired: 0, truePositive: 1, misclassified: 2 } as const;

/** Labels of the spikes of one unit in one segment. */
export interface TrainLabels {
  /** [spike], see `SPIKE_LABEL` */
  readonly labels: Uint8Array;
  /** [spike]: position of the unit of the other sorting whose spike was taken for it, −1 elsewhere */
  readonly takenFor: Int32Array;
}

/** [unit][segment] of both sortings. */
export interface ScoreLabels {
  readonly sorting1: readonly (readonly TrainLabels[])[];
  readonly sorting2: readonly (readonly TrainLabels[])[];
}

export interface LabelOptions {
  /** look for spikes of matched units that another unit took; false */
  readonly misclassifications?: boolean;
  /** "one_to_one" (default) or SpikeInterface's own */
  readonly rule?: "one_to_one" | "reference";
}

/**
 * Labels every spike.
 * @param match12 [unit1] position of each unit's match, −1 for none
 */
export function scoreLabels(
  sorting1: Sorting,
  sorting2: Sorting,
  deltaFrames: number,
  match12: Int32Array,
  options: LabelOptions = {},
): ScoreLabels {
  const trains1 = trainsOf(sorting1);
  const trains2 = trainsOf(sorting2);
  const labels = { sorting1: unpaired(trains1), sorting2: unpaired(trains2) };
  const pairUp = options.rule === "reference" ? runPairs : earliestPairs;
  for (let i = 0; i < match12.length; i++) {
    const j = match12[i];
    if (j < 0) continue;
    for (const [segment, train1] of trains1[i].entries()) {
      const { index1, index2 } = pairUp(train1, trains2[j][segment], deltaFrames);
      for (const row of index1) labels.sorting1[i][segment].labels[row] = SPIKE_LABEL.truePositive;
      for (const row of index2) labels.sorting2[j][segment].labels[row] = SPIKE_LABEL.truePositive;
    }
  }
  if (options.misclassifications === true) {
    labelMisclassified({ trains1, trains2, deltaFrames, match12 }, labels, options.rule);
  }
  return labels;
}

/** The labels as SpikeInterface writes them: "TP", "FN" or "FP", "CL_1_7". */
export function labelTexts(
  { labels, takenFor }: TrainLabels,
  side: {
    readonly own: UnitId;
    readonly others: readonly UnitId[];
    readonly unpaired: "FN" | "FP";
  },
): string[] {
  return Array.from(labels, (label, row) => {
    if (label === SPIKE_LABEL.truePositive) return "TP";
    if (label === SPIKE_LABEL.unpaired) return side.unpaired;
    return `CL_${String(side.own)}_${String(side.others[takenFor[row]])}`;
  });
}

/** Rows of paired spikes; both ascend. */
export interface PairedRows {
  readonly index1: Int32Array;
  readonly index2: Int32Array;
}

/** Each spike in at most one pair, the earliest partners first: as many pairs as there can be. Times ascend. */
export function earliestPairs(
  times1: Float64Array,
  times2: Float64Array,
  deltaFrames: number,
): PairedRows {
  const most = Math.min(times1.length, times2.length);
  const index1 = new Int32Array(most);
  const index2 = new Int32Array(most);
  let count = 0;
  for (let i = 0, j = 0; i < times1.length && j < times2.length;) {
    const gap = times2[j] - times1[i];
    if (gap < -deltaFrames) j++;
    else if (gap > deltaFrames) i++;
    else {
      index1[count] = i++;
      index2[count++] = j++;
    }
  }
  return { index1: index1.subarray(0, count), index2: index2.subarray(0, count) };
}

/** One pair for each run of alternating neighbours: the spikes nearest to the run's end, as the reference chooses. */
function runPairs(times1: Float64Array, times2: Float64Array, deltaFrames: number): PairedRows {
  const times = new Float64Array(times1.length + times2.length);
  const train = new Uint8Array(times.length);
  for (let k = 0, i = 0, j = 0; k < times.length; k++) {
    const first = j >= times2.length || (i < times1.length && times1[i] <= times2[j]);
    times[k] = first ? times1[i++] : times2[j++];
    train[k] = first ? 1 : 2;
  }
  const isPair = (k: number): boolean =>
    train[k] !== train[k + 1] && times[k + 1] - times[k] <= deltaFrames;
  const ends: number[] = [];
  let last = 0;
  for (let k = 0; k + 1 < times.length; k++) {
    if (!isPair(k)) continue;
    last = times[k];
    if (!(k + 2 < times.length && isPair(k + 1))) ends.push(times[k + 1]);
  }
  // of the last run the reference takes the spike before
  if (ends.length > 0) ends[ends.length - 1] = last;
  return {
    index1: Int32Array.from(ends, (time) => nearest(times1, time)),
    index2: Int32Array.from(ends, (time) => nearest(times2, time)),
  };
}

/** First of the nearest in ascending times. */
function nearest(times: Float64Array, time: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (times[middle] < time) low = middle + 1;
    else high = middle;
  }
  if (low > 0 && (low === times.length || time - times[low - 1] <= times[low] - time)) {
    const value = times[low - 1];
    while (low > 0 && times[low - 1] === value) low--;
  }
  return low;
}

interface Trains {
  readonly trains1: readonly (readonly Float64Array[])[];
  readonly trains2: readonly (readonly Float64Array[])[];
  readonly deltaFrames: number;
  readonly match12: Int32Array;
}

function labelMisclassified(
  { trains1, trains2, deltaFrames, match12 }: Trains,
  labels: ScoreLabels,
  rule: LabelOptions["rule"],
): void {
  const matched2 = [...new Set(match12)].filter((j) => j >= 0).sort((a, b) => a - b);
  for (const [i, own] of trains1.entries()) {
    if (match12[i] < 0) continue;
    for (const [segment, train] of own.entries()) {
      const mine = labels.sorting1[i][segment];
      for (let row = 0; row < train.length; row++) {
        if (mine.labels[row] !== SPIKE_LABEL.unpaired) continue;
        for (const j of matched2) {
          const theirs = labels.sorting2[j][segment];
          const times2 = trains2[j][segment];
          const other = firstFrom(times2, train[row] - deltaFrames);
          if (!(times2[other] <= train[row] + deltaFrames)) continue;
          const free =
            rule === "reference"
              ? theirs.labels[other] !== SPIKE_LABEL.misclassified
              : theirs.labels[other] === SPIKE_LABEL.unpaired;
          if (!free) continue;
          mine.labels[row] = theirs.labels[other] = SPIKE_LABEL.misclassified;
          mine.takenFor[row] = j;
          theirs.takenFor[other] = i;
          break;
        }
      }
    }
  }
}

/** First row at or after a time. */
export function firstFrom(times: Float64Array, time: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (times[middle] < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Spike times of all or some units (by position) in every segment, ascending: [unit][segment]. */
export function trainsOf(
  sorting: Sorting,
  units: Iterable<number> = sorting.unitIds.keys(),
): readonly (readonly Float64Array[])[] {
  return Array.from(units, (unit) =>
    Array.from({ length: sorting.numSegments }, (_segment, segment) =>
      ascending(spikeTrain(sorting, unit, segment)),
    ),
  );
}

function ascending(times: Float64Array): Float64Array {
  for (let i = 1; i < times.length; i++) if (times[i] < times[i - 1]) return times.slice().sort();
  return times;
}

function unpaired(trains: readonly (readonly Float64Array[])[]): TrainLabels[][] {
  return trains.map((segments) =>
    segments.map(({ length }) => ({
      labels: new Uint8Array(length),
      takenFor: new Int32Array(length).fill(-1),
    })),
  );
}
