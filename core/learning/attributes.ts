import { isStructured, toFloat64, type NdArray, type StructuredArray } from "#core/array/index.ts";
import { EphysError } from "#core/model/index.ts";
import { isSkObject, shortType, type SkObject, type SkValue } from "./estimator.ts";

/* Attributes of a fitted estimator by name and kind; a missing or wrong one says which. */

function wrong({ type }: SkObject, name: string, expected: string): EphysError {
  return new EphysError(
    "CorruptFile",
    `the ${shortType(type)} of the model has no ${expected} "${name}": it is not fitted or damaged`,
    { type, attribute: name },
  );
}

function isArray(value: SkValue | undefined): value is NdArray | StructuredArray {
  return typeof value === "object" && value !== null && ("data" in value || "columns" in value);
}

/** A number, also one that NumPy wrapped. */
export function numberOf(object: SkObject, name: string): number {
  const value = optionalNumber(object, name);
  if (value === undefined) throw wrong(object, name, "number");
  return value;
}

/** A number; undefined when the attribute is absent or None. */
function optionalNumber(object: SkObject, name: string): number | undefined {
  const value = object.state[name];
  if (typeof value === "number") return value;
  if (typeof value === "boolean") return Number(value);
  if (typeof value !== "object" || value === null) return undefined;
  if ("kind" in value && value.kind === "scalar") return value.value;
  if (isArray(value) && !isStructured(value) && value.data.length === 1)
    return Number(value.data[0]);
  return undefined;
}

export function arrayOf(object: SkObject, name: string): NdArray {
  const value = object.state[name];
  if (!isArray(value) || isStructured(value)) throw wrong(object, name, "array");
  return value;
}

export function recordsOf(object: SkObject, name: string): StructuredArray {
  const value = object.state[name];
  if (!isArray(value) || !isStructured(value)) throw wrong(object, name, "table");
  return value;
}

/** Numbers of an array of any shape. */
export function numbersOf(object: SkObject, name: string): Float64Array {
  const array = arrayOf(object, name);
  if (Array.isArray(array.data)) throw wrong(object, name, "array of numbers");
  return toFloat64(array);
}

export function objectOf(object: SkObject, name: string): SkObject {
  const value = object.state[name];
  if (!isSkObject(value)) throw wrong(object, name, "object");
  return value;
}

/** Items of a list, a tuple or an array of objects. */
export function listOf(object: SkObject, name: string): readonly SkValue[] {
  const value = object.state[name];
  if (Array.isArray(value)) return value as readonly SkValue[];
  if (typeof value === "object" && value !== null && "kind" in value) {
    if (value.kind === "tuple" || value.kind === "objects") return value.items;
  }
  throw wrong(object, name, "list");
}

export function objectsOf(object: SkObject, name: string): readonly SkObject[] {
  return listOf(object, name).map((item) => {
    if (!isSkObject(item)) throw wrong(object, name, "list of objects");
    return item;
  });
}

/** The classes of a classifier as whole numbers. */
export function classesOf(object: SkObject): Int32Array {
  const classes = numbersOf(object, "classes_");
  if (!classes.every(Number.isInteger)) throw wrong(object, "classes_", "array of whole numbers");
  return Int32Array.from(classes);
}
