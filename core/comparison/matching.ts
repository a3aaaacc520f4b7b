import type { UnitId } from "#core/model/index.ts";
import { leastCostAssignment } from "./linear-assignment.ts";

/** Which unit of the other sorting each unit matches: position there, −1 for none. */
export interface Match {
  /** [unit1] */
  readonly match12: Int32Array;
  /** [unit2] */
  readonly match21: Int32Array;
}

/** All units of the other side whose agreement reaches `minScore` (and is not 0), per unit. */
export interface PossibleMatches {
  readonly match12: readonly Int32Array[];
  readonly match21: readonly Int32Array[];
}

/** Units of two sides matched by a score. */
export interface UnitMatching {
  readonly unitIds1: readonly UnitId[];
  readonly unitIds2: readonly UnitId[];
  /** [unit1 × unit2] */
  readonly agreement: Float64Array;
  readonly possible: PossibleMatches;
  readonly best: Match;
  readonly hungarian: Match;
}

/** @param scores [num1 × num2] */
export function possibleMatches(
  scores: Float64Array,
  num1: number,
  num2: number,
  minScore: number,
): PossibleMatches {
  const match12 = Array.from({ length: num1 }, () => [] as number[]);
  const match21 = Array.from({ length: num2 }, () => [] as number[]);
  for (let i = 0; i < num1; i++) {
    for (let j = 0; j < num2; j++) {
      const score = scores[i * num2 + j];
      // NaN is neither below the threshold nor zero, so the reference keeps it
      if (score < minScore || score === 0) continue;
      match12[i].push(j);
      match21[j].push(i);
    }
  }
  return {
    match12: match12.map((row) => Int32Array.from(row)),
    match21: match21.map((row) => Int32Array.from(row)),
  };
}

/**
 * The best match of each unit, regardless of the others (first of equals).
 * @param scores [num1 × num2]
 */
export function bestMatch(
  scores: Float64Array,
  num1: number,
  num2: number,
  minScore: number,
): Match {
  const match12 = new Int32Array(num1).fill(-1);
  const match21 = new Int32Array(num2).fill(-1);
  for (let i = 0; i < num1 && num2 > 0; i++) {
    let best = 0;
    for (let j = 1; j < num2; j++) if (beats(scores, i * num2 + j, i * num2 + best)) best = j;
    if (scores[i * num2 + best] >= minScore) match12[i] = best;
  }
  for (let j = 0; j < num2 && num1 > 0; j++) {
    let best = 0;
    for (let i = 1; i < num1; i++) if (beats(scores, i * num2 + j, best * num2 + j)) best = i;
    if (scores[best * num2 + j] >= minScore) match21[j] = best;
  }
  return { match12, match21 };
}

/** A NaN (two silent units by distance) never stands before a number. */
function beats(scores: Float64Array, at: number, best: number): boolean {
  return scores[at] > scores[best] || (Number.isNaN(scores[best]) && !Number.isNaN(scores[at]));
}

/**
 * The one-to-one match with the largest summed agreement, scores below `minScore` counting as 0. NaN (two silent units
 * by distance) counts as 0 too; the reference refuses such a matrix.
 * @param scores [num1 × num2]
 */
export function hungarianMatch(
  scores: Float64Array,
  num1: number,
  num2: number,
  minScore: number,
): Match {
  const match12 = new Int32Array(num1).fill(-1);
  const match21 = new Int32Array(num2).fill(-1);
  // 0 - score, not -score: a score of 0 must cost +0 for ties to be ties
  const cost = scores.map((score) => (score >= minScore ? 0 - score : 0));
  const assigned = leastCostAssignment(cost, num1, num2);
  for (let i = 0; i < num1; i++) {
    const j = assigned[i];
    if (j >= 0 && scores[i * num2 + j] >= minScore) {
      match12[i] = j;
      match21[j] = i;
    }
  }
  return { match12, match21 };
}
