import {
  decodeNpy,
  isStructured,
  layoutFromTypeString,
  ndArray,
  sizeOfShape,
  type DType,
  type NdArray,
  type NdData,
  type StructuredArray,
} from "#core/array/index.ts";
import type { CoreContext } from "#core/compute/index.ts";
import { EphysError, probeFromDict, type JsonObject, type JsonValue } from "#core/model/index.ts";

/** Opens what an argument names by its path. */
export interface Openers {
  recording(path: string): Promise<unknown>;
  sorting(path: string): Promise<unknown>;
  snippets(path: string): Promise<unknown>;
  analyzer(path: string): Promise<unknown>;
}

/** Where a call's paths lie. */
export interface CallPlace {
  /** folder that `$path` and array files are relative to */
  readonly cwd: string;
  /** folder of `$tmp` places; emptied before each call */
  readonly tmp: string;
}

type Decode = (value: JsonValue, decode: Decoder) => unknown;

interface Decoder {
  readonly place: CallPlace;
  readonly openers: Openers;
  readonly ctx: CoreContext;
}

/**
 * An argument from the wire (see the values encoding): `$nd` → NdArray or StructuredArray, `$complex` → complex NdArray,
 * `$float` → number, `$map` → Map, `$path` and `$tmp` → absolute path, `$probe` → Probe, `$recording`, `$sorting`,
 * `$snippets`, `$analyzer` → the opened object. `$frame`, `$slice`, `$tuple` and `$node` stay as they are, their
 * contents decoded.
 */
export async function decodeValue(value: JsonValue, decoder: Decoder): Promise<unknown> {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) {
    return Promise.all((value as readonly JsonValue[]).map((item) => decodeValue(item, decoder)));
  }
  const object = value as JsonObject;
  const [key, more] = Object.keys(object);
  const special = key === undefined || more !== undefined ? undefined : DECODERS[key];
  if (special && key !== undefined) return special(object[key] ?? null, decoder);
  const out: Record<string, unknown> = {};
  for (const [name, item] of Object.entries(object)) {
    out[name] = await decodeValue(item ?? null, decoder);
  }
  return out;
}

const DECODERS: Readonly<Record<string, Decode>> = {
  $float: (value) => floatFromText(value),
  $nd: (value, decoder) => decodeArray(asObject(value), decoder),
  $complex: decodeComplex,
  async $map(value, decoder) {
    const pairs = (await decodeValue(value, decoder)) as [unknown, unknown][]; // a list of pairs
    return new Map(pairs);
  },
  $path: (value, { place, ctx }) => ctx.fs.path.resolve(place.cwd, textOf(value)),
  $tmp: (value, { place, ctx }) => ctx.fs.path.join(place.tmp, textOf(value)),
  $probe: (value) => probeFromDict(value),
  $recording: (value, decoder) => decoder.openers.recording(pathOf(value, decoder)),
  $sorting: (value, decoder) => decoder.openers.sorting(pathOf(value, decoder)),
  $snippets: (value, decoder) => decoder.openers.snippets(pathOf(value, decoder)),
  $analyzer: (value, decoder) => decoder.openers.analyzer(pathOf(value, decoder)),
};

function pathOf(value: JsonValue, { place, ctx }: Decoder): string {
  return ctx.fs.path.resolve(place.cwd, textOf(asObject(value)["path"] ?? null));
}

function textOf(value: JsonValue): string {
  if (typeof value === "string") return value;
  throw invalid(`text is expected, not ${JSON.stringify(value)}`);
}

function asObject(value: JsonValue): JsonObject {
  if (typeof value === "object" && value !== null && !Array.isArray(value))
    return value as JsonObject;
  throw invalid(`expected an object, found ${JSON.stringify(value).slice(0, 80)}`);
}

function invalid(message: string): EphysError {
  return new EphysError("InvalidParameter", message);
}

