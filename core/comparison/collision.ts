import { EphysError, type UnitId } from "#core/model/index.ts";
import type { Sorting } from "#core/sorting/index.ts";
import {
  compareToGroundTruth,
  type GroundTruthComparison,
  type GroundTruthOptions,
} from "./ground-truth.ts";
import { SPIKE_LABEL, trainsOf, type ScoreLabels } from "./labels.ts";
import { matchingEvents } from "./spike-trains.ts";

/*
 * How well spikes are found that lie close to a spike of another true unit (CollisionGTComparison of SpikeInterface
 * 0.103): true positives and misses of every unit beside every other, by the lag between the two. One segment.
 */

export interface CollisionOptions extends GroundTruthOptions {
  /** largest lag that is a collision, ms; 2 */
  readonly collisionLagMs?: number;
  /** bins of lag from −lag to +lag; 11 */
  readonly numBins?: number;
}

/** Spikes of every true unit beside every other: [unit × other unit × bin]. */
export interface CollisionComparison {
  readonly comparison: GroundTruthComparison;
  /** edges, frames: [bin + 1]; lag = other unit's spike − own spike */
  readonly binEdges: Float64Array;
  readonly truePositives: Float64Array;
  readonly falseNegatives: Float64Array;
}

/**
 * @throws Unsupported for more than one segment, InvalidParameter for a lag below one frame or no bins
 */
export function compareCollisions(
  truth: Sorting,
  tested: Sorting,
  options: CollisionOptions = {},
): CollisionComparison {
  const { collisionLagMs = 2, numBins = 11 } = options;
  if (truth.numSegments > 1 || tested.numSegments > 1) {
    throw new EphysError(
      "Unsupported",
      "collisions are compared in sortings of one segment; select a segment first",
    );
  }
  const lag = Math.trunc((collisionLagMs / 1000) * truth.samplingFrequency);
  if (!(lag > 0) || !Number.isInteger(numBins) || numBins < 1) {
    throw new EphysError(
      "InvalidParameter",
      `collision_lag ${String(collisionLagMs)} ms in ${String(numBins)} bins: ` +
        "the lag must be at least one sample and the bins at least one",
    );
  }
  const comparison = compareToGroundTruth(truth, tested, { ...options, computeLabels: true });
  const binEdges = Float64Array.from(
    { length: numBins + 1 },
    (_, k) => (k * 2 * lag) / numBins - lag,
  );
  const size = truth.unitIds.length ** 2 * numBins;
  const counts = { found: new Float64Array(size), missed: new Float64Array(size) };
  if (comparison.labels) countCollisions(truth, comparison.labels, { lag, binEdges }, counts);
  return {
    comparison,
    binEdges,
    truePositives: counts.found,
    falseNegatives: counts.missed,
  };
}

function countCollisions(
  truth: Sorting,
  labels: ScoreLabels,
  { lag, binEdges }: { readonly lag: number; readonly binEdges: Float64Array },
  counts: { readonly found: Float64Array; readonly missed: Float64Array },
): void {
  const trains = trainsOf(truth).map(([train]) => train);
  const numUnits = trains.length;
  const numBins = binEdges.length - 1;
  const width = binEdges[1] - binEdges[0];
  const binOf = (delta: number): number =>
    Math.min(numBins - 1, Math.max(0, Math.floor((delta - binEdges[0]) / width)));
  const add = (own: number, other: number, row: number, delta: number): void => {
    const isFound = labels.sorting1[own][0].labels[row] === SPIKE_LABEL.truePositive;
    const cells = isFound ? counts.found : counts.missed;
    cells[(own * numUnits + other) * numBins + binOf(delta)]++;
  };
  for (let i = 0; i < numUnits; i++) {
    for (let j = i + 1; j < numUnits; j++) {
      const { index1, index2, deltaFrame } = matchingEvents(trains[i], trains[j], lag);
      for (let k = 0; k < index1.length; k++) {
        add(i, j, index1[k], deltaFrame[k]);
        add(j, i, index2[k], -deltaFrame[k]);
      }
    }
  }
}

/** Share of spikes found by lag, over all pairs: [bin]; NaN where no two spikes lie so. */
export function recallByLag({
  binEdges,
  truePositives,
  falseNegatives,
}: CollisionComparison): Float64Array {
  const numBins = binEdges.length - 1;
  const found = new Float64Array(numBins);
  const all = new Float64Array(numBins);
  for (let k = 0; k < truePositives.length; k++) {
    found[k % numBins] += truePositives[k];
    all[k % numBins] += truePositives[k] + falseNegatives[k];
  }
  return found.map((n, bin) => n / all[bin]);
}

/** Recall of one unit beside another. */
export interface CollisionRecall {
  readonly unitId: UnitId;
  readonly otherId: UnitId;
  readonly similarity: number;
  /** [bin], NaN where no two spikes lie so */
  readonly recall: Float64Array;
}

/**
 * Recall of every pair of true units in both directions, by rising similarity of their templates.
 * @param similarity [unit × unit] of the true units, or of `unitIds` where given
 * @throws UnitNotFound, InvalidParameter for a matrix of another size
 */
export function collisionsBySimilarity(
  collisions: CollisionComparison,
  similarity: ArrayLike<number>,
  options: {
    /** all true units */
    readonly unitIds?: readonly UnitId[];
    /** only pairs of which both are found with `minAccuracy`; false */
    readonly goodOnly?: boolean;
    /** 0.9 */
    readonly minAccuracy?: number;
  } = {},
): readonly CollisionRecall[] {
  const { comparison } = collisions;
  const { unitIds = comparison.unitIds1, goodOnly = false, minAccuracy = 0.9 } = options;
  if (similarity.length !== unitIds.length ** 2) {
    throw new EphysError(
      "InvalidParameter",
      `the similarity matrix has ${String(similarity.length)} values, not ${String(unitIds.length)} × ${String(unitIds.length)}`,
    );
  }
  const positions = unitIds.map((id) => positionOf(comparison.unitIds1, id));
  const isGood = (unit: number): boolean =>
    !goodOnly || comparison.units[unit].accuracy >= minAccuracy;
  const rows: CollisionRecall[] = [];
  for (let r = 0; r < unitIds.length; r++) {
    for (let c = r + 1; c < unitIds.length; c++) {
      if (!isGood(positions[r]) || !isGood(positions[c])) continue;
      for (const [own, other] of [
        [r, c],
        [c, r],
      ]) {
        rows.push({
          unitId: unitIds[own],
          otherId: unitIds[other],
          similarity: similarity[r * unitIds.length + c],
          recall: recallBeside(collisions, positions[own], positions[other]),
        });
      }
    }
  }
  return rows.sort((a, b) => a.similarity - b.similarity);
}

function recallBeside(
  { comparison, binEdges, truePositives, falseNegatives }: CollisionComparison,
  own: number,
  other: number,
): Float64Array {
  const numBins = binEdges.length - 1;
  const start = (own * comparison.unitIds1.length + other) * numBins;
  return Float64Array.from({ length: numBins }, (_, bin) => {
    const found = truePositives[start + bin];
    return found / (found + falseNegatives[start + bin]);
  });
}

function positionOf(ids: readonly UnitId[], id: UnitId): number {
  const at = ids.indexOf(id);
  if (at < 0) {
    throw new EphysError("UnitNotFound", `unit ${JSON.stringify(id)} is not in the ground truth`, {
      unitId: id,
    });
  }
  return at;
}
