import { EphysError } from "#core/model/index.ts";

/** Element types; NumPy's names without byte order. `str` is Unicode of any width, `bytes` fixed-width bytes as text. */
export const DTYPES = [
  "bool",
  "int8",
  "uint8",
  "int16",
  "uint16",
  "int32",
  "uint32",
  "int64",
  "uint64",
  "float16",
  "float32",
  "float64",
  "complex64",
  "complex128",
  "str",
  "bytes",
] as const;

export type DType = (typeof DTYPES)[number];

export type NumericData =
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array
  | Float32Array
  | Float64Array;

export type NdData = NumericData | string[];

/**
 * A dense C-order array: plain data that structured clone keeps.
 *
 * Storage per dtype: bool → Uint8Array (0/1); int64 and uint64 → Float64Array (exact to 2^53), or
 * BigInt64Array/BigUint64Array only where a value does not fit; float16 → Float32Array; complex → interleaved
 * re, im in Float32Array/Float64Array; str, bytes → string[]; the rest their own typed array.
 */
export interface NdArray<D extends NdData = NdData> {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly data: D;
}

export interface StructuredField {
  readonly name: string;
  readonly dtype: DType;
  /** characters of a `str` or `bytes` field as stored, where it is wider than its longest text */
  readonly width?: number;
}

/** A structured (record) array, kept as one column per field; a column may have inner dimensions. */
export interface StructuredArray {
  readonly length: number;
  readonly fields: readonly StructuredField[];
  readonly columns: Readonly<Record<string, NdArray>>;
}

export function sizeOfShape(shape: readonly number[]): number {
  return shape.reduce((product, n) => product * n, 1);
}

/** Wraps data in an array; fails when the shape does not hold exactly the data. */
export function ndArray<D extends NdData>(
  dtype: DType,
  shape: readonly number[],
  data: D,
): NdArray<D> {
  const perElement = dtype.startsWith("complex") ? 2 : 1;
  if (sizeOfShape(shape) * perElement !== data.length) {
    throw new EphysError(
      "InvalidValue",
      `an array of shape [${shape.join(", ")}] does not hold ${String(data.length)} values`,
      { shape: [...shape], length: data.length },
    );
  }
  return { dtype, shape, data };
}

export function isStructured(value: NdArray | StructuredArray): value is StructuredArray {
  return "columns" in value;
}

/** The numbers of an array as float64 [same order]; int64 beyond 2^53 is refused. */
export function toFloat64(array: NdArray): Float64Array {
  const { data } = array;
  if (data instanceof Float64Array) return data;
  if (Array.isArray(data)) {
    throw new EphysError("InvalidValue", `an array of text (${array.dtype}) has no numbers`);
  }
  if (data instanceof BigInt64Array || data instanceof BigUint64Array) {
    throw new EphysError(
      "InvalidValue",
      `an ${array.dtype} value beyond 2^53 cannot be used as a number`,
    );
  }
  return Float64Array.from(data);
}
