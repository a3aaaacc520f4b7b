import {
  allocateData,
  isStructured,
  ndArray,
  sizeOfShape,
  type DType,
  type NdArray,
  type NdData,
  type StructuredArray,
} from "#core/array/index.ts";
import { EphysError, memoryBeside, type JsonValue } from "#core/model/index.ts";
import type { Properties } from "./recording.ts";

/** SpikeInterface's main properties of a recording: always in its dictionary, null when absent. */
export const MAIN_RECORDING_PROPERTIES = [
  "group",
  "location",
  "gain_to_uV",
  "offset_to_uV",
  "gain_to_physical_unit",
  "offset_to_physical_unit",
  "physical_unit",
] as const;

/** An array as nested JSON lists; bool as true/false. */
export function arrayToJson(array: NdArray): JsonValue {
  const { data, shape, dtype } = array;
  const at = (i: number): JsonValue => {
    const value = data[i];
    if (dtype === "bool") return value === 1;
    return typeof value === "bigint" ? Number(value) : (value ?? null);
  };
  const level = (axis: number, offset: number): JsonValue => {
    if (axis === shape.length) return at(offset);
    const stride = sizeOfShape(shape.slice(axis + 1));
    return Array.from({ length: shape[axis] ?? 0 }, (_, i) => level(axis + 1, offset + i * stride));
  };
  return level(0, 0);
}

/**
 * Nested JSON lists as an array, typed as NumPy would: bool, int64, float64 or str (mixed values become text, None NaN
 * among numbers).
 * @throws InvalidValue for lists of unequal length
 */
export function arrayFromJson(value: JsonValue, name = "the values"): NdArray {
  const shape: number[] = [];
  for (let level = value; Array.isArray(level); level = (level[0] ?? null) as JsonValue) {
    shape.push(level.length);
    if (level.length === 0) break;
  }
  const flat = (
    Array.isArray(value) ? (value as unknown[]).flat(shape.length - 1) : [value]
  ) as JsonValue[];
  if (flat.length !== sizeOfShape(shape) || flat.some((item) => Array.isArray(item))) {
    throw new EphysError("InvalidValue", `${name} must be a list with rows of equal length`);
  }
  const all = (type: string): boolean => flat.length > 0 && flat.every((v) => typeof v === type);
  if (all("boolean"))
    return ndArray(
      "bool",
      shape,
      Uint8Array.from(flat, (v) => (v === true ? 1 : 0)),
    );
  if (flat.every((v) => typeof v === "number" || v === null)) {
    const data = Float64Array.from(flat, (v) => (typeof v === "number" ? v : NaN));
    const whole = flat.length > 0 && data.every((v) => Number.isInteger(v));
    return ndArray(whole ? "int64" : "float64", shape, data);
  }
  const text = flat.map((v) => (typeof v === "string" ? v : v === null ? "" : JSON.stringify(v)));
  return ndArray("str", shape, text);
}

/** A float64 array with one value per channel or unit. */
export function floatProperty(values: ArrayLike<number>): NdArray {
  return ndArray("float64", [values.length], Float64Array.from(values));
}

export function intProperty(values: ArrayLike<number>): NdArray {
  return ndArray("int64", [values.length], Float64Array.from(values));
}

export function textProperty(values: readonly string[]): NdArray {
  return ndArray("str", [values.length], [...values]);
}

/** Rows from this length on are copied as blocks of memory. */
const LONG_ROW = 16;

/** Between typed arrays of one type. */
function copyRow(source: NdData, from: number, target: NdData, to: number, length: number): void {
  const [read, written] = [source as Float64Array, target as Float64Array]; // any typed array works alike
  written.set(read.subarray(from, from + length), to);
}

/** Rows of an array along its first axis. */
export function pickRows(array: NdArray, indices: ArrayLike<number>): NdArray {
  const inner = array.shape.slice(1);
  const perRow = sizeOfShape(inner) * (array.dtype.startsWith("complex") ? 2 : 1);
  const data = allocateLike(array, indices.length * perRow);
  const areLong = perRow >= LONG_ROW && ArrayBuffer.isView(array.data);
  for (let i = 0; i < indices.length; i++) {
    const from = (indices[i] ?? 0) * perRow;
    if (areLong) copyRow(array.data, from, data, i * perRow, perRow);
    else for (let j = 0; j < perRow; j++) copyElement(array.data, from + j, data, i * perRow + j);
  }
  return { dtype: array.dtype, shape: [indices.length, ...inner], data };
}

