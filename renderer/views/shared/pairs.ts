import type { UnitId } from "#core/model/index.ts";
import type { PairTable } from "#contract/index.ts";

/** What the two sides of a comparison are called. */
export interface SideNames {
  readonly first: string;
  readonly second: string;
  /** spikes that only the first has, both have, only the second has */
  readonly lanes: readonly [string, string, string];
}

export const sideNames = (mode: PairTable["mode"]): SideNames =>
  mode === "ground_truth"
    ? {
        first: "truth",
        second: "tested",
        lanes: ["missed (FN)", "found (TP)", "extra (FP)"],
      }
    : { first: "A", second: "B", lanes: ["only A", "both", "only B"] };

/** Agreement of two units by position; 0 where one is none. */
export const agreementOf = (table: PairTable, unit1: number, unit2: number): number =>
  unit1 < 0 || unit2 < 0 ? 0 : (table.agreement[unit1 * table.unitIds2.length + unit2] ?? 0);

/** [unit2]: the unit of sorting 1 that matches, −1 for none. */
export function match21Of({ match12, unitIds2 }: PairTable): Int32Array {
  const match21 = new Int32Array(unitIds2.length).fill(-1);
  match12.forEach((j, i) => {
    if (j >= 0) match21[j] = i;
  });
  return match21;
}

/** Rows and columns of a matrix so that matches lie on the diagonal, the best first; the unmatched follow. */
export function orderOf(table: PairTable): {
  readonly rows: readonly number[];
  readonly columns: readonly number[];
  readonly numMatched: number;
} {
  const { match12, unitIds1, unitIds2 } = table;
  const score = (row: number): number => {
    const match = match12[row] ?? -1;
    return match < 0 ? -1 : agreementOf(table, row, match);
  };
  const rows = [...unitIds1.keys()].sort((a, b) => score(b) - score(a) || a - b);
  const matched = rows.map((row) => match12[row] ?? -1).filter((j) => j >= 0);
  const taken = new Set(matched);
  return {
    rows,
    columns: [...matched, ...[...unitIds2.keys()].filter((j) => !taken.has(j))],
    numMatched: matched.length,
  };
}

/** What a unit of sorting 2 is: as the comparison with an exhaustive truth says. */
function kindOf({ kinds }: PairTable, unit2: number): string | null {
  if (!kinds || unit2 < 0) return null;
  if (kinds.overmerged.includes(unit2)) return "overmerged";
  if (kinds.wellDetected.includes(unit2)) return "well detected";
  if (kinds.redundant.includes(unit2)) return "redundant";
  if (kinds.falsePositive.includes(unit2)) return "false positive";
  return null;
}

/** One line of the table of pairs: a unit of sorting 1 with its match, or a unit of sorting 2 that nothing matches. */
export interface PairRow {
  readonly key: string;
  readonly unit1: number;
  readonly unit2: number;
  readonly id1: UnitId | null;
  readonly id2: UnitId | null;
  readonly numSpikes1: number | null;
  readonly numSpikes2: number | null;
  readonly shared: number | null;
  readonly agreement: number | null;
  readonly accuracy: number | null;
  readonly recall: number | null;
  readonly precision: number | null;
  readonly kind: string | null;
}

export const pairKey = (unit1: number, unit2: number): string => `${unit1} ${unit2}`;

export function pairRows(table: PairTable): readonly PairRow[] {
  const { unitIds1, unitIds2, performance } = table;
  const row = (unit1: number, unit2: number): PairRow => ({
    key: pairKey(unit1, unit2),
    unit1,
    unit2,
    id1: unitIds1[unit1] ?? null,
    id2: unitIds2[unit2] ?? null,
    numSpikes1: table.numSpikes1[unit1] ?? null,
    numSpikes2: table.numSpikes2[unit2] ?? null,
    shared:
      unit1 < 0 || unit2 < 0 ? null : (table.matches[unit1 * unitIds2.length + unit2] ?? null),
    agreement: unit1 < 0 || unit2 < 0 ? null : agreementOf(table, unit1, unit2),
    accuracy: performance?.accuracy[unit1] ?? null,
    recall: performance?.recall[unit1] ?? null,
    precision: performance?.precision[unit1] ?? null,
    kind: unit2 < 0 ? (table.kinds ? "missed" : null) : kindOf(table, unit2),
  });
  const match21 = match21Of(table);
  return [
    ...[...unitIds1.keys()].map((unit1) => row(unit1, table.match12[unit1] ?? -1)),
    ...[...unitIds2.keys()].filter((j) => (match21[j] ?? -1) < 0).map((j) => row(-1, j)),
  ];
}

/** "18 of 20 well detected · 2 false positive · mean accuracy 0.973", or how many units both have. */
export function pairSummary(table: PairTable): string {
  const { kinds, performance, unitIds1, unitIds2, match12 } = table;
  if (!performance || !kinds) {
    const matched = match12.filter((j) => j >= 0).length;
    return `${matched} units in both · ${unitIds1.length - matched} only in A · ${unitIds2.length - matched} only in B`;
  }
  const part = (count: number, what: string): string => (count === 0 ? "" : ` · ${count} ${what}`);
  return (
    `${kinds.wellDetected.length} of ${unitIds1.length} well detected` +
    part(kinds.falsePositive.length, "false positive") +
    part(kinds.redundant.length, "redundant") +
    part(kinds.overmerged.length, "overmerged") +
    ` · mean accuracy ${performance.mean.accuracy.toFixed(3)}`
  );
}
