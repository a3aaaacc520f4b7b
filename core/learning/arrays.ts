import type { NdArray } from "#core/array/index.ts";

/* Arrays of attributes in the types that scikit-learn gives them. */

export function float64Array(values: ArrayLike<number>, shape = [values.length]): NdArray {
  return { dtype: "float64", shape, data: Float64Array.from(values) };
}

export function float32Array(values: ArrayLike<number>, shape = [values.length]): NdArray {
  return { dtype: "float32", shape, data: Float32Array.from(values) };
}

export function int64Array(values: ArrayLike<number>, shape = [values.length]): NdArray {
  return { dtype: "int64", shape, data: Float64Array.from(values) }; // kept as float64, see NdArray
}

export function int32Array(values: ArrayLike<number>, shape = [values.length]): NdArray {
  return { dtype: "int32", shape, data: Int32Array.from(values) };
}

export function boolArray(values: ArrayLike<boolean | number>, shape = [values.length]): NdArray {
  return { dtype: "bool", shape, data: Uint8Array.from(Array.from(values, Number)) };
}
