import { compareSortings } from "#core/comparison/index.ts";
import type { UnitId } from "#core/model/index.ts";
import { groundTruthTable } from "#main/services/index.ts";
import { openSorting } from "./inputs.ts";
import type { Workbench } from "./workbench.ts";

export interface ComparisonResult {
  readonly unit_ids1: readonly UnitId[];
  readonly unit_ids2: readonly UnitId[];
  /** [unit1][unit2] */
  readonly agreement: readonly (readonly number[])[];
  /** [unit1]: the matched unit of the second sorting */
  readonly match: readonly (UnitId | null)[];
  /** only with ground truth */
  readonly performance?: readonly object[];
  readonly well_detected?: readonly UnitId[];
  readonly false_positive?: readonly UnitId[];
  readonly mean_accuracy?: number;
  /** the same for people */
  readonly table: {
    readonly header: readonly string[];
    readonly rows: readonly (readonly (string | number | null)[])[];
  };
}

/** Compares two sortings; with ground truth the first one is true. */
export async function compareSortingPaths(
  first: string,
  second: string,
  options: { readonly groundTruth?: boolean; readonly deltaMs: number },
  bench: Workbench,
): Promise<ComparisonResult> {
  const sorting1 = await openSorting(first, {}, bench);
  const sorting2 = await openSorting(second, {}, bench);
  if (options.groundTruth === true) {
    const table = groundTruthTable(sorting1, sorting2, options.deltaMs);
    return {
      unit_ids1: table.truthIds,
      unit_ids2: table.testedIds,
      agreement: table.agreement,
      match: table.match,
      performance: table.performance.map(({ unitId, ...scores }) => ({
        unit_id: unitId,
        ...scores,
      })),
      well_detected: table.wellDetected,
      false_positive: table.falsePositive,
      mean_accuracy: table.meanAccuracy,
      table: {
        header: ["unit", "match", "accuracy", "recall", "precision"],
        rows: table.performance.map(({ unitId, accuracy, recall, precision }, i) => [
          String(unitId),
          textOrNull(table.match[i]),
          accuracy,
          recall,
          precision,
        ]),
      },
    };
  }
  const result = compareSortings(sorting1, sorting2, { deltaMs: options.deltaMs });
  const width = result.unitIds2.length;
  const match = result.unitIds1.map(
    (_, i) => result.unitIds2[result.hungarian.match12[i] ?? -1] ?? null,
  );
  return {
    unit_ids1: result.unitIds1,
    unit_ids2: result.unitIds2,
    agreement: result.unitIds1.map((_, i) => [
      ...result.agreement.subarray(i * width, (i + 1) * width),
    ]),
    match,
    table: {
      header: ["unit", "match", "agreement"],
      rows: result.unitIds1.map((id, i) => {
        const j = result.hungarian.match12[i] ?? -1;
        return [String(id), textOrNull(match[i]), result.agreement[i * width + j] ?? null];
      }),
    },
  };
}

function textOrNull(id: UnitId | null | undefined): string | null {
  return id === null || id === undefined ? null : String(id);
}
