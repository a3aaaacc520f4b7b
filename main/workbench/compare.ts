import { compareSortings, compareToGroundTruth, confusionOf } from "#core/comparison/index.ts";
import type { GroundTruthComparison, PairComparison } from "#core/comparison/index.ts";
import { EphysError, type UnitId } from "#core/model/index.ts";
import type { Sorting } from "#core/sorting/index.ts";
import { openSorting } from "./inputs.ts";
import type { Workbench } from "./workbench.ts";

/** What `compare` answers; the table and the notes are for people. */
export interface ComparisonOutcome {
  readonly table: {
    readonly header: readonly string[];
    readonly rows: readonly (readonly (string | number | null)[])[];
  };
  readonly notes?: readonly string[];
}

/** Two sortings compared. Performance, kinds of units and the confusion matrix only with ground truth. */
export interface ComparisonResult extends ComparisonOutcome {
  readonly unit_ids1: readonly UnitId[];
  readonly unit_ids2: readonly UnitId[];
  /** [unit1][unit2] */
  readonly agreement: readonly (readonly number[])[];
  /** [unit1]: the matched unit of the second sorting */
  readonly match: readonly (UnitId | null)[];
  readonly performance?: readonly object[];
  readonly well_detected?: readonly UnitId[];
  readonly false_positive?: readonly UnitId[];
  readonly redundant?: readonly UnitId[];
  readonly overmerged?: readonly UnitId[];
  readonly bad?: readonly UnitId[];
  readonly mean_accuracy?: number;
  readonly mean_recall?: number;
  readonly mean_precision?: number;
  readonly confusion?: {
    readonly rows: readonly UnitId[];
    readonly columns: readonly UnitId[];
    /** [row][column] */
    readonly counts: readonly (readonly number[])[];
  };
}

export interface PairFlags {
  readonly groundTruth?: boolean;
  readonly partialTruth?: boolean;
  readonly deltaMs: number;
  readonly matchScore?: number;
  readonly agreement: "count" | "distance";
  readonly match: "hungarian" | "best";
}

/** Compares two sortings; with ground truth the first one is true. */
export async function compareSortingPaths(
  first: string,
  second: string,
  flags: PairFlags,
  bench: Workbench,
): Promise<ComparisonResult> {
  const sorting1 = await openSorting(first, {}, bench);
  const sorting2 = await openSorting(second, {}, bench);
  const options = {
    deltaMs: flags.deltaMs,
    agreementMethod: flags.agreement,
    ...(flags.matchScore === undefined ? {} : { matchScore: flags.matchScore }),
  };
  if (flags.groundTruth !== true && flags.partialTruth !== true) {
    if (flags.match === "best") {
      throw new EphysError(
        "InvalidParameter",
        "--match best is for a comparison with --ground-truth; two sorters are matched one to one",
      );
    }
    return symmetricResult(compareSortings(sorting1, sorting2, options));
  }
  return truthResult(sorting1, sorting2, {
    ...options,
    matchMode: flags.match,
    exhaustiveGroundTruth: flags.partialTruth !== true,
  });
}

function symmetricResult(result: PairComparison): ComparisonResult {
  const width = result.unitIds2.length;
  const match = matchOf(result, result.hungarian.match12);
  return {
    ...matrixOf(result),
    match,
    table: {
      header: ["unit", "match", "agreement"],
      rows: result.unitIds1.map((id, i) => {
        const j = result.hungarian.match12[i] ?? -1;
        const score = j < 0 ? null : (result.agreement[i * width + j] ?? null);
        return [String(id), textOrNull(match[i]), score];
      }),
    },
  };
}

function truthResult(
  truth: Sorting,
  tested: Sorting,
  options: Parameters<typeof compareToGroundTruth>[2],
): ComparisonResult {
  const result = compareToGroundTruth(truth, tested, options);
  const { units, pooled, wrong, unitIds1 } = result;
  return {
    ...matrixOf(result),
    match: units.map(({ testedId }) => testedId ?? null),
    performance: units.map((unit) => ({
      unit_id: unit.unitId,
      accuracy: unit.accuracy,
      recall: unit.recall,
      precision: unit.precision,
      false_discovery_rate: unit.falseDiscoveryRate,
      miss_rate: unit.missRate,
      tp: unit.truePositives,
      fn: unit.falseNegatives,
      fp: unit.falsePositives,
      num_gt: unit.numTruth,
      num_tested: unit.numTested,
    })),
    well_detected: result.wellDetected,
    ...(wrong && {
      false_positive: wrong.falsePositive,
      redundant: wrong.redundant,
      overmerged: wrong.overmerged,
      bad: wrong.bad,
    }),
    mean_accuracy: pooled.accuracy || 0,
    mean_recall: pooled.recall || 0,
    mean_precision: pooled.precision || 0,
    ...(result.matchMode === "hungarian" && { confusion: confusionTable(result) }),
    table: {
      header: ["unit", "match", "accuracy", "recall", "precision"],
      rows: units.map(({ unitId, testedId, accuracy, recall, precision }) => [
        String(unitId),
        textOrNull(testedId),
        accuracy,
        recall,
        precision,
      ]),
    },
    notes: [
      `${String(result.wellDetected.length)} of ${String(unitIds1.length)} units well detected, mean accuracy ${(pooled.accuracy || 0).toPrecision(4)}`,
      ...(wrong ? wrongNotes(wrong) : []),
    ],
  };
}

function wrongNotes(wrong: NonNullable<GroundTruthComparison["wrong"]>): string[] {
  const note = (what: string, ids: readonly UnitId[]): string[] =>
    ids.length === 0 ? [] : [`${what}: ${ids.join(", ")}`];
  return [
    ...note("false positive", wrong.falsePositive),
    ...note("redundant", wrong.redundant),
    ...note("overmerged", wrong.overmerged),
  ];
}

function confusionTable(result: GroundTruthComparison): NonNullable<ComparisonResult["confusion"]> {
  const { order1, order2, counts } = confusionOf(result);
  const width = order2.length + 1;
  const rows = [...order1.map((i) => result.unitIds1[i] ?? i), "FP"];
  return {
    rows,
    columns: [...order2.map((j) => result.unitIds2[j] ?? j), "FN"],
    counts: rows.map((_, r) => [...counts.subarray(r * width, (r + 1) * width)]),
  };
}

function matrixOf(
  result: PairComparison,
): Pick<ComparisonResult, "unit_ids1" | "unit_ids2" | "agreement"> {
  const width = result.unitIds2.length;
  return {
    unit_ids1: result.unitIds1,
    unit_ids2: result.unitIds2,
    agreement: result.unitIds1.map((_, i) => [
      ...result.agreement.subarray(i * width, (i + 1) * width),
    ]),
  };
}

function matchOf(result: PairComparison, match12: Int32Array): (UnitId | null)[] {
  return Array.from(match12, (j) => result.unitIds2[j] ?? null);
}

function textOrNull(id: UnitId | null | undefined): string | null {
  return id === null || id === undefined ? null : String(id);
}
