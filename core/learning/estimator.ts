import type { NdArray, StructuredArray } from "#core/array/index.ts";
import type { Table } from "./table.ts";

/*
 * A fitted estimator is its scikit-learn class and attributes as plain data: what skops files hold, what is written, and
 * what predictions are made from. There is no second form.
 */

/** An attribute of an estimator. */
export type SkValue =
  | null
  | boolean
  | number
  | string
  | NdArray
  | StructuredArray
  | SkObject
  | SkTuple
  | SkDict
  | SkScalar
  | SkDType
  | SkOpaque
  | SkObjectArray
  | readonly SkValue[];

/** An object by its Python class, e.g. "sklearn.preprocessing._data.StandardScaler". */
export interface SkObject {
  readonly kind: "object";
  readonly type: string;
  readonly state: SkState;
  /** arguments of its constructor, for types that need them (trees) */
  readonly args?: readonly SkValue[];
}

export interface SkState {
  readonly [attribute: string]: SkValue | undefined;
}

interface SkTuple {
  readonly kind: "tuple";
  readonly items: readonly SkValue[];
  /** of a named tuple: its class */
  readonly type?: string;
}

/** A dictionary whose keys are not attribute names. */
export interface SkDict {
  readonly kind: "dict";
  readonly entries: readonly (readonly [string | number, SkValue])[];
}

/** A NumPy number of a given type. */
interface SkScalar {
  readonly kind: "scalar";
  readonly dtype: NdArray["dtype"];
  readonly value: number;
}

interface SkDType {
  readonly kind: "dtype";
  readonly dtype: NdArray["dtype"];
}

/** A known type whose content no prediction needs; kept by name only. */
interface SkOpaque {
  readonly kind: "opaque";
  readonly type: string;
}

/** A NumPy array of Python objects, in C order. */
export interface SkObjectArray {
  readonly kind: "objects";
  readonly shape: readonly number[];
  readonly items: readonly SkValue[];
}

/** A fitted imputer or scaler. */
export interface Transform {
  /** in: [row × numFeaturesIn]; out: [row × numFeaturesOut] */
  apply(table: Table): Table;
}

/** A fitted classifier. */
export interface Classifier {
  /** [class], the codes it was trained on, ascending */
  readonly classes: Int32Array;
  /** [row], codes */
  predict(table: Table): Int32Array;
  /** [row × class]; undefined for classifiers without probabilities */
  readonly probabilities?: (table: Table) => Table;
}

export function isSkObject(value: SkValue | undefined): value is SkObject {
  return typeof value === "object" && value !== null && "kind" in value && value.kind === "object";
}

/** The class name without its module. */
export function shortType(type: string): string {
  return type.slice(type.lastIndexOf(".") + 1);
}
