import { EphysError, type UnitId } from "#core/model/index.ts";
import type { DataColumn, DataTable } from "./analyzer.ts";

/*
 * Tables as pandas writes and reads them: the first column is the index, an empty cell is a missing value.
 */

/** CSV text of a table. */
export function csvFromTable(table: DataTable): string {
  const lines = [["", ...table.columns.map(({ name }) => quoted(name))].join(",")];
  for (const [row, id] of table.index.entries()) {
    lines.push([quoted(String(id)), ...table.columns.map((column) => cell(column, row))].join(","));
  }
  return `${lines.join("\n")}\n`;
}

/**
 * The table of CSV text. When it has as many rows as there are units, ids take the units' type.
 * @throws CorruptFile for rows of unequal length
 */
export function tableFromCsv(text: string, unitIds: readonly UnitId[], source: string): DataTable {
  const [header, ...rows] = parseCsv(text);
  if (header === undefined) throw new EphysError("CorruptFile", `${source} is empty`);
  const wrong = rows.findIndex((row) => row.length !== header.length);
  if (wrong >= 0) {
    throw new EphysError(
      "CorruptFile",
      `row ${String(wrong + 2)} of ${source} has ${String(rows[wrong].length)} cells instead of ${String(header.length)}`,
    );
  }
  const numeric = unitIds.length === rows.length && typeof unitIds[0] === "number";
  return {
    index: rows.map(([id]) => (numeric ? Number(id) : id)),
    columns: header.slice(1).map((name, k) =>
      columnFromCells(
        name,
        rows.map((row) => row[k + 1]),
      ),
    ),
  };
}

/** A column of a table by name; undefined when there is none. */
export function findColumn(table: DataTable, name: string): DataColumn | undefined {
  return table.columns.find((column) => column.name === name);
}

/** The rows of some units, in their order. */
export function selectTableRows(table: DataTable, rows: readonly number[]): DataTable {
  return {
    index: rows.map((row) => table.index[row]),
    columns: table.columns.map(({ name, dtype, values }) => ({
      name,
      dtype,
      values:
        values instanceof Float64Array
          ? Float64Array.from(rows, (row) => values[row])
          : rows.map((row) => values[row]),
    })),
  };
}

const WHOLE = /^-?\d+$/;
/** What pandas takes for a missing value. */
const MISSING = new Set(
  "|#N/A|#N/A N/A|#NA|-1.#IND|-1.#QNAN|-NaN|-nan|1.#IND|1.#QNAN|<NA>|N/A|NA|NULL|NaN|None|n/a|nan|null".split(
    "|",
  ),
);
const INFINITE = /^([+-]?)inf(?:inity)?$/i;

/** A column from texts: numbers where all of them are numbers or missing. */
export function columnFromCells(name: string, cells: readonly string[]): DataColumn {
  const values = Float64Array.from(cells, numberFromCell);
  const isText = cells.some((text, i) => Number.isNaN(values[i]) && !MISSING.has(text));
  if (isText) return { name, dtype: "str", values: [...cells] };
  const isInt = cells.length > 0 && cells.every((text) => WHOLE.test(text));
  return { name, dtype: isInt ? "int" : "float", values };
}

function numberFromCell(text: string): number {
  if (MISSING.has(text)) return NaN;
  const infinite = INFINITE.exec(text);
  if (infinite !== null) return infinite[1] === "-" ? -Infinity : Infinity;
  return Number(text);
}

function cell({ dtype, values }: DataColumn, row: number): string {
  const value = values[row];
  if (typeof value === "string") return quoted(value);
  if (Number.isNaN(value)) return "";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  return dtype === "float" && Number.isInteger(value) && Math.abs(value) < 1e21
    ? `${String(value)}.0`
    : String(value);
}

function quoted(text: string): string {
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  const cells = /(?:"((?:[^"]|"")*)"|([^,\r\n]*))(,|\r?\n|$)/gy;
  while (cells.lastIndex < text.length) {
    const match = cells.exec(text);
    if (match === null) break;
    row.push(match[1] === undefined ? match[2] : match[1].replaceAll('""', '"'));
    if (match[3] === ",") {
      // a comma at the very end of the text still opens one more empty cell
      if (cells.lastIndex === text.length) row.push("");
      else continue;
    }
    rows.push(row);
    row = [];
  }
  return rows;
}