function floatFromText(value: JsonValue): number {
  const known = { nan: NaN, inf: Infinity, "-inf": -Infinity }[
    typeof value === "string" ? value : ""
  ];
  if (known === undefined) throw invalid(`$float ${JSON.stringify(value)} is not nan, inf or -inf`);
  return known;
}

async function decodeArray(spec: JsonObject, decoder: Decoder): Promise<NdArray | StructuredArray> {
  const shape = spec["shape"] as readonly number[]; // checked by ndArray against the data
  if (typeof spec["file"] === "string") return readArrayFile(spec["file"], decoder);
  if (Array.isArray(spec["dtype"])) return decodeRecords(spec, decoder);
  const dtype = dtypeOf(textOf(spec["dtype"] ?? null));
  const data = spec["data"];
  if (!Array.isArray(data) || !Array.isArray(shape))
    throw invalid("$nd needs dtype, shape and data or file");
  return ndArray(dtype, shape, dataFromJson(data as readonly JsonValue[], dtype));
}

async function readArrayFile(
  file: string,
  { place, ctx }: Decoder,
): Promise<NdArray | StructuredArray> {
  const path = ctx.fs.path.resolve(place.cwd, file);
  return decodeNpy(await ctx.fs.readBytes(path), path);
}

function dtypeOf(text: string): DType {
  if (text === "str" || text === "object") return "str";
  return layoutFromTypeString(text).dtype;
}

function dataFromJson(data: readonly JsonValue[], dtype: DType): NdData {
  if (dtype === "str" || dtype === "bytes")
    return data.map((item) => (typeof item === "string" ? item : String(item as number)));
  const flat = (data as readonly unknown[]).flat(Infinity) as JsonValue[];
  const numbers = flat.map((item) =>
    typeof item === "object" && item !== null
      ? floatFromText((item as JsonObject)["$float"] ?? null)
      : Number(item),
  );
  switch (dtype) {
    case "bool":
    case "uint8":
      return Uint8Array.from(numbers);
    case "int8":
      return Int8Array.from(numbers);
    case "int16":
      return Int16Array.from(numbers);
    case "uint16":
      return Uint16Array.from(numbers);
    case "int32":
      return Int32Array.from(numbers);
    case "uint32":
      return Uint32Array.from(numbers);
    case "float16":
    case "float32":
    case "complex64":
      return Float32Array.from(numbers);
    default:
      return Float64Array.from(numbers);
  }
}

async function decodeRecords(spec: JsonObject, decoder: Decoder): Promise<StructuredArray> {
  const types = spec["dtype"] as readonly (readonly [string, string, (readonly number[])?])[];
  const given = asObject(spec["columns"] ?? null);
  const length = sizeOfShape((spec["shape"] ?? []) as readonly number[]);
  const columns: Record<string, NdArray> = {};
  const fields = [];
  for (const [name, type, inner = []] of types) {
    const dtype = dtypeOf(type);
    const column = given[name];
    const decoded = Array.isArray(column)
      ? ndArray(dtype, [length, ...inner], dataFromJson(column as readonly JsonValue[], dtype))
      : await decodeValue(column ?? null, decoder);
    columns[name] = decoded as NdArray; // a long column is itself an $nd
    fields.push({ name, dtype });
  }
  return { length, fields, columns };
}

async function decodeComplex(value: JsonValue, decoder: Decoder): Promise<NdArray> {
  const parts = asObject(value);
  const re = (await decodeValue(parts["re"] ?? null, decoder)) as NdArray | StructuredArray;
  const im = (await decodeValue(parts["im"] ?? null, decoder)) as NdArray | StructuredArray;
  if (isStructured(re) || isStructured(im) || re.data.length !== im.data.length) {
    throw invalid("$complex needs re and im of one shape");
  }
  const single = re.dtype === "float32";
  const data = new (single ? Float32Array : Float64Array)(2 * re.data.length);
  for (let i = 0; i < re.data.length; i++) {
    data[2 * i] = Number(re.data[i]);
    data[2 * i + 1] = Number(im.data[i]);
  }
  return ndArray(single ? "complex64" : "complex128", re.shape, data);
}
