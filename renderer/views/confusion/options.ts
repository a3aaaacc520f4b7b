import type { PairTable } from "#contract/index.ts";
import type { MatrixInput } from "../../charts/index.ts";
import { orderOf, sideNames } from "../shared/pairs.ts";

/** Units drawn at once: the best matched. */
export const LIMIT = 100;

/** Spikes of every pair: matched ones on the diagonal, what is left over in the last row and column. */
export interface Confusion {
  /** units of sorting 1 by position, −1 for the row of what only sorting 2 has */
  readonly rows: readonly number[];
  /** units of sorting 2 by position, −1 for the column of what only sorting 1 has */
  readonly columns: readonly number[];
  /** [row × column], spikes */
  readonly counts: Float64Array;
}

/** Matched units first; the last row is FP, the last column FN. */
export function confusionOf(table: PairTable): Confusion {
  const order = orderOf(table);
  const rows = [...order.rows, -1];
  const columns = [...order.columns, -1];
  const width = columns.length;
  const counts = new Float64Array(rows.length * width);
  const taken = new Float64Array(table.unitIds2.length);
  order.rows.forEach((unit, r) => {
    const match = table.match12[unit] ?? -1;
    const shared = match < 0 ? 0 : (table.matches[unit * table.unitIds2.length + match] ?? 0);
    if (match >= 0) {
      counts[r * width + columns.indexOf(match)] = shared;
      taken[match] = shared;
    }
    counts[r * width + width - 1] = (table.numSpikes1[unit] ?? 0) - shared;
  });
  order.columns.forEach((unit, c) => {
    counts[(rows.length - 1) * width + c] = (table.numSpikes2[unit] ?? 0) - (taken[unit] ?? 0);
  });
  return { rows, columns, counts };
}

/** Cells coloured by their share of the unit's spikes: of the row's, in the last row of the column's. */
export function confusionInput(table: PairTable, confusion: Confusion): MatrixInput {
  const names = sideNames(table.mode);
  const isTruth = table.mode === "ground_truth";
  const keptRows = picked(confusion.rows);
  const keptColumns = picked(confusion.columns);
  const width = confusion.columns.length;
  const cell = (r: number, c: number): number => confusion.counts[r * width + c] ?? 0;
  const share = (r: number, c: number): number => {
    const unit1 = confusion.rows[r] ?? -1;
    const total =
      unit1 >= 0 ? table.numSpikes1[unit1] : table.numSpikes2[confusion.columns[c] ?? -1];
    return total ? cell(r, c) / total : 0;
  };
  const name = (ids: PairTable["unitIds1"], unit: number, other: string): string =>
    unit < 0 ? other : String(ids[unit]);
  return {
    rows: keptRows.map((r) =>
      name(table.unitIds1, confusion.rows[r] ?? -1, isTruth ? "FP" : "rest"),
    ),
    columns: keptColumns.map((c) =>
      name(table.unitIds2, confusion.columns[c] ?? -1, isTruth ? "FN" : "rest"),
    ),
    values: keptRows.flatMap((r) => keptColumns.map((c) => share(r, c))),
    texts: keptRows.flatMap((r) => keptColumns.map((c) => cell(r, c))).map(String),
    rowName: names.first,
    columnName: names.second,
    valueName: "spikes",
    showText: true,
    marked: [],
  };
}

/** The first units and the last place, which is what is left over. */
const picked = (order: readonly number[]): readonly number[] =>
  [...order.keys()].filter((at) => at < LIMIT || at === order.length - 1);