/** Arrays one after the other along their first axis; undefined when their types or inner shapes differ. */
export function concatenateRows(arrays: readonly NdArray[]): NdArray | undefined {
  const [first] = arrays;
  if (first === undefined) return undefined;
  const inner = first.shape.slice(1);
  const same = arrays.every(
    (a) => a.dtype === first.dtype && a.shape.slice(1).join() === inner.join(),
  );
  if (!same) return undefined;
  const rows = arrays.reduce((sum, a) => sum + (a.shape[0] ?? 0), 0);
  const data = allocateLike(
    first,
    arrays.reduce((sum, a) => sum + a.data.length, 0),
  );
  let at = 0;
  for (const array of arrays) {
    for (let i = 0; i < array.data.length; i++) copyElement(array.data, i, data, at++);
  }
  return { dtype: first.dtype, shape: [rows, ...inner], data };
}

function allocateLike(array: NdArray, length: number): NdData {
  const { data } = array;
  if (data instanceof Float32Array || data instanceof Float64Array || data instanceof Int32Array) {
    return memoryBeside(data, length);
  }
  if (array.data instanceof BigInt64Array) return new BigInt64Array(length);
  if (array.data instanceof BigUint64Array) return new BigUint64Array(length);
  const complex = array.dtype.startsWith("complex") ? 2 : 1;
  return allocateData(array.dtype, length / complex);
}

function copyElement(from: NdData, i: number, to: NdData, j: number): void {
  // both have the same element type by construction
  (to as Float64Array)[j] = (from as Float64Array)[i];
}

/** The properties of some channels or units. */
export function pickProperties(properties: Properties, indices: ArrayLike<number>): Properties {
  const out = new Map<string, NdArray | StructuredArray>();
  for (const [name, value] of properties) {
    out.set(name, isStructured(value) ? pickRecords(value, indices) : pickRows(value, indices));
  }
  return out;
}

function pickRecords(value: StructuredArray, indices: ArrayLike<number>): StructuredArray {
  const columns = Object.fromEntries(
    Object.entries(value.columns).map(([name, column]) => [name, pickRows(column, indices)]),
  );
  return { length: indices.length, fields: value.fields, columns };
}

/** Properties given as JSON lists (of an extractor dictionary) on top of others; null removes, as in SpikeInterface. */
export function mergeJsonProperties(
  properties: Properties,
  given: Readonly<Record<string, JsonValue | undefined>>,
  count: number,
): Properties {
  const out = new Map(properties);
  for (const [name, value] of Object.entries(given)) {
    if (value === null || value === undefined) {
      out.delete(name);
      continue;
    }
    const array = asKnown(name, arrayFromJson(value, `property "${name}"`));
    if (array.shape[0] !== count) {
      throw new EphysError(
        "InvalidValue",
        `property "${name}" has ${String(array.shape[0])} values for ${String(count)} ids`,
        { property: name },
      );
    }
    out.set(name, array);
  }
  return out;
}

const FLOAT_PROPERTIES: ReadonlySet<string> = new Set([
  "location",
  "gain_to_uV",
  "offset_to_uV",
  "gain_to_physical_unit",
  "offset_to_physical_unit",
]);

/** JavaScript cannot tell 1.0 from 1: properties that are floats by their meaning stay floats. */
function asKnown(name: string, array: NdArray): NdArray {
  const float: DType = "float64";
  return FLOAT_PROPERTIES.has(name) && array.dtype === "int64" ? { ...array, dtype: float } : array;
}

/** A property's array; undefined when absent or structured. */
export function plainProperty(properties: Properties, name: string): NdArray | undefined {
  const value = properties.get(name);
  return value === undefined || isStructured(value) ? undefined : value;
}
