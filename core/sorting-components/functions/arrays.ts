import { zeros, type NdArray } from "#core/array/index.ts";
import { EphysError } from "#core/model/index.ts";

/** Writable numbers of an array; text and 64-bit integers beyond 2^53 are refused. */
export function numbersOf(array: NdArray, name: string): Float64Array | Float32Array {
  const { data } = array;
  if (Array.isArray(data) || data instanceof BigInt64Array || data instanceof BigUint64Array) {
    throw new EphysError("InvalidParameter", `${name} must hold numbers, not ${array.dtype}`);
  }
  return data as Float64Array; // every numeric storage is indexed alike
}

/** An array of zeros and its numbers. */
export function newArray(
  dtype: NdArray["dtype"],
  shape: readonly number[],
): { readonly array: NdArray; readonly data: Float64Array } {
  const array = zeros(dtype, shape);
  return { array, data: array.data as Float64Array }; // numeric storage is indexed alike
}

/** Fails unless the array has `dimensions` dimensions; returns its shape. */
export function shapeOf(array: NdArray, dimensions: number, name: string): readonly number[] {
  if (array.shape.length !== dimensions) {
    throw new EphysError(
      "InvalidParameter",
      `${name} must have ${String(dimensions)} dimensions, not ${String(array.shape.length)}`,
      { shape: [...array.shape] },
    );
  }
  return array.shape;
}

export function int64Array(values: ArrayLike<number>): NdArray {
  return { dtype: "int64", shape: [values.length], data: Float64Array.from(values) };
}
