import { ndArray, sizeOfShape, type NdArray, type NumericData } from "#core/array/index.ts";
import type { Hdf5File, Hdf5Value } from "#core/io/index.ts";
import { EphysError } from "#core/model/index.ts";
import { readNumbers } from "../hdf5/index.ts";

/** Text of the file is text, however it was stored. */
export function asProperty(array: NdArray): NdArray {
  return array.dtype === "bytes" ? { ...array, dtype: "str" } : array;
}

/** Ids of channels or units: text or whole numbers. */
export function idsOf({ data }: NdArray): (string | number)[] {
  if (Array.isArray(data)) return [...data];
  return Array.from({ length: data.length }, (_, i) => Number(data[i]));
}

/** Rows of a column. @throws CorruptFile when one does not exist */
export function pickRows(array: NdArray, rows: readonly number[], where: string): NdArray {
  const [count = 0, ...inner] = array.shape;
  const width = sizeOfShape(inner);
  const missing = rows.find((row) => !(row >= 0 && row < count));
  if (missing !== undefined) {
    throw new EphysError("CorruptFile", `${where} has no row ${String(missing)}`);
  }
  const shape = [rows.length, ...inner];
  if (Array.isArray(array.data)) {
    const texts = array.data;
    const picked = rows.flatMap((row) => texts.slice(row * width, (row + 1) * width));
    return ndArray(array.dtype, shape, picked);
  }
  const data = array.data.slice(0, 0);
  const Data = data.constructor as new (length: number) => NumericData;
  const out = new Data(rows.length * width);
  for (const [i, row] of rows.entries()) {
    // both are the same kind of array
    out.set(array.data.subarray(row * width, (row + 1) * width) as never, i * width);
  }
  return ndArray(array.dtype, shape, out);
}

/** Columns that are the units' own, not properties. */
const NOT_PROPERTIES = ["spike_times", "spike_times_index", "unit_name", "id"];

/**
 * Columns of the table of units as properties. A ragged column becomes one with an inner dimension where all units have
 * as many values, and is left out otherwise, as are columns of references.
 */
export async function unitProperties(
  file: Hdf5File,
  table: string,
  numUnits: number,
): Promise<ReadonlyMap<string, NdArray>> {
  const columns = (await file.list(`/${table}`))
    .filter(({ kind }) => kind === "dataset")
    .map(({ name }) => name);
  const properties = new Map<string, NdArray>();
  for (const name of columns) {
    const isIndex = name.endsWith("_index");
    const isNested = columns.includes(`${name}_index_index`);
    if (NOT_PROPERTIES.includes(name) || isIndex || isNested) continue;
    const value = await file.read(`/${table}/${name}`);
    const index = columns.includes(`${name}_index`)
      ? await readNumbers(file, `/${table}/${name}_index`)
      : undefined;
    const array = index ? raggedColumn(value, index) : plainColumn(value);
    if (array?.shape[0] === numUnits) properties.set(name, asProperty(array));
  }
  return properties;
}

function plainColumn(value: Hdf5Value): NdArray | undefined {
  return value.kind === "array" ? value.array : undefined;
}

function raggedColumn(value: Hdf5Value, index: Float64Array): NdArray | undefined {
  if (value.kind !== "array" || index.length === 0) return undefined;
  const { array } = value;
  const each = index[0];
  const isEven = index.every((end, i) => end === (i + 1) * each);
  if (!isEven || array.shape[0] !== each * index.length) return undefined;
  return ndArray(array.dtype, [index.length, each, ...array.shape.slice(1)], array.data);
}
