import { EphysError, type UnitId } from "#core/model/index.ts";
import type { Sorting } from "#core/sorting/index.ts";
import { scoreLabels, type ScoreLabels } from "./labels.ts";
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
import { wellDetectedUnits, wrongUnits, type WrongUnits } from "./unit-categories.ts";

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
  /** label every spike at once; false. `scoreLabelsOf` does it later */
  readonly computeLabels?: boolean;
  /** with the labels, look for spikes that another unit took; false */
  readonly computeMisclassifications?: boolean;
  /** how spikes are paired for labels; "one_to_one" or SpikeInterface's own "reference" */
  readonly labelRule?: "one_to_one" | "reference";
}

export interface GroundTruthUnit extends CountScore, Performance {
  readonly unitId: UnitId;
  /** undefined when nothing matches */
  readonly testedId: UnitId | undefined;
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
  readonly exhaustiveGroundTruth: boolean;
  /** only with `computeLabels` */
  readonly labels: ScoreLabels | undefined;
  readonly scores: UnitScores;
}

/** Thresholds in force, defaults filled in. */
export interface UnitScores {
  readonly wellDetected: number;
  readonly redundant: number;
  readonly overmerged: number;
}

/** Compares a sorting with the true one: SpikeInterface's GroundTruthComparison. */
export function compareToGroundTruth(
  truth: Sorting,
  tested: Sorting,
  options: GroundTruthOptions = {},
): GroundTruthComparison {
  const pair = comparePair(truth, tested, options, false);
  const matchMode = options.matchMode ?? "hungarian";
  const exhaustiveGroundTruth = options.exhaustiveGroundTruth ?? false;
  const limits = {
    wellDetected: options.wellDetectedScore ?? 0.8,
    redundant: options.redundantScore ?? 0.2,
    overmerged: options.overmergedScore ?? 0.2,
  };
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
    wellDetected: wellDetectedUnits(pair, limits.wellDetected),
    wrong: exhaustiveGroundTruth ? wrongUnits(pair, limits) : undefined,
    matchMode,
    exhaustiveGroundTruth,
    labels:
      options.computeLabels === true
        ? labelsOf(truth, tested, { ...pair, matchMode }, options)
        : undefined,
    scores: limits,
  };
}

/**
 * What became of every spike of a Hungarian match.
 * @throws InvalidParameter for match mode "best", in which a spike could have two labels
 */
export function labelsOf(
  truth: Sorting,
  tested: Sorting,
  comparison: Pick<GroundTruthComparison, "deltaFrames" | "hungarian" | "matchMode">,
  options: Pick<GroundTruthOptions, "computeMisclassifications" | "labelRule"> = {},
): ScoreLabels {
  if (comparison.matchMode === "best") {
    throw new EphysError(
      "InvalidParameter",
      'labels of spikes need a one-to-one match; compare with match mode "hungarian"',
    );
  }
  return scoreLabels(truth, tested, comparison.deltaFrames, comparison.hungarian.match12, {
    misclassifications: options.computeMisclassifications ?? false,
    rule: options.labelRule ?? "one_to_one",
  });
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
