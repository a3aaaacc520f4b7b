import { toFloat64, type NdArray } from "#core/array/index.ts";
import type { Hdf5File, Hdf5Table, Hdf5Value } from "#core/io/index.ts";
import { EphysError } from "#core/model/index.ts";

function corrupt(file: Hdf5File, path: string, what: string): EphysError {
  return new EphysError("CorruptFile", `${file.path}: ${path} ${what}`, { path: file.path });
}

/** A dataset of numbers or text. @throws CorruptFile */
export async function readArray(file: Hdf5File, path: string): Promise<NdArray> {
  const value = await file.read(path);
  if (value.kind === "array") return value.array;
  throw corrupt(file, path, `holds no plain numbers or text (${value.kind})`);
}

/** A dataset of numbers in order, as float64. @throws CorruptFile */
export async function readNumbers(file: Hdf5File, path: string): Promise<Float64Array> {
  const array = await readArray(file, path);
  if (array.dtype === "str" || array.dtype === "bytes") {
    throw corrupt(file, path, "holds text where numbers are expected");
  }
  return toFloat64(array);
}

/** The first number of a dataset. @throws CorruptFile when it is empty or not finite */
export async function readNumber(file: Hdf5File, path: string): Promise<number> {
  const value = (await readNumbers(file, path))[0] as number | undefined;
  if (value !== undefined && Number.isFinite(value)) return value;
  throw corrupt(file, path, `= ${String(value)} is no number`);
}

/** A sampling rate. @throws CorruptFile unless positive */
export async function readRate(file: Hdf5File, path: string): Promise<number> {
  const rate = await readNumber(file, path);
  if (rate > 0) return rate;
  throw corrupt(file, path, `= ${String(rate)} Hz is no sampling rate`);
}

/** The first text of a dataset. @throws CorruptFile */
export async function readText(file: Hdf5File, path: string): Promise<string> {
  const { data } = await readArray(file, path);
  const [text] = data;
  if (typeof text === "string") return text;
  throw corrupt(file, path, "holds no text");
}

/** A dataset of records. @throws CorruptFile when it is none or lacks a column */
export async function readTable(
  file: Hdf5File,
  path: string,
  columns: readonly string[],
): Promise<Hdf5Table> {
  const value = await file.read(path);
  if (value.kind !== "table") throw corrupt(file, path, "holds no records");
  const missing = columns.find((name) => !Object.hasOwn(value.columns, name));
  if (missing === undefined) return value;
  throw corrupt(file, path, `has no column "${missing}"`);
}

/** A column of numbers. @throws CorruptFile */
export function columnNumbers(table: Hdf5Table, name: string, file: Hdf5File): Float64Array {
  const column = table.columns[name];
  if (column.kind === "array" && !Array.isArray(column.array.data)) return toFloat64(column.array);
  throw corrupt(file, `column "${name}"`, "holds no numbers");
}

/** A column of text. @throws CorruptFile */
export function columnTexts(table: Hdf5Table, name: string, file: Hdf5File): readonly string[] {
  const column = table.columns[name];
  if (column.kind === "array" && Array.isArray(column.array.data)) return column.array.data;
  throw corrupt(file, `column "${name}"`, "holds no text");
}

/** The number of a scalar attribute; undefined when it is absent or no number. */
export function attributeNumber(value: Hdf5Value | undefined): number | undefined {
  if (value?.kind !== "array") return undefined;
  const [number] = value.array.data;
  return typeof number === "number" ? number : undefined;
}

/** The text of a scalar attribute; undefined when it is absent or no text. */
export function attributeText(value: Hdf5Value | undefined): string | undefined {
  if (value?.kind !== "array") return undefined;
  const [text] = value.array.data;
  return typeof text === "string" ? text : undefined;
}
