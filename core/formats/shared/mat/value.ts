import { EphysError } from "#core/model/index.ts";

/* What a MATLAB variable holds, whichever version of .mat file it comes from. Elements are in MATLAB's order: first
 * dimension fastest. */

export interface MatNumbers {
  readonly kind: "numbers";
  readonly shape: readonly number[];
  /** real parts */
  readonly data: Float64Array;
}

export interface MatText {
  readonly kind: "text";
  readonly shape: readonly number[];
  /** rows, without the blanks at their ends */
  readonly rows: readonly string[];
}

export interface MatCells {
  readonly kind: "cells";
  readonly shape: readonly number[];
  readonly items: readonly MatValue[];
}

/** A struct or an array of structs; a field is read when it is asked for. */
export interface MatStruct {
  readonly kind: "struct";
  readonly shape: readonly number[];
  readonly names: readonly string[];
  /** @param index which struct of an array, default the first */
  field(name: string, index?: number): Promise<MatValue | undefined>;
}

/** sparse matrices, objects, functions */
interface MatOther {
  readonly kind: "other";
  readonly shape: readonly number[];
  readonly what: string;
}

export type MatValue = MatNumbers | MatText | MatCells | MatStruct | MatOther;

/** The variables of a .mat file. */
export interface MatFile {
  readonly path: string;
  readonly names: readonly string[];
  /** a variable, read when it is asked for */
  variable(name: string): Promise<MatValue | undefined>;
}

/** A variable, or a field below it ("par/sr"). @throws CorruptFile when it is not there */
export async function matValue(file: MatFile, place: string): Promise<MatValue> {
  const found = await findMatValue(file, place);
  if (found) return found;
  throw new EphysError(
    "CorruptFile",
    `${file.path} has no "${place}"; it holds ${file.names.slice(0, 20).join(", ")}`,
    { path: file.path, name: place },
  );
}

/** As `matValue`, undefined when it is not there. */
export async function findMatValue(file: MatFile, place: string): Promise<MatValue | undefined> {
  const [first = "", ...fields] = place.split("/");
  let value = await file.variable(first);
  for (const name of fields) {
    if (value?.kind !== "struct") return undefined;
    value = await value.field(name);
  }
  return value;
}

/** A single number. @throws CorruptFile */
export async function matNumber(file: MatFile, place: string): Promise<number> {
  const value = await matValue(file, place);
  if (value.kind === "numbers" && value.data.length === 1) return value.data[0];
  throw wrongKind(file, place, "a number", value);
}

/** Numbers of any shape. @throws CorruptFile */
export async function matNumbers(file: MatFile, place: string): Promise<MatNumbers> {
  const value = await matValue(file, place);
  if (value.kind === "numbers") return value;
  throw wrongKind(file, place, "numbers", value);
}

/** A matrix, rows × columns. @throws CorruptFile */
export async function matMatrix(file: MatFile, place: string): Promise<MatNumbers> {
  const value = await matNumbers(file, place);
  if (value.shape.length === 2) return value;
  throw wrongKind(file, place, "a matrix", value);
}

function wrongKind(
  file: MatFile,
  place: string,
  wanted: string,
  { kind, shape }: MatValue,
): EphysError {
  return new EphysError(
    "CorruptFile",
    `${file.path}: "${place}" is ${kind} of ${shape.join(" × ")}, not ${wanted}`,
    { path: file.path, name: place },
  );
}
