import type { PairTable } from "#contract/index.ts";
import type { MatrixInput } from "../../charts/index.ts";
import { agreementOf, orderOf, sideNames } from "../shared/pairs.ts";

/** Units drawn at once; more are turned over like pages, the best matches first. */
export const PAGE = 100;

/** A page of the agreement matrix, and which units its rows and columns are. */
export interface AgreementPage {
  readonly input: MatrixInput;
  readonly rows: readonly number[];
  readonly columns: readonly number[];
}

/** Rows and columns so that matches lie on the diagonal, the best first; the unmatched follow. */
export function agreementPage(
  table: PairTable,
  page: number,
  selected: { readonly unit1: number; readonly unit2: number },
): AgreementPage {
  const order = orderOf(table);
  const names = sideNames(table.mode);
  const rows = order.rows.slice(page * PAGE, (page + 1) * PAGE);
  const columns = order.columns.slice(page * PAGE, (page + 1) * PAGE);
  const column = new Map(columns.map((unit, at) => [unit, at]));
  const marked = rows.flatMap((unit, at) => {
    const match = column.get(table.match12[unit] ?? -1);
    return match === undefined ? [] : [[at, match] as const];
  });
  const [row, col] = [rows.indexOf(selected.unit1), columns.indexOf(selected.unit2)];
  return {
    rows,
    columns,
    input: {
      rows: rows.map((unit) => String(table.unitIds1[unit])),
      columns: columns.map((unit) => String(table.unitIds2[unit])),
      values: rows.flatMap((r) => columns.map((c) => agreementOf(table, r, c))),
      rowName: names.first,
      columnName: names.second,
      valueName: "agreement",
      showText: true,
      marked,
      ...(row >= 0 && col >= 0 ? { selected: [row, col] as const } : {}),
    },
  };
}

/** How many pages there are. */
export const numPages = ({ unitIds1, unitIds2 }: PairTable): number =>
  Math.max(1, Math.ceil(Math.max(unitIds1.length, unitIds2.length) / PAGE));
