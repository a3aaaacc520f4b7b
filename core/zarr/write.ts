import {
  decodeNpyHeader,
  encodeNpy,
  isStructured,
  sizeOfShape,
  textWidth,
  typeString,
  utf8FromText,
  type NdArray,
  type StructuredArray,
} from "#core/array/index.ts";
import { formatJson, parseJson, type JsonObject, type JsonValue } from "#core/model/index.ts";
import { copyChunk, touchedChunks } from "./chunk-grid.ts";
import { DEFAULT_COMPRESSOR, encodeChunk, type ChunkCodecs } from "./codecs/index.ts";
import { pathOf, type ZarrStore } from "./metadata.ts";

/** How an array is stored. */
export interface ArrayLayout {
  /** Blosc (the reference's default), or null = as it is */
  readonly compressed: boolean;
  /** delta filter: for ascending numbers */
  readonly delta?: boolean;
  /** default: as zarr chooses them */
  readonly chunks?: readonly number[];
}

/** Makes a group with its attributes. */
export async function writeGroup(
  store: ZarrStore,
  key: string,
  attributes?: JsonObject,
): Promise<void> {
  await store.fs.makeFolder(pathOf(store, key));
  await store.fs.writeFile(pathOf(store, key, ".zgroup"), formatJson({ zarr_format: 2 }));
  if (attributes !== undefined) await writeAttributes(store, key, attributes);
}

export async function writeAttributes(
  store: ZarrStore,
  key: string,
  attributes: JsonObject,
): Promise<void> {
  await store.fs.writeFile(pathOf(store, key, ".zattrs"), formatJson(attributes));
}

/** Writes a whole array. */
export async function writeArray(
  store: ZarrStore,
  key: string,
  array: NdArray | StructuredArray,
  layout: ArrayLayout,
): Promise<void> {
  const npy = encodeNpy(array);
  const { itemBytes, dataOffsetBytes } = decodeNpyHeader(npy);
  const bytes = npy.subarray(dataOffsetBytes);
  const shape = isStructured(array) ? [array.length] : array.shape;
  const dtype = dtypeJson(array);
  const chunks = layout.chunks ?? guessChunks(shape, itemBytes);
  const codecs: ChunkCodecs = {
    compressor: layout.compressed ? DEFAULT_COMPRESSOR : null,
    filters: layout.delta === true ? [{ id: "delta", dtype, astype: dtype }] : [],
  };
  await writeArrayMetadata(store, key, { shape, chunks, dtype, ...codecs });
  const box = { start: shape.map(() => 0), end: shape };
  for (const position of touchedChunks(box, chunks)) {
    const chunkBytes = new Uint8Array(sizeOfShape(chunks) * itemBytes);
    copyChunk(
      { position, chunks, order: "C", itemBytes, box, boxBytes: bytes, chunkBytes },
      "write",
    );
    const path = pathOf(store, key, position.length === 0 ? "0" : position.join("."));
    await store.fs.writeFile(path, await encodeChunk(chunkBytes, codecs, itemBytes, path));
  }
}

/** `.zarray`, and the folder that it lies in. */
export async function writeArrayMetadata(
  store: ZarrStore,
  key: string,
  metadata: ChunkCodecs & {
    readonly shape: readonly number[];
    readonly chunks: readonly number[];
    readonly dtype: JsonValue;
  },
): Promise<void> {
  const { shape, chunks, dtype, compressor, filters } = metadata;
  await store.fs.makeFolder(pathOf(store, key));
  const json = {
    chunks,
    compressor,
    dtype,
    fill_value: fillValue(dtype),
    filters: filters.length > 0 ? filters : null,
    order: "C",
    shape,
    zarr_format: 2,
  };
  await store.fs.writeFile(pathOf(store, key, ".zarray"), formatJson(json));
}

