import { EphysError, type UnitId } from "#core/model/index.ts";
import type { Sorting } from "#core/sorting/index.ts";
import { comparePair, type PairComparison, type PairOptions } from "./pair-comparison.ts";
import {
  confusionMatrix,
  countScores,
  meanPerformance,
  performanceOf,
  type ConfusionMatrix,
  type CountScore,
  type Performance,
} from "./scores.ts";

/** Options of a comparison with ground truth; SpikeInterface's defaults. */
export interface GroundTruthOptions extends PairOptions {
  /** agreement from which a matched unit is well detected; 0.8 */
  readonly wellDetectedScore?: number;
  /** agreement from which an unmatched unit is redundant rather than a false positive; 0.2 */
  readonly redundantScore?: number;
  /** agreement with two or more true units above which a unit is overmerged; 0.2 */
  readonly overmergedScore?: number;
  /** the truth holds every unit there is, so that unmatched units are wrong; false */
  readonly exhaustiveGroundTruth?: boolean;
  /** "hungarian" (one to one, default) or "best" */
  readonly matchMode?: "hungarian" | "best";
}

export interface GroundTruthUnit extends CountScore, Performance {
  readonly unitId: UnitId;
  /** undefined when nothing matches */
  readonly testedId: UnitId | undefined;
}

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

export interface GroundTruthComparison extends PairComparison {
  /** one per true unit, in its order */
  readonly units: readonly GroundTruthUnit[];
  /** mean over true units */
  readonly pooled: Performance;
  readonly wellDetected: readonly UnitId[];
  /** only with `exhaustiveGroundTruth` */
  readonly wrong: WrongUnits | undefined;
  readonly matchMode: "hungarian" | "best";
}

/** Compares a sorting with the true one: SpikeInterface's GroundTruthComparison. */
export function compareToGroundTruth(
  truth: Sorting,
  tested: Sorting,
  options: GroundTruthOptions = {},
): GroundTruthComparison {
  const pair = comparePair(truth, tested, options, false);
  const matchMode = options.matchMode ?? "hungarian";
  const { match12 } = matchMode === "hungarian" ? pair.hungarian : pair.best;
  const scores = countScores(pair.spikeCounts1, pair.spikeCounts2, match12, pair.matchCounts);
  const units = scores.map((score, i) => ({
    unitId: truth.unitIds[i],
    testedId: score.testedIndex < 0 ? undefined : tested.unitIds[score.testedIndex],
    ...score,
    ...performanceOf(score),
  }));
  return {
    ...pair,
    units,
    pooled: meanPerformance(units),
    wellDetected: wellDetectedUnits(pair, options.wellDetectedScore ?? 0.8),
    wrong: options.exhaustiveGroundTruth === true ? wrongUnits(pair, options) : undefined,
    matchMode,
  };
}

/** The confusion matrix of a one-to-one comparison. */
export function confusionOf(comparison: GroundTruthComparison): ConfusionMatrix {
  const { spikeCounts1, spikeCounts2, matchCounts, hungarian } = comparison;
  if (comparison.matchMode === "best") {
    throw new EphysError(
      "InvalidParameter",
      'a confusion matrix needs a one-to-one match; compare with match mode "hungarian"',
    );
  }
  return confusionMatrix(spikeCounts1, spikeCounts2, hungarian.match12, matchCounts);
}

function wellDetectedUnits(pair: PairComparison, score: number): UnitId[] {
  const num2 = pair.unitIds2.length;
  return pair.unitIds2.filter((_, j) => {
    const i = pair.hungarian.match21[j];
    return i >= 0 && pair.agreement[i * num2 + j] >= score;
  });
}

function wrongUnits(pair: PairComparison, options: GroundTruthOptions): WrongUnits {
  const { redundantScore = 0.2, overmergedScore = 0.2 } = options;
  const { unitIds2, agreement, hungarian, best } = pair;
  const num2 = unitIds2.length;
  const unmatched = unitIds2.map((_, j) => hungarian.match21[j] < 0);
  const likeness = (j: number): number => {
    const i = best.match21[j];
    return i < 0 ? -1 : agreement[i * num2 + j];
  };
  return {
    falsePositive: unitIds2.filter((_, j) => unmatched[j] && likeness(j) < redundantScore),
    redundant: unitIds2.filter(
      (_, j) =>
        unmatched[j] &&
        best.match21[j] >= 0 &&
        best.match12[best.match21[j]] !== j &&
        likeness(j) >= redundantScore,
    ),
    overmerged: unitIds2.filter((_, j) => {
      let alike = 0;
      for (let i = 0; i < pair.unitIds1.length; i++) {
        if (agreement[i * num2 + j] > overmergedScore) alike++;
      }
      return alike > 1;
    }),
    bad: unitIds2.filter((_, j) => unmatched[j]),
  };
}
