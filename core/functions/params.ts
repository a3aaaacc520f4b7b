import { z } from "zod";
import { isStructured, toFloat64, type NdArray, type StructuredArray } from "#core/array/index.ts";

/* Parameter types of functions that zod does not have: arrays and what stands for them on the wire. */

function isArrayLike(value: unknown): value is NdArray | StructuredArray {
  return (
    typeof value === "object" &&
    value !== null &&
    (("dtype" in value && "shape" in value && "data" in value) || "columns" in value)
  );
}

function isPlain(value: unknown): value is NdArray {
  return isArrayLike(value) && !isStructured(value);
}

/** A list of numbers, nested or not, as an array; whole numbers become int64. */
function arrayFromList(value: unknown): unknown {
  if (typeof value === "number" || typeof value === "boolean") return arrayFromFlat([value], []);
  if (!Array.isArray(value)) return value;
  const shape: number[] = [];
  for (let level: unknown = value; Array.isArray(level); level = level[0] as unknown) {
    shape.push(level.length);
  }
  const flat = value.flat(Infinity) as unknown[];
  return flat.length === shape.reduce((size, n) => size * n, 1)
    ? arrayFromFlat(flat, shape)
    : value;
}

function arrayFromFlat(flat: unknown[], shape: number[]): unknown {
  if (flat.every((x) => typeof x === "string")) return { dtype: "str", shape, data: flat };
  if (flat.length > 0 && flat.every((x) => typeof x === "boolean")) {
    return { dtype: "bool", shape, data: Uint8Array.from(flat, Number) };
  }
  if (!flat.every((x) => typeof x === "number" || typeof x === "boolean")) return flat;
  const data = Float64Array.from(flat, Number);
  const whole = data.length > 0 && data.every((x) => Number.isSafeInteger(x));
  return { dtype: whole ? "int64" : "float64", shape, data };
}

/** An array of any dtype (a list is taken as one), kept with its shape. */
export function array(): z.ZodType<NdArray> {
  return z.preprocess(
    arrayFromList,
    z.custom<NdArray>(isPlain, "must be an array").meta({ description: "array" }),
  );
}

/** The numbers of an array or list of any shape, as float64 in C order. */
export function numbers(): z.ZodType<Float64Array> {
  return z.preprocess(
    arrayFromList,
    z
      .custom<NdArray>((v) => isPlain(v) && !Array.isArray(v.data), "must be numbers")
      .transform((value) => toFloat64(value)),
  );
}

/** One number as Python takes it: NaN and infinities are numbers, true and false are 1 and 0. */
export function scalar(): z.ZodType<number> {
  return z.preprocess(
    (value) => (typeof value === "boolean" ? Number(value) : value),
    z
      .custom<number>((value) => typeof value === "number", "must be a number")
      .meta({ description: "number" }),
  );
}

/** A structured array (spike vector, peaks). */
export function structured(): z.ZodType<StructuredArray> {
  return z.custom<StructuredArray>(
    (value) => isArrayLike(value) && isStructured(value),
    "must be a structured array",
  );
}

/** Ids: a list or an array of texts or whole numbers, as a list. */
export function ids(): z.ZodType<(string | number)[]> {
  return z.preprocess(
    (value) => (isPlain(value) ? Array.from(value.data as ArrayLike<string | number>) : value),
    z.array(z.union([z.string(), z.number()])),
  );
}

/** A row of a structured array's column as float64. @throws when the field is missing */
export function column(value: StructuredArray, name: string): Float64Array {
  const found = value.columns[name] as NdArray | undefined;
  if (found === undefined)
    throw new z.ZodError([
      { code: "custom", message: `has no field "${name}"`, path: [name], input: undefined },
    ]);
  return toFloat64(found);
}
