import type { ComparisonTable } from "#contract/index.ts";
import { compareToGroundTruth } from "#core/comparison/index.ts";
import type { Sorting } from "#core/sorting/index.ts";

/** Compares with an exhaustive truth; NaN (a unit without spikes) counts as 0. */
export function groundTruthTable(truth: Sorting, tested: Sorting, deltaMs = 0.4): ComparisonTable {
  const result = compareToGroundTruth(truth, tested, {
    deltaMs,
    exhaustiveGroundTruth: true,
  });
  const width = result.unitIds2.length;
  return {
    truthIds: result.unitIds1,
    testedIds: result.unitIds2,
    agreement: result.unitIds1.map((_, i) => [
      ...result.agreement.subarray(i * width, (i + 1) * width),
    ]),
    match: result.units.map(({ testedId }) => testedId ?? null),
    performance: result.units.map(({ unitId, accuracy, recall, precision }) => ({
      unitId,
      accuracy: accuracy || 0,
      recall: recall || 0,
      precision: precision || 0,
    })),
    wellDetected: result.wellDetected,
    falsePositive: result.wrong?.falsePositive ?? [],
    meanAccuracy: result.pooled.accuracy || 0,
  };
}
