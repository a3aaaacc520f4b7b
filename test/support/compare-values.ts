import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { decodeNpy, isStructured } from "#core/array/index.ts";

/** How near a value must come: |a − b| ≤ atol + rtol·|b|; what is no floating-point number must be equal. */
export interface Tolerance {
  readonly rtol: number;
  readonly atol: number;
  /** "sign-free": signs are ignored; "unordered": rows of the outermost axis are sorted first */
  readonly mode?: string;
  /** folders that files named by either side lie in */
  readonly actualFolder: string;
  readonly expectedFolder: string;
}

type Json = Record<string, unknown>;

/** Differences between two values of the wire encoding, each with its place; empty when they agree. */
export function differences(
  actual: unknown,
  expected: unknown,
  tolerance: Tolerance,
  place = "result",
): string[] {
  if (isJson(expected) && "$path" in expected) {
    const path = resolve(tolerance.expectedFolder, String(expected["$path"]));
    return actual === path ? [] : [`${place}: ${short(actual)} instead of ${path}`];
  }
  const [a, b] = [numberOf(actual), numberOf(expected)];
  if (a !== undefined && b !== undefined) {
    return near(a, b, tolerance) ? [] : [`${place}: ${String(a)} instead of ${String(b)}`];
  }
  if (isJson(actual) && isJson(expected)) {
    if ("$nd" in expected && "$nd" in actual) {
      return arrayDifferences(actual["$nd"] as Json, expected["$nd"] as Json, tolerance, place);
    }
    const keys = new Set([...Object.keys(actual), ...Object.keys(expected)]);
    return [...keys].flatMap((key) =>
      key in actual && key in expected
        ? differences(actual[key], expected[key], tolerance, `${place}.${key}`)
        : [`${place}: key "${key}" only in ${key in actual ? "ours" : "the reference's"}`],
    );
  }
  if (Array.isArray(actual) && Array.isArray(expected)) {
    if (actual.length !== expected.length) {
      return [`${place}: ${String(actual.length)} items instead of ${String(expected.length)}`];
    }
    return expected.flatMap((item, i) =>
      differences(actual[i], item, tolerance, `${place}[${String(i)}]`),
    );
  }
  return actual === expected ? [] : [`${place}: ${short(actual)} instead of ${short(expected)}`];
}

function isJson(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function short(value: unknown): string {
  return JSON.stringify(value).slice(0, 120);
}

function numberOf(value: unknown): number | undefined {
  if (typeof value === "number") return value;
  if (!isJson(value) || !("$float" in value)) return undefined;
  return { nan: NaN, inf: Infinity, "-inf": -Infinity }[String(value["$float"])];
}

function near(a: number, b: number, { rtol, atol, mode }: Tolerance): boolean {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number.isNaN(a) && Number.isNaN(b);
  if (a === b) return true;
  const [x, y] = mode === "sign-free" ? [Math.abs(a), Math.abs(b)] : [a, b];
  return Math.abs(x - y) <= atol + rtol * Math.abs(b);
}

function arrayDifferences(
  actual: Json,
  expected: Json,
  tolerance: Tolerance,
  place: string,
): string[] {
  if (JSON.stringify(actual["dtype"]) !== JSON.stringify(expected["dtype"])) {
    return [`${place}: dtype ${short(actual["dtype"])} instead of ${short(expected["dtype"])}`];
  }
  if (JSON.stringify(actual["shape"]) !== JSON.stringify(expected["shape"])) {
    return [`${place}: shape ${short(actual["shape"])} instead of ${short(expected["shape"])}`];
  }
  if (isJson(expected["columns"])) {
    const plain = (columns: unknown, folder: string): Json =>
      Object.fromEntries(
        Object.entries(columns as Json).map(([key, column]) => [
          key,
          isJson(column) ? dataOf(column["$nd"] as Json, folder) : column,
        ]),
      );
    return differences(
      plain(actual["columns"], tolerance.actualFolder),
      plain(expected["columns"], tolerance.expectedFolder),
      tolerance,
      place,
    );
  }
  let a = dataOf(actual, tolerance.actualFolder);
  let b = dataOf(expected, tolerance.expectedFolder);
  if (tolerance.mode === "unordered") {
    const rows = (expected["shape"] as number[])[0] ?? 1;
    [a, b] = [sortedRows(a, rows), sortedRows(b, rows)];
  }
  const bad = b.flatMap((item, i) => differences(a[i], item, tolerance, `${place}[${String(i)}]`));
  const [first] = bad;
  return first === undefined
    ? []
    : [`${first} (and ${String(bad.length - 1)} more of ${String(b.length)})`];
}

function dataOf(array: Json, folder: string): unknown[] {
  if (typeof array["file"] !== "string") return array["data"] as unknown[];
  const decoded = decodeNpy(readFileSync(resolve(folder, array["file"])));
  if (isStructured(decoded)) throw new Error(`${array["file"]} is structured`);
  const values = Array.from(decoded.data as ArrayLike<unknown>);
  return decoded.dtype === "bool" ? values.map((x) => x === 1) : values;
}

function sortedRows(data: readonly unknown[], rows: number): unknown[] {
  const width = data.length / Math.max(1, rows);
  const list = Array.from({ length: rows }, (_, i) => data.slice(i * width, (i + 1) * width));
  list.sort((x, y) => {
    const at = x.findIndex((value, i) => value !== y[i]);
    return at < 0 ? 0 : Number(x[at]) - Number(y[at]);
  });
  return list.flat();
}
