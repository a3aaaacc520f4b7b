import { z } from "zod";
import { layoutFromTypeString, toFloat64, type DType, type NdArray } from "#core/array/index.ts";
import { array } from "#core/functions/params.ts";
import { EphysError } from "#core/model/index.ts";
import type { PerUnit } from "./numbers.ts";

/* Parameter types that the functions of this family share. */

/** A seed; null is 0, so that unseeded calls are repeatable. */
export const seed = z
  .union([z.int().nonnegative(), z.null()])
  .optional()
  .transform((value) => value ?? 0);

/** Any number, NaN and ±∞ too, as the reference's floats. */
export function float(): z.ZodType<number> {
  return z
    .custom<number>((value) => typeof value === "number", "must be a number")
    .meta({ type: "number" });
}

/** A truth value; 0 and 1 stand for one, as in Python. */
export const flag = z.union([
  z.boolean(),
  z.literal(0).transform(() => false),
  z.literal(1).transform(() => true),
]);

/** Two numbers to draw between. */
const range = z.object({ $tuple: z.tuple([float(), float()]) });

/** A row of numbers, [unit]. */
const row = array()
  .refine((value) => value.shape.length === 1 && value.dtype !== "str", "must be a row of numbers")
  .transform((value) => toFloat64(value));

/** One value for all units, a range to draw from (a tuple), or one value each. */
export const perUnit: z.ZodType<PerUnit> = z.union([
  float(),
  z.boolean().transform(Number),
  range,
  row,
]);

const ALIASES: Readonly<Record<string, DType>> = {
  float: "float64",
  double: "float64",
  single: "float32",
  int: "int64",
};

export type WaveDType = Extract<
  DType,
  "float32" | "float64" | "int8" | "uint8" | "int16" | "uint16" | "int32" | "uint32" | "int64"
>;

const WAVE_DTYPES: readonly string[] = [
  "float32",
  "float64",
  "int8",
  "uint8",
  "int16",
  "uint16",
  "int32",
  "uint32",
  "int64",
] as const satisfies readonly WaveDType[];

/** A number type by NumPy's name or type string; half precision and complex numbers are refused. */
export const waveDtype = z
  .string()
  .transform((name): string => ALIASES[name] ?? fromTypeString(name))
  .refine((name) => WAVE_DTYPES.includes(name), `must be one of ${WAVE_DTYPES.join(", ")}`)
  .transform((name) => name as WaveDType); // just looked up

function fromTypeString(text: string): string {
  if (WAVE_DTYPES.includes(text)) return text;
  try {
    return layoutFromTypeString(text).dtype;
  } catch (error) {
    if (error instanceof EphysError) return text;
    throw error;
  }
}

/** Places: [place × 2 or more]. */
export function places(least = 2): z.ZodType<NdArray> {
  return array().refine(
    ({ shape }) => shape.length === 2 && shape[1] >= least,
    `must have a row of at least ${String(least)} coordinates for each place`,
  );
}
