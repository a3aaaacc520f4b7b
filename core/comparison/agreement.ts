import type { Sorting } from "#core/sorting/index.ts";
import { boxProducts } from "./box-products.ts";

/** Shared events over all distinct events; 0 when there are none. */
export function agreementScore(numMatches: number, num1: number, num2: number): number {
  const distinct = num1 + num2 - numMatches;
  return distinct === 0 ? 0 : numMatches / distinct;
}

/**
 * Agreement of every pair of units.
 * @param matchCounts [unit1 × unit2]
 * @returns [unit1 × unit2], 0 to 1
 */
export function agreementFromCounts(
  matchCounts: Float64Array,
  counts1: Float64Array,
  counts2: Float64Array,
): Float64Array {
  const scores = new Float64Array(matchCounts.length);
  const num2 = counts2.length;
  for (let i = 0; i < counts1.length; i++) {
    for (let j = 0; j < num2; j++) {
      scores[i * num2 + j] = agreementScore(matchCounts[i * num2 + j], counts1[i], counts2[j]);
    }
  }
  return scores;
}

/**
 * Agreement from the distance between spike trains taken as boxes of `deltaFrames`: 1 / (distance² / product + 1).
 * Two silent units give NaN, as in the reference.
 * @returns [unit1 × unit2]
 */
export function distanceAgreement(
  sorting1: Sorting,
  sorting2: Sorting,
  deltaFrames: number,
): Float64Array {
  const { products, norms1, norms2 } = boxProducts(sorting1, sorting2, deltaFrames);
  const scores = new Float64Array(products.length);
  for (let i = 0; i < norms1.length; i++) {
    for (let j = 0; j < norms2.length; j++) {
      const product = products[i * norms2.length + j];
      const distance = Math.sqrt(norms1[i] + norms2[j] - 2 * product);
      scores[i * norms2.length + j] = 1 / ((distance * distance) / product + 1);
    }
  }
  return scores;
}