/** A one-element object array that holds JSON, as numcodecs' json2 stores it. */
export async function writeJsonObject(
  store: ZarrStore,
  key: string,
  value: JsonObject,
): Promise<void> {
  const filter = {
    id: "json2",
    encoding: "utf-8",
    skipkeys: false,
    ensure_ascii: true,
    check_circular: true,
    allow_nan: true,
    sort_keys: true,
    indent: null,
    separators: [",", ":"],
    strict: true,
  };
  const codecs = { compressor: DEFAULT_COMPRESSOR, filters: [filter] };
  await writeArrayMetadata(store, key, { shape: [1], chunks: [1], dtype: "|O", ...codecs });
  const text = utf8FromText(formatJson([value, "|O", [1]]));
  const path = pathOf(store, key, "0");
  const packed = await encodeChunk(text, { ...codecs, filters: [] }, 1, path);
  await store.fs.writeFile(path, packed);
}

/** `.zmetadata`: all metadata of the hierarchy in one file, which readers of remote stores want. */
export async function consolidate(store: ZarrStore): Promise<void> {
  const metadata: Record<string, JsonValue> = {};
  await collect(store, "", metadata);
  await store.fs.writeFile(
    pathOf(store, ".zmetadata"),
    formatJson({ metadata, zarr_consolidated_format: 1 }),
  );
}

async function collect(
  store: ZarrStore,
  key: string,
  metadata: Record<string, JsonValue>,
): Promise<void> {
  const names = await store.fs.list(pathOf(store, key));
  const prefix = key === "" ? "" : `${key}/`;
  for (const name of [".zarray", ".zattrs", ".zgroup"]) {
    if (!names.includes(name)) continue;
    const text = await store.fs.readText(pathOf(store, key, name));
    metadata[prefix + name] = parseJson(text, pathOf(store, key, name));
  }
  if (names.includes(".zarray")) return;
  for (const name of names) {
    if (name.startsWith(".")) continue;
    const child = prefix + name;
    if ((await store.fs.stat(pathOf(store, child)))?.kind === "folder") {
      await collect(store, child, metadata);
    }
  }
}

/** NumPy's type string, or the fields of records. */
function dtypeJson(array: NdArray | StructuredArray): JsonValue {
  if (!isStructured(array)) return typeString(array.dtype, widthOf(array));
  return array.fields.map(({ name, dtype, width }) => {
    const column = array.columns[name];
    const inner = column.shape.slice(1);
    const type = typeString(dtype, width ?? widthOf(column));
    return inner.length === 0 ? [name, type] : [name, type, inner];
  });
}

function widthOf({ data }: NdArray): number {
  return Array.isArray(data) ? textWidth(data) : 0;
}

/** As zarr writes it: zero in the array's own type, records as their bytes in base64. */
function fillValue(dtype: JsonValue): JsonValue {
  if (typeof dtype !== "string") return zeroRecord(dtype);
  if (dtype === "|b1") return false;
  return dtype.includes("U") || dtype.includes("S") ? "" : 0;
}

/** @param fields [name, type] of each field */
function zeroRecord(fields: JsonValue): JsonValue {
  if (!Array.isArray(fields)) return null;
  let bytes = 0;
  for (const field of fields) {
    const type = Array.isArray(field) ? String(field[1]) : "";
    bytes += Number(type.slice(2)) * (type.includes("U") ? 4 : 1);
  }
  const padding = (3 - (bytes % 3)) % 3;
  return "A".repeat((4 * (bytes + padding)) / 3 - padding) + "=".repeat(padding);
}

const BASE_BYTES = 256 * 1024;
const LEAST_BYTES = 128 * 1024;
const MOST_BYTES = 64 * 1024 * 1024;

/** The chunks that zarr 2 chooses where none are asked for: halved axis after axis until they are of a good size. */
export function guessChunks(shape: readonly number[], itemBytes: number): number[] {
  const chunks = shape.map((n) => Math.max(n, 1));
  const total = sizeOfShape(chunks) * itemBytes;
  const wanted = BASE_BYTES * 2 ** Math.log10(total / (1024 * 1024));
  const target = Math.min(MOST_BYTES, Math.max(LEAST_BYTES, wanted));
  for (let i = 0; ; i++) {
    const bytes = sizeOfShape(chunks) * itemBytes;
    const isGood = bytes < target || Math.abs(bytes - target) / target < 0.5;
    if ((isGood && bytes < MOST_BYTES) || sizeOfShape(chunks) === 1) return chunks;
    const axis = i % chunks.length;
    chunks[axis] = Math.ceil(chunks[axis] / 2);
  }
}
