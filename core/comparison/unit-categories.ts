import { EphysError, type UnitId } from "#core/model/index.ts";
import type { GroundTruthComparison } from "./ground-truth.ts";
import type { PairComparison } from "./pair-comparison.ts";

/* Which tested units are good and which are wrong, by agreement (GroundTruthComparison of SpikeInterface 0.103). */

/** Units of the tested sorting that an exhaustive truth shows to be wrong. */
export interface WrongUnits {
  /** not matched and like no true unit */
  readonly falsePositive: readonly UnitId[];
  /** a second copy of a true unit */
  readonly redundant: readonly UnitId[];
  /** like two or more true units */
  readonly overmerged: readonly UnitId[];
  /** not matched at all */
  readonly bad: readonly UnitId[];
}

/** Tested units whose match agrees at least `score`, in the order of the tested sorting. */
export function wellDetectedUnits(pair: PairComparison, score: number): UnitId[] {
  const num2 = pair.unitIds2.length;
  return pair.unitIds2.filter((_, j) => {
    const i = pair.hungarian.match21[j];
    return i >= 0 && pair.agreement[i * num2 + j] >= score;
  });
}

/**
 * Wrong units for thresholds of agreement: an unmatched unit is redundant from `redundant` on and a false positive
 * below; a unit is overmerged that agrees more than `overmerged` with two true units.
 */
export function wrongUnits(
  pair: PairComparison,
  scores: { readonly redundant: number; readonly overmerged: number },
): WrongUnits {
  const { unitIds2, agreement, hungarian, best } = pair;
  const num2 = unitIds2.length;
  const unmatched = unitIds2.map((_, j) => hungarian.match21[j] < 0);
  const isCopy = (j: number): boolean => {
    const i = best.match21[j];
    return i >= 0 && best.match12[i] !== j && agreement[i * num2 + j] >= scores.redundant;
  };
  const isLikeNone = (j: number): boolean => {
    const i = best.match21[j];
    return i < 0 || agreement[i * num2 + j] < scores.redundant;
  };
  return {
    falsePositive: unitIds2.filter((_, j) => unmatched[j] && isLikeNone(j)),
    redundant: unitIds2.filter((_, j) => unmatched[j] && isCopy(j)),
    overmerged: unitIds2.filter((_, j) => {
      let alike = 0;
      for (let i = 0; i < pair.unitIds1.length; i++) {
        if (agreement[i * num2 + j] > scores.overmerged) alike++;
      }
      return alike > 1;
    }),
    bad: unitIds2.filter((_, j) => unmatched[j]),
  };
}

/** How many units of each kind; the last four only with an exhaustive truth. */
export interface UnitCategoryCounts {
  readonly numTruth: number;
  readonly numTested: number;
  readonly numWellDetected: number;
  readonly numOvermerged?: number;
  readonly numRedundant?: number;
  readonly numFalsePositive?: number;
  readonly numBad?: number;
}

/**
 * Counts units by kind, for other thresholds than the comparison's own where given.
 * @throws InvalidParameter for thresholds of wrong units when the truth is not exhaustive
 */
export function countUnitCategories(
  comparison: GroundTruthComparison,
  scores: {
    readonly wellDetected?: number;
    readonly redundant?: number;
    readonly overmerged?: number;
  } = {},
): UnitCategoryCounts {
  const limits = { ...comparison.scores, ...scores };
  const counts = {
    numTruth: comparison.unitIds1.length,
    numTested: comparison.unitIds2.length,
    numWellDetected: wellDetectedUnits(comparison, limits.wellDetected).length,
  };
  if (!comparison.exhaustiveGroundTruth) {
    if (scores.redundant !== undefined || scores.overmerged !== undefined) {
      throw new EphysError(
        "InvalidParameter",
        "redundant and overmerged units are known only when the ground truth is exhaustive",
      );
    }
    return counts;
  }
  const wrong = wrongUnits(comparison, limits);
  return {
    ...counts,
    numOvermerged: wrong.overmerged.length,
    numRedundant: wrong.redundant.length,
    numFalsePositive: wrong.falsePositive.length,
    numBad: wrong.bad.length,
  };
}
