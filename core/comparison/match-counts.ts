import { EphysError } from "#core/model/index.ts";
import { countSpikes, orderSpikes, type Sorting, type SpikeVector } from "#core/sorting/index.ts";

/*
 * How many spikes two sortings share, for every pair of units. Follows comparisontools.make_match_count_matrix of
 * SpikeInterface 0.103 (two pointers over both spike vectors, a spike is used at most once in a row per pair).
 * O(spikes1 + matches) per segment; two sortings of 500 units and 5 million spikes each take half a second a direction.
 */

/** One segment of a sorting: rows [start, end) of an ordered spike vector. */
export interface SpikeRange {
  readonly sampleIndex: Float64Array;
  readonly unitIndex: Int32Array;
  readonly start: number;
  readonly end: number;
}

/**
 * Rows of a spike vector where each segment starts; one more entry for the end.
 * @returns [segment + 1]
 */
export function segmentStarts(spikes: SpikeVector, numSegments: number): Float64Array {
  const starts = new Float64Array(numSegments + 1);
  const { segmentIndex } = spikes;
  for (let segment = 1; segment <= numSegments; segment++) {
    let low = starts[segment - 1];
    let high = segmentIndex.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (segmentIndex[middle] < segment) low = middle + 1;
      else high = middle;
    }
    starts[segment] = low;
  }
  return starts;
}

/** The spikes of each segment, ascending in time. Formats may keep another order; matching needs this one. */
export function segmentRanges(sorting: Sorting): readonly SpikeRange[] {
  const { sampleIndex, unitIndex, segmentIndex } = orderSpikes(sorting.spikes);
  const starts = segmentStarts({ sampleIndex, unitIndex, segmentIndex }, sorting.numSegments);
  return Array.from({ length: sorting.numSegments }, (_, segment) => ({
    sampleIndex,
    unitIndex,
    start: starts[segment],
    end: starts[segment + 1],
  }));
}

/**
 * Matching spikes per pair of units, within `deltaFrames` (inclusive), added over segments.
 * `ensureSymmetry` runs both directions and keeps the larger count. Not more than the spikes of a unit of `sorting2`.
 * @returns [unit of sorting1 × unit of sorting2]
 */
export function matchCountMatrix(
  sorting1: Sorting,
  sorting2: Sorting,
  deltaFrames: number,
  ensureSymmetry = false,
): Float64Array {
  requireSameSegments(sorting1, sorting2);
  const num1 = sorting1.unitIds.length;
  const num2 = sorting2.unitIds.length;
  const total = new Float64Array(num1 * num2);
  const ranges1 = segmentRanges(sorting1);
  const ranges2 = segmentRanges(sorting2);
  for (const [segment, range1] of ranges1.entries()) {
    const range2 = ranges2[segment];
    const cells = matchCells(range1, range2, num1, num2, deltaFrames);
    const back = ensureSymmetry ? matchCells(range2, range1, num2, num1, deltaFrames) : undefined;
    for (let i = 0; i < num1; i++) {
      for (let j = 0; j < num2; j++) {
        const there = cells[CELL * (i * num2 + j) + COUNT];
        const reverse = back === undefined ? 0 : back[CELL * (j * num1 + i) + COUNT];
        total[i * num2 + j] += Math.max(there, reverse);
      }
    }
  }
  // a burst in sorting1 can count a spike of sorting2 twice
  const spikeCounts2 = countSpikes(sorting2);
  for (let k = 0; k < total.length; k++) total[k] = Math.min(total[k], spikeCounts2[k % num2]);
  return total;
}

/** @throws InvalidValue for sortings with different numbers of segments */
export function requireSameSegments(sorting1: Sorting, sorting2: Sorting): void {
  if (sorting1.numSegments !== sorting2.numSegments) {
    throw new EphysError(
      "InvalidValue",
      `sortings of ${String(sorting1.numSegments)} and ${String(sorting2.numSegments)} segments cannot be compared; ` +
        "both must come from the same recording",
      { numSegments1: sorting1.numSegments, numSegments2: sorting2.numSegments },
    );
  }
}

/** Numbers kept per pair of units, side by side so that a match touches one cache line; the fourth aligns them. */
const CELL = 4;
const LAST_1 = 0;
const LAST_2 = 1;
const COUNT = 2;

/** [unit1 × unit2 × CELL]: last matched rows (counted from 1) and the count. */
function matchCells(
  range1: SpikeRange,
  range2: SpikeRange,
  num1: number,
  num2: number,
  deltaFrames: number,
): Int32Array {
  const cells = new Int32Array(num1 * num2 * CELL);
  const { sampleIndex: frames1, unitIndex: units1 } = range1;
  const { sampleIndex: frames2, unitIndex: units2, end: end2 } = range2;
  let first = range2.start;
  for (let row1 = range1.start; row1 < range1.end; row1++) {
    const earliest = frames1[row1] - deltaFrames;
    const latest = frames1[row1] + deltaFrames;
    const base = units1[row1] * num2;
    while (first < end2 && frames2[first] < earliest) first++;
    for (let row2 = first; row2 < end2 && frames2[row2] <= latest; row2++) {
      const cell = CELL * (base + units2[row2]);
      if (cells[cell + LAST_1] === row1 + 1 || cells[cell + LAST_2] === row2 + 1) continue;
      cells[cell + LAST_1] = row1 + 1;
      cells[cell + LAST_2] = row2 + 1;
      cells[cell + COUNT]++;
    }
  }
  return cells;
}
