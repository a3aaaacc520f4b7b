import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { findColumn, tableFromCsv, type ExtensionValue } from "#core/analyzer/index.ts";
import { decodeNpy, isStructured, toFloat64, type NdArray } from "#core/array/index.ts";
import { expectClose } from "./close.ts";

export interface Limits {
  readonly rtol?: number;
  readonly atol?: number;
  /** of values that may differ more; 0 */
  readonly share?: number;
}

/** As `expectClose`, but for a share of the values. */
function expectMostClose(actual: Float64Array, expected: Float64Array, limits: Limits): void {
  const { share = 0, rtol = 0, atol = 0 } = limits;
  if (share === 0) {
    expectClose(actual, expected, limits);
    return;
  }
  expect(actual.length).toBe(expected.length);
  const apart = expected.filter(
    (value, i) => !(Math.abs((actual[i] ?? NaN) - value) <= atol + rtol * Math.abs(value)),
  );
  expect(apart.length).toBeLessThanOrEqual(share * expected.length);
}

/** A result as the reference stored it: an array, records, or a table beside it. */
export function expectExtensionValue(
  actual: ExtensionValue | undefined,
  path: string,
  options: { readonly limits: Limits; readonly signFree?: boolean; readonly dtype: string },
): void {
  const { limits, signFree = false, dtype } = options;
  if (actual?.kind !== "array") throw new Error(`there is no array for ${path}`);
  const expected = decodeNpy(new Uint8Array(readFileSync(path)));
  const values = (array: NdArray): Float64Array =>
    signFree ? toFloat64(array).map(Math.abs) : toFloat64(array);
  if (isStructured(expected)) {
    if (!isStructured(actual.array)) throw new Error(`${path} holds records`);
    expect(actual.array.fields).toEqual(expected.fields);
    for (const [name, column] of Object.entries(expected.columns)) {
      expectMostClose(values(actual.array.columns[name] ?? column), values(column), limits);
    }
    return;
  }
  if (isStructured(actual.array)) throw new Error(`${path} holds no records`);
  expect([actual.array.dtype, actual.array.shape]).toEqual([dtype, expected.shape]);
  const exact = dtype.startsWith("int") || dtype === "bool";
  expectClose(values(actual.array), values(expected), exact ? {} : limits);
}

/** A table as the reference stored it; its columns in their order. */
export function expectTable(
  actual: ExtensionValue | undefined,
  folder: string,
  limitsOf: (column: string) => Limits,
): void {
  const path = join(folder, "metrics.csv");
  if (!existsSync(path)) return;
  if (actual?.kind !== "table") throw new Error(`there is no table for ${path}`);
  const expected = tableFromCsv(readFileSync(path, "utf8"), actual.table.index, path);
  expect(actual.table.columns.map(({ name }) => name)).toEqual(
    expected.columns.map(({ name }) => name),
  );
  expect(actual.table.index).toEqual(expected.index);
  for (const { name, dtype, values } of actual.table.columns) {
    const column = findColumn(expected, name);
    expect([name, dtype]).toEqual([name, column?.dtype]);
    if (!(values instanceof Float64Array) || !(column?.values instanceof Float64Array)) {
      expect(values).toEqual(column?.values);
      continue;
    }
    try {
      expectClose(values, column.values, limitsOf(name));
    } catch (error) {
      throw new Error(`${name}: ${String(error)}`, { cause: error });
    }
  }
}
