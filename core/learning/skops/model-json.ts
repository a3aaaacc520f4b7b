import {
  allocateData,
  decodeNpy,
  DTYPES,
  encodeNpy,
  isStructured,
  ndArray,
  textFromUtf8,
  utf8FromText,
  type DType,
  type NdArray,
  type StructuredArray,
} from "#core/array/index.ts";
import { EphysError, parseJson, type JsonObject, type JsonValue } from "#core/model/index.ts";
import type { SkObject, SkValue } from "../estimator.ts";
import { readMembers } from "./read.ts";
import type { Trust } from "./trust.ts";
import { membersOf } from "./write.ts";

/*
 * A model as one readable JSON document: what a skops archive holds, its tree and its arrays, without the archive. Numbers
 * that JSON has no word for are texts: "NaN", "Infinity", "-Infinity".
 */

const FORMAT = "spikedesk-model";
const VERSION = 1;

/** The document of a fitted model. */
export function modelToJson(model: SkObject): JsonObject {
  const members = membersOf(model);
  const arrays: Record<string, JsonValue> = {};
  let tree: JsonValue = null;
  for (const [name, bytes] of members) {
    if (name === "schema.json") tree = parseJson(textFromUtf8(bytes), name);
    else arrays[name] = arrayToJson(decodeNpy(bytes, name));
  }
  return { format: FORMAT, version: VERSION, tree, arrays };
}

/**
 * The model of a document; nothing of it is executed.
 * @throws FormatNotRecognised, CorruptFile, and what `readSkops` throws
 */
export function modelFromJson(value: JsonValue, source: string, trust: Trust = {}): SkValue {
  const document = isObject(value) ? value : {};
  if (document["format"] !== FORMAT || document["version"] !== VERSION) {
    throw new EphysError(
      "FormatNotRecognised",
      `${source} is no model of this format: its "format" should be "${FORMAT}", its "version" ${String(VERSION)}`,
      { path: source },
    );
  }
  const members = new Map<string, Uint8Array>();
  members.set("schema.json", utf8FromText(JSON.stringify(document["tree"] ?? null)));
  const arrays = document["arrays"];
  for (const [name, array] of Object.entries(isObject(arrays) ? arrays : {})) {
    members.set(name, encodeNpy(arrayFromJson(array, `${source}, array ${name}`)));
  }
  return readMembers(members, source, trust);
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function arrayToJson(array: NdArray | StructuredArray): JsonObject {
  if (!isStructured(array)) return plainToJson(array);
  return {
    length: array.length,
    columns: Object.fromEntries(
      array.fields.map(({ name }) => [name, plainToJson(array.columns[name])]),
    ),
  };
}

function plainToJson({ dtype, shape, data }: NdArray): JsonObject {
  const values = Array.from(data as ArrayLike<number | bigint | string>, (item) => {
    if (typeof item === "bigint") return Number(item);
    return typeof item === "number" && !Number.isFinite(item) ? String(item) : item;
  });
  return { dtype, shape: [...shape], data: values };
}

function arrayFromJson(value: JsonValue | undefined, at: string): NdArray | StructuredArray {
  if (!isObject(value)) throw damaged(at);
  const { columns, length } = value;
  if (!isObject(columns)) return plainFromJson(value, at);
  if (typeof length !== "number") throw damaged(at);
  const made = Object.entries(columns).map(
    ([name, column]) => [name, plainFromJson(column, at)] as const,
  );
  return {
    length,
    fields: made.map(([name, { dtype }]) => ({ name, dtype })),
    columns: Object.fromEntries(made),
  };
}

function plainFromJson(value: JsonValue | undefined, at: string): NdArray {
  if (!isObject(value)) throw damaged(at);
  const { dtype, shape, data } = value;
  if (!isDType(dtype) || !isNumbers(shape) || !Array.isArray(data)) throw damaged(at);
  const items = data as readonly JsonValue[];
  const out = allocateData(dtype, items.length);
  for (const [i, item] of items.entries()) {
    if (typeof item !== "number" && typeof item !== "string") throw damaged(at);
    out[i] = dtype === "str" || dtype === "bytes" ? String(item) : Number(item);
  }
  return ndArray(dtype, shape, out);
}

function isDType(value: JsonValue | undefined): value is DType {
  return (DTYPES as readonly (JsonValue | undefined)[]).includes(value);
}

function isNumbers(value: JsonValue | undefined): value is readonly number[] {
  return Array.isArray(value) && value.every((item) => Number.isSafeInteger(item));
}

function damaged(at: string): EphysError {
  return new EphysError("CorruptFile", `${at} is not an array with dtype, shape and data`);
}
