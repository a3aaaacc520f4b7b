import { EphysError } from "#core/model/index.ts";
import type { Sorting, SpikeVector } from "#core/sorting/index.ts";

/*
 * How many spikes two sortings share, for every pair of units. Follows comparisontools.make_match_count_matrix of
 * SpikeInterface 0.103 (two pointers over both spike vectors, a spike is used at most once in a row per pair).
 * O(spikes1 + matches) per segment.
 */

interface SpikeRange {
  readonly spikes: SpikeVector;
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
  const starts1 = segmentStarts(sorting1.spikes, sorting1.numSegments);
  const starts2 = segmentStarts(sorting2.spikes, sorting2.numSegments);
  for (let segment = 0; segment < sorting1.numSegments; segment++) {
    const range1 = rangeOf(sorting1.spikes, starts1, segment);
    const range2 = rangeOf(sorting2.spikes, starts2, segment);
    const counts = countSegment(range1, range2, num1, num2, deltaFrames);
    if (ensureSymmetry) {
      const back = countSegment(range2, range1, num2, num1, deltaFrames);
      for (let i = 0; i < num1; i++) {
        for (let j = 0; j < num2; j++) {
          counts[i * num2 + j] = Math.max(counts[i * num2 + j], back[j * num1 + i]);
        }
      }
    }
    for (let k = 0; k < total.length; k++) total[k] += counts[k];
  }
  // a burst in sorting1 can count a spike of sorting2 twice
  const spikeCounts2 = spikeCounts(sorting2);
  for (let k = 0; k < total.length; k++) total[k] = Math.min(total[k], spikeCounts2[k % num2]);
  return total;
}

/** Spikes of every unit over all segments: [unit]. */
export function spikeCounts(sorting: Sorting): Float64Array {
  const counts = new Float64Array(sorting.unitIds.length);
  const { unitIndex } = sorting.spikes;
  for (let i = 0; i < unitIndex.length; i++) counts[unitIndex[i]]++;
  return counts;
}

/** Spikes taken as boxes: products between units of two sortings and squared norms; see `distanceAgreement`. */
export function boxProducts(
  sorting1: Sorting,
  sorting2: Sorting,
  deltaFrames: number,
): {
  /** [unit1 × unit2] */ readonly products: Float64Array;
  /** [unit1] */ readonly norms1: Float64Array;
  /** [unit2] */ readonly norms2: Float64Array;
} {
  requireSameSegments(sorting1, sorting2);
  const num2 = sorting2.unitIds.length;
  const products = new Float64Array(sorting1.unitIds.length * num2);
  const starts1 = segmentStarts(sorting1.spikes, sorting1.numSegments);
  const starts2 = segmentStarts(sorting2.spikes, sorting2.numSegments);
  for (let segment = 0; segment < sorting1.numSegments; segment++) {
    const range1 = rangeOf(sorting1.spikes, starts1, segment);
    const range2 = rangeOf(sorting2.spikes, starts2, segment);
    forEachMatch(range1, range2, deltaFrames, (row1, row2) => {
      const unit1 = range1.spikes.unitIndex[row1];
      const unit2 = range2.spikes.unitIndex[row2];
      const distance = Math.abs(range1.spikes.sampleIndex[row1] - range2.spikes.sampleIndex[row2]);
      products[unit1 * num2 + unit2] += deltaFrames - distance;
    });
  }
  return {
    products,
    norms1: squaredNorms(sorting1, starts1, deltaFrames),
    norms2: squaredNorms(sorting2, starts2, deltaFrames),
  };
}

function squaredNorms(sorting: Sorting, starts: Float64Array, deltaFrames: number): Float64Array {
  const norms = new Float64Array(sorting.unitIds.length);
  const { sampleIndex, unitIndex } = sorting.spikes;
  for (let segment = 0; segment < sorting.numSegments; segment++) {
    const end = starts[segment + 1];
    for (let i = starts[segment]; i < end; i++) {
      const unit = unitIndex[i];
      norms[unit] += deltaFrames;
      for (let j = i + 1; j < end; j++) {
        const distance = sampleIndex[j] - sampleIndex[i];
        if (distance > deltaFrames) break;
        if (unitIndex[j] === unit) norms[unit] += 2 * (deltaFrames - distance);
      }
    }
  }
  return norms;
}

function requireSameSegments(sorting1: Sorting, sorting2: Sorting): void {
  if (sorting1.numSegments !== sorting2.numSegments) {
    throw new EphysError(
      "InvalidValue",
      `sortings of ${String(sorting1.numSegments)} and ${String(sorting2.numSegments)} segments cannot be compared; ` +
        "both must come from the same recording",
      { numSegments1: sorting1.numSegments, numSegments2: sorting2.numSegments },
    );
  }
}

function rangeOf(spikes: SpikeVector, starts: Float64Array, segment: number): SpikeRange {
  return { spikes, start: starts[segment], end: starts[segment + 1] };
}

function countSegment(
  range1: SpikeRange,
  range2: SpikeRange,
  num1: number,
  num2: number,
  deltaFrames: number,
): Float64Array {
  const counts = new Float64Array(num1 * num2);
  const last1 = new Float64Array(num1 * num2).fill(-1);
  const last2 = new Float64Array(num1 * num2).fill(-1);
  const units1 = range1.spikes.unitIndex;
  const units2 = range2.spikes.unitIndex;
  forEachMatch(range1, range2, deltaFrames, (row1, row2) => {
    const pair = units1[row1] * num2 + units2[row2];
    if (row1 !== last1[pair] && row2 !== last2[pair]) {
      last1[pair] = row1;
      last2[pair] = row2;
      counts[pair]++;
    }
  });
  return counts;
}

function forEachMatch(
  range1: SpikeRange,
  range2: SpikeRange,
  deltaFrames: number,
  visit: (row1: number, row2: number) => void,
): void {
  const frames1 = range1.spikes.sampleIndex;
  const frames2 = range2.spikes.sampleIndex;
  let searchStart = range2.start;
  for (let row1 = range1.start; row1 < range1.end; row1++) {
    const frame1 = frames1[row1];
    for (let row2 = searchStart; row2 < range2.end; row2++) {
      const frame2 = frames2[row2];
      if (frame2 < frame1 - deltaFrames) searchStart++;
      else if (frame2 > frame1 + deltaFrames) break;
      else visit(row1, row2);
    }
  }
}
