import { toFloat64, type NdArray } from "#core/array/index.ts";
import { EphysError } from "#core/model/index.ts";
import { newArray } from "../functions/arrays.ts";

/* Checked numbers of array arguments, and results in the dtype that NumPy would give. */

/** A square matrix's numbers and size. */
export function squareOf(array: NdArray, name: string): { values: Float64Array; n: number } {
  const [rows, columns] = array.shape;
  if (array.shape.length !== 2 || rows !== columns) throw wrongShape(array, name, "square");
  return { values: toFloat64(array), n: rows };
}

/** Numbers of an array that must have this shape. */
export function shaped(array: NdArray, shape: readonly number[], name: string): Float64Array {
  const fits =
    array.shape.length === shape.length && array.shape.every((size, axis) => size === shape[axis]);
  if (!fits) throw wrongShape(array, name, `of shape ${shape.join(" × ")}`);
  return toFloat64(array);
}

/** Numbers of a one-dimensional array. */
export function listOf(array: NdArray, name: string): Float64Array {
  if (array.shape.length !== 1) throw wrongShape(array, name, "one-dimensional");
  return toFloat64(array);
}

export function wrongShape(array: NdArray, name: string, must: string): EphysError {
  return new EphysError(
    "InvalidParameter",
    `${name} must be ${must}, not of shape ${array.shape.join(" × ") || "()"}`,
    { parameter: name, shape: [...array.shape] },
  );
}

/** An array argument that others need. */
export function needed(array: NdArray | null | undefined, name: string): NdArray {
  if (array) return array;
  throw new EphysError("InvalidParameter", `${name} is needed together with the others given`, {
    parameter: name,
  });
}

/** A result with its dtype; float32 rounds. */
export function resultArray(
  values: ArrayLike<number>,
  shape: readonly number[],
  dtype: NdArray["dtype"] = "float64",
): NdArray {
  const { array, data } = newArray(dtype, shape);
  data.set(values);
  return array;
}

const EXACT_IN_SINGLE: readonly NdArray["dtype"][] = [
  "float32",
  "float16",
  "bool",
  "int8",
  "uint8",
  "int16",
  "uint16",
];

/** float32 when there is single precision and nothing wider; int64 for integers alone (sums widen); float64 otherwise. */
export function resultDtype(...arrays: readonly NdArray[]): "float32" | "float64" | "int64" {
  const dtypes = arrays.map(({ dtype }) => dtype);
  if (!dtypes.some((dtype) => dtype.startsWith("float"))) return "int64";
  if (!dtypes.includes("float32")) return "float64";
  return dtypes.every((dtype) => EXACT_IN_SINGLE.includes(dtype)) ? "float32" : "float64";
}
