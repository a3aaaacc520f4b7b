import { decodeNpyHeader, utf8FromText } from "#core/array/index.ts";
import type { FileSystemPort } from "#core/io/index.ts";
import { EphysError, parseJson, type JsonObject, type JsonValue } from "#core/model/index.ts";
import type { ChunkCodecs } from "./codecs/index.ts";

/** A folder that is a zarr hierarchy, version 2. */
export interface ZarrStore {
  readonly folder: string;
  readonly fs: FileSystemPort;
}

/** What `.zarray` says. */
export interface ArrayMetadata extends ChunkCodecs {
  readonly shape: readonly number[];
  readonly chunks: readonly number[];
  /** NumPy's type string, or fields as [name, type, shape?] */
  readonly dtype: string | readonly JsonValue[];
  readonly order: "C" | "F";
  readonly fillValue: JsonValue;
  readonly separator: "." | "/";
}

/** Where a key of a store lies. */
export function pathOf({ folder, fs }: ZarrStore, ...keys: string[]): string {
  return fs.path.join(folder, ...keys.filter((key) => key !== "").flatMap((key) => key.split("/")));
}

export async function hasArray(store: ZarrStore, key: string): Promise<boolean> {
  return (await store.fs.stat(pathOf(store, key, ".zarray")))?.kind === "file";
}

export async function hasGroup(store: ZarrStore, key: string): Promise<boolean> {
  return (await store.fs.stat(pathOf(store, key, ".zgroup")))?.kind === "file";
}

/** Names of the arrays and groups in a group, sorted. */
export async function listMembers(store: ZarrStore, key: string): Promise<string[]> {
  const folder = pathOf(store, key);
  if ((await store.fs.stat(folder))?.kind !== "folder") return [];
  const names: string[] = [];
  for (const name of await store.fs.list(folder)) {
    const child = key === "" ? name : `${key}/${name}`;
    if (name.startsWith(".")) continue;
    if ((await hasArray(store, child)) || (await hasGroup(store, child))) names.push(name);
  }
  return names;
}

/** `.zattrs` of a group or array; empty when there are none. @throws CorruptFile */
export async function readAttributes(store: ZarrStore, key: string): Promise<JsonObject> {
  const path = pathOf(store, key, ".zattrs");
  if ((await store.fs.stat(path)) === undefined) return {};
  return asObject(parseJson(await store.fs.readText(path), path), path);
}

/** @throws MissingSibling when there is no such array, CorruptFile, Unsupported */
export async function readArrayMetadata(store: ZarrStore, key: string): Promise<ArrayMetadata> {
  const path = pathOf(store, key, ".zarray");
  if ((await store.fs.stat(path)) === undefined) {
    throw new EphysError("MissingSibling", `${store.folder} has no array "${key}"`, { path, key });
  }
  const json = asObject(parseJson(await store.fs.readText(path), path), path);
  if (json["zarr_format"] !== 2) {
    throw new EphysError(
      "Unsupported",
      `${path} is of zarr format ${JSON.stringify(json["zarr_format"] ?? null)}; version 2 is read`,
      { path },
    );
  }
  const { dtype, compressor, filters, order, dimension_separator: separator } = json;
  const shape = counts(json["shape"], 0, path, "shape");
  const chunks = counts(json["chunks"], 1, path, "chunks");
  if (chunks.length !== shape.length) throw bad(path, "has chunks of another rank than its shape");
  if (typeof dtype !== "string" && !Array.isArray(dtype)) throw bad(path, "has no dtype");
  if (order !== "C" && order !== "F") throw bad(path, "has no order C or F");
  return {
    shape,
    chunks,
    dtype: dtype as ArrayMetadata["dtype"], // just checked
    order,
    fillValue: json["fill_value"] ?? null,
    separator: separator === "/" ? "/" : ".",
    compressor: compressor === undefined || compressor === null ? null : asObject(compressor, path),
    filters: Array.isArray(filters)
      ? (filters as readonly JsonValue[]).map((filter) => asObject(filter, path))
      : [],
  };
}

/** Header of an .npy file that would hold such elements: how they are decoded, and their bytes. */
export function npyHeaderBytes(
  dtype: ArrayMetadata["dtype"],
  shape: readonly number[],
): Uint8Array {
  const dimensions = shape.map((n) => `${String(n)},`).join("");
  const text = `{'descr': ${pythonText(dtype)}, 'fortran_order': False, 'shape': (${dimensions})}`;
  const body = utf8FromText(text);
  const out = new Uint8Array(12 + body.length);
  // version 3.0: the text is UTF-8
  out.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 3, 0]);
  new DataView(out.buffer).setUint32(8, body.length, true);
  out.set(body, 12);
  return out;
}

/** Bytes of an element. @throws Unsupported for objects and dates */
export function itemBytesOf(dtype: ArrayMetadata["dtype"], source: string): number {
  return decodeNpyHeader(npyHeaderBytes(dtype, [0]), source).itemBytes;
}

/** Fields are tuples in Python, lists in JSON. */
function pythonText(dtype: JsonValue, isField = false): string {
  if (!Array.isArray(dtype)) return JSON.stringify(dtype);
  const items = (dtype as readonly JsonValue[]).map((item) => pythonText(item, true)).join(", ");
  return isField ? `(${items},)` : `[${items}]`;
}

function counts(
  value: JsonValue | undefined,
  least: number,
  path: string,
  name: string,
): readonly number[] {
  const list = Array.isArray(value) ? (value as readonly JsonValue[]) : undefined;
  const isCount = (n: JsonValue): boolean =>
    typeof n === "number" && Number.isSafeInteger(n) && n >= least;
  if (list?.every(isCount)) return list as readonly number[]; // just checked
  throw bad(path, `has no list of whole numbers "${name}"`);
}

function asObject(value: JsonValue, path: string): JsonObject {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return value as JsonObject; // neither null nor a list
  }
  throw bad(path, "does not hold a JSON object");
}

function bad(path: string, what: string): EphysError {
  return new EphysError("CorruptFile", `${path} ${what}`, { path });
}
