import { EphysError } from "#core/model/index.ts";

/** Numbers in rows (units, samples) and columns (metrics, features), row-major; NaN is a missing value. */
export interface Table {
  readonly numRows: number;
  readonly numColumns: number;
  /** [row × column] */
  readonly values: Float64Array;
}

/** A table of given size; zeros without values. @throws InvalidValue when the values do not fill it */
export function tableOf(
  numRows: number,
  numColumns: number,
  values: Float64Array = new Float64Array(numRows * numColumns),
): Table {
  if (values.length !== numRows * numColumns) {
    throw new EphysError(
      "InvalidValue",
      `${String(values.length)} values do not fill ${String(numRows)} × ${String(numColumns)}`,
    );
  }
  return { numRows, numColumns, values };
}

/** Rows by position, in the given order. */
export function takeRows({ numColumns, values }: Table, rows: ArrayLike<number>): Table {
  const out = new Float64Array(rows.length * numColumns);
  for (let i = 0; i < rows.length; i++) {
    out.set(values.subarray(rows[i] * numColumns, (rows[i] + 1) * numColumns), i * numColumns);
  }
  return { numRows: rows.length, numColumns, values: out };
}

/** Columns by position, in the given order. */
export function takeColumns(
  { numRows, numColumns, values }: Table,
  columns: readonly number[],
): Table {
  const out = new Float64Array(numRows * columns.length);
  for (let row = 0; row < numRows; row++) {
    for (let k = 0; k < columns.length; k++) {
      out[row * columns.length + k] = values[row * numColumns + columns[k]];
    }
  }
  return { numRows, numColumns: columns.length, values: out };
}

/** One column. */
export function columnOf({ numRows, numColumns, values }: Table, column: number): Float64Array {
  const out = new Float64Array(numRows);
  for (let row = 0; row < numRows; row++) out[row] = values[row * numColumns + column];
  return out;
}

/** The same values in single precision, as classifiers get them from a float32 data frame. */
export function roundToFloat32({ numRows, numColumns, values }: Table): Table {
  return { numRows, numColumns, values: Float64Array.from(values, Math.fround) };
}

/** @throws InvalidParameter naming the counts */
export function checkColumns({ numColumns }: Table, expected: number, what: string): void {
  if (numColumns === expected) return;
  throw new EphysError(
    "InvalidParameter",
    `${what} was trained on ${String(expected)} features, but the table has ${String(numColumns)}`,
    { expected, found: numColumns },
  );
}

/** @throws InvalidValue where a value is missing or infinite */
export function checkFinite({ values, numColumns }: Table, what: string): void {
  for (let i = 0; i < values.length; i++) {
    if (Number.isFinite(values[i])) continue;
    throw new EphysError(
      "InvalidValue",
      `${what} needs finite numbers; row ${String(Math.floor(i / numColumns))}, column ` +
        `${String(i % numColumns)} is ${String(values[i])}: impute first`,
    );
  }
}
