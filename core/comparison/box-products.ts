import type { Sorting } from "#core/sorting/index.ts";
import { requireSameSegments, segmentRanges, type SpikeRange } from "./match-counts.ts";

/*
 * Spike trains as sums of boxes `deltaFrames` wide: inner products and norms (compute_distance_matrix of
 * SpikeInterface 0.103). Every pair of spikes counts, unlike in `matchCountMatrix`.
 */

/** Products between units of two sortings and squared norms, added over segments. */
export interface BoxProducts {
  /** [unit1 × unit2] */
  readonly products: Float64Array;
  /** [unit1] */
  readonly norms1: Float64Array;
  /** [unit2] */
  readonly norms2: Float64Array;
}

/** A pair of spikes d frames apart adds `deltaFrames` − d. */
export function boxProducts(
  sorting1: Sorting,
  sorting2: Sorting,
  deltaFrames: number,
): BoxProducts {
  requireSameSegments(sorting1, sorting2);
  const num2 = sorting2.unitIds.length;
  const products = new Float64Array(sorting1.unitIds.length * num2);
  const ranges1 = segmentRanges(sorting1);
  const ranges2 = segmentRanges(sorting2);
  for (const [segment, range1] of ranges1.entries()) {
    addProducts(range1, ranges2[segment], num2, deltaFrames, products);
  }
  return {
    products,
    norms1: squaredNorms(ranges1, sorting1.unitIds.length, deltaFrames),
    norms2: squaredNorms(ranges2, num2, deltaFrames),
  };
}

function addProducts(
  range1: SpikeRange,
  range2: SpikeRange,
  num2: number,
  deltaFrames: number,
  products: Float64Array,
): void {
  const { sampleIndex: frames1, unitIndex: units1 } = range1;
  const { sampleIndex: frames2, unitIndex: units2, end: end2 } = range2;
  let first = range2.start;
  for (let row1 = range1.start; row1 < range1.end; row1++) {
    const frame1 = frames1[row1];
    const base = units1[row1] * num2;
    while (first < end2 && frames2[first] < frame1 - deltaFrames) first++;
    for (let row2 = first; row2 < end2 && frames2[row2] <= frame1 + deltaFrames; row2++) {
      products[base + units2[row2]] += deltaFrames - Math.abs(frame1 - frames2[row2]);
    }
  }
}

function squaredNorms(
  ranges: readonly SpikeRange[],
  numUnits: number,
  deltaFrames: number,
): Float64Array {
  const norms = new Float64Array(numUnits);
  for (const { sampleIndex, unitIndex, start, end } of ranges) {
    for (let i = start; i < end; i++) {
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
