import type { DType, NdArray } from "#core/array/index.ts";
import { EphysError } from "#core/model/index.ts";

/*
 * Tables of text columns (.csv, .tsv) typed column by column as pandas types them: whole numbers, numbers (empty = NaN),
 * True/False, else text.
 */

/** Cells that pandas takes for "no value". */
const MISSING: ReadonlySet<string> = new Set([
  "",
  "#N/A",
  "#N/A N/A",
  "#NA",
  "-1.#IND",
  "-1.#QNAN",
  "-NaN",
  "-nan",
  "1.#IND",
  "1.#QNAN",
  "<NA>",
  "N/A",
  "NA",
  "NULL",
  "NaN",
  "None",
  "n/a",
  "nan",
  "null",
]);

export interface TableColumn {
  readonly kind: "int" | "float" | "bool" | "text" | "empty";
  /** undefined = no value */
  readonly values: readonly (string | number | boolean | undefined)[];
}

/** Columns by name, in order; all of one length. */
export type Table = ReadonlyMap<string, TableColumn>;

/** Parses a table with a header row; undefined when it has none. Short rows are filled with no value. */
export function parseTable(text: string, delimiter: "," | "\t"): Table | undefined {
  const rows = splitRows(text, delimiter).filter((row) => row.length > 1 || row[0] !== "");
  const [header, ...body] = rows;
  if (header === undefined) return undefined;
  const table = new Map<string, TableColumn>();
  for (const [c, name] of header.entries()) {
    table.set(name, typedColumn(body.map((row) => row[c] as string | undefined)));
  }
  return table;
}

function splitRows(text: string, delimiter: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = "";
  let quoted = false;
  const body = text.replace(/^\uFEFF/, "");
  for (let i = 0; i < body.length; i++) {
    const c = body[i];
    if (quoted) {
      if (c !== '"') cell += c;
      else if (body[i + 1] === '"') cell += body[i++];
      else quoted = false;
    } else if (c === '"' && cell === "") quoted = true;
    else if (c === delimiter) {
      row.push(cell);
      cell = "";
    } else if (c === "\n" || c === "\r") {
      if (c === "\r" && body[i + 1] === "\n") i++;
      rows.push([...row, cell]);
      row = [];
      cell = "";
    } else cell += c;
  }
  if (cell !== "" || row.length > 0) rows.push([...row, cell]);
  return rows;
}

const INTEGER = /^\s*[+-]?\d+\s*$/;
const FLOAT = /^\s*[+-]?(?:\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?|inf(?:inity)?)\s*$/i;

function typedColumn(cells: readonly (string | undefined)[]): TableColumn {
  const given = cells.map((cell) => (cell === undefined || MISSING.has(cell) ? undefined : cell));
  const present = given.filter((cell) => cell !== undefined);
  if (present.length === 0) return { kind: "empty", values: given };
  if (present.every((cell) => FLOAT.test(cell))) {
    const whole = present.length === given.length && present.every((cell) => INTEGER.test(cell));
    return {
      kind: whole ? "int" : "float",
      values: given.map((cell) => (cell === undefined ? NaN : parseNumber(cell))),
    };
  }
  const isBool =
    present.length === given.length && present.every((c) => /^(?:true|false)$/i.test(c));
  if (isBool) return { kind: "bool", values: present.map((c) => c.toLowerCase() === "true") };
  return { kind: "text", values: given };
}

function parseNumber(cell: string): number {
  const text = cell.trim();
  if (!/inf/i.test(text)) return Number(text);
  return text.startsWith("-") ? -Infinity : Infinity;
}

/** Rows of a table. */
export function pickTableRows(table: Table, rows: readonly number[]): Table {
  return new Map(
    [...table].map(([name, { kind, values }]) => [
      name,
      { kind, values: rows.map((row) => values[row]) },
    ]),
  );
}

export function tableLength(table: Table): number {
  for (const { values } of table.values()) return values.length;
  return 0;
}

/** Tables have a row per cluster; repeated keys multiply. */
const MAX_JOINED_ROWS = 1_000_000;

/** Rows of both tables that agree in `key`, in the order of the left one; a repeated name gets "_repeat". */
export function joinTables(left: Table, right: Table, key: string): Table {
  const rightRows = new Map<unknown, number[]>();
  for (const [i, value] of (right.get(key)?.values ?? []).entries()) {
    const rows = rightRows.get(value);
    if (rows) rows.push(i);
    else rightRows.set(value, [i]);
  }
  const pairs: [number, number][] = [];
  for (const [i, value] of (left.get(key)?.values ?? []).entries()) {
    for (const j of rightRows.get(value) ?? []) pairs.push([i, j]);
    if (pairs.length > MAX_JOINED_ROWS) {
      throw new EphysError("CorruptFile", `column "${key}" repeats its values too often to join`);
    }
  }
  const out = new Map(
    pickTableRows(
      left,
      pairs.map(([i]) => i),
    ),
  );
  const picked = pickTableRows(
    right,
    pairs.map(([, j]) => j),
  );
  for (const [name, column] of picked) {
    if (name !== key) out.set(out.has(name) ? `${name}_repeat` : name, column);
  }
  return out;
}

/** A column as an array; text without value is "nan", as NumPy makes it. undefined for a column without any value. */
export function columnArray({ kind, values }: TableColumn): NdArray | undefined {
  const shape = [values.length];
  if (kind === "empty") {
    // pandas reads a column without any value as floats
    return { dtype: "float64", shape, data: new Float64Array(values.length).fill(NaN) };
  }
  if (kind === "text") return { dtype: "str", shape, data: columnTexts({ kind, values }) };
  if (kind === "bool") {
    return { dtype: "bool", shape, data: Uint8Array.from(values, (v) => (v === true ? 1 : 0)) };
  }
  const dtype: DType = kind === "int" ? "int64" : "float64";
  return { dtype, shape, data: Float64Array.from(values, Number) };
}

/** A column as texts, numbers as Python prints them. */
export function columnTexts({ kind, values }: TableColumn): string[] {
  return values.map((value) => {
    if (value === undefined) return "nan";
    if (typeof value === "boolean") return value ? "True" : "False";
    if (typeof value === "string") return value;
    if (Number.isNaN(value)) return "nan";
    return kind === "float" && Number.isInteger(value) ? `${String(value)}.0` : String(value);
  });
}
