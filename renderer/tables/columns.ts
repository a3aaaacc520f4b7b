export type CellValue = string | number | boolean | null;

/** A column of a table. */
export interface Column<R> {
  readonly key: string;
  readonly label: string;
  readonly unit?: string;
  readonly help?: string;
  /** more about it (formula, source …): its head then shows a card under the pointer */
  readonly facts?: readonly (readonly [string, string])[];
  readonly numeric?: boolean;
  /** stays in sight when the table is scrolled sideways; only the first columns may */
  readonly sticky?: boolean;
  /** px */
  readonly width: number;
  /** takes the room that is left */
  readonly grow?: boolean;
  readonly value: (row: R) => CellValue;
  readonly format?: (value: CellValue, row: R) => string;
  /** why there is no value */
  readonly whyEmpty?: string;
}

export interface SortState {
  readonly key: string;
  readonly descending: boolean;
}

/** Sorted copy; nothing (null, NaN) goes last in both directions, equal rows keep their order. */
export function sortRows<R>(
  rows: readonly R[],
  columns: readonly Column<R>[],
  sort: SortState | null,
): readonly R[] {
  const column = columns.find(({ key }) => key === sort?.key);
  if (!sort || !column) return rows;
  const sign = sort.descending ? -1 : 1;
  return rows
    .map((row) => ({ row, value: column.value(row) }))
    .sort((a, b) => compareCells(a.value, b.value, sign))
    .map(({ row }) => row);
}

const isNothing = (value: CellValue): boolean =>
  value === null || (typeof value === "number" && Number.isNaN(value));

function compareCells(a: CellValue, b: CellValue, sign: number): number {
  if (isNothing(a) || isNothing(b)) return Number(isNothing(a)) - Number(isNothing(b));
  if (typeof a === "string" || typeof b === "string")
    return sign * String(a).localeCompare(String(b), "en", { numeric: true });
  return sign * (Number(a) - Number(b));
}

/** The next state after a click on a header: ascending or descending first as fits, then the other way, then none. */
export function nextSort(
  sort: SortState | null,
  { key, numeric }: { readonly key: string; readonly numeric?: boolean },
): SortState | null {
  if (sort?.key !== key) return { key, descending: numeric === true };
  return sort.descending === (numeric === true) ? { key, descending: numeric !== true } : null;
}

/** Keys from `anchor` to `key` in the order shown. */
export function rangeOfKeys<K>(shown: readonly K[], anchor: K | undefined, key: K): readonly K[] {
  const to = shown.indexOf(key);
  const from = anchor === undefined ? to : shown.indexOf(anchor);
  if (to < 0 || from < 0) return [key];
  return shown.slice(Math.min(from, to), Math.max(from, to) + 1);
}
