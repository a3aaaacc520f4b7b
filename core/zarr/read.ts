import {
  decodeNpy,
  isStructured,
  sizeOfShape,
  textFromUtf8,
  type NdArray,
  type StructuredArray,
} from "#core/array/index.ts";
import { EphysError, parseJson, type JsonValue } from "#core/model/index.ts";
import { copyChunk, touchedChunks, type Box } from "./chunk-grid.ts";
import { decodeChunk, decompressAny } from "./codecs/index.ts";
import {
  itemBytesOf,
  npyHeaderBytes,
  pathOf,
  readArrayMetadata,
  type ArrayMetadata,
  type ZarrStore,
} from "./metadata.ts";

/** A chunk larger than this is a damaged number. */
const MAX_CHUNK_BYTES = 2 ** 31 - 1;

/** An array of a store, opened: its metadata is checked, nothing of it is read. */
export interface ZarrArray {
  readonly store: ZarrStore;
  readonly key: string;
  readonly metadata: ArrayMetadata;
  readonly itemBytes: number;
}

/** @throws MissingSibling, CorruptFile, Unsupported (objects: `readObjects`) */
export async function openArray(store: ZarrStore, key: string): Promise<ZarrArray> {
  const metadata = await readArrayMetadata(store, key);
  const source = pathOf(store, key);
  const itemBytes = itemBytesOf(metadata.dtype, source);
  const chunkBytes = sizeOfShape(metadata.chunks) * itemBytes;
  if (chunkBytes > MAX_CHUNK_BYTES) {
    throw new EphysError("CorruptFile", `${source} has chunks of ${String(chunkBytes)} bytes`, {
      path: source,
    });
  }
  return { store, key, metadata, itemBytes };
}

/**
 * One chunk decoded, in the array's order; undefined when it was never stored, which stands for the fill value.
 * @throws CorruptFile, TruncatedFile, Unsupported naming the chunk's file
 */
export async function readChunk(
  array: ZarrArray,
  position: readonly number[],
): Promise<Uint8Array | undefined> {
  const { store, metadata, itemBytes } = array;
  const path = chunkPath(array, position);
  if ((await store.fs.stat(path)) === undefined) return undefined;
  const stored = await store.fs.readBytes(path);
  const chunkBytes = sizeOfShape(metadata.chunks) * itemBytes;
  return decodeChunk(stored, metadata, chunkBytes, path, store.fs.decoders);
}

function chunkPath({ store, key, metadata }: ZarrArray, position: readonly number[]): string {
  return pathOf(store, key, position.length === 0 ? "0" : position.join(metadata.separator));
}

/** What `readBox` does about chunks that were never stored. */
export type AbsentChunks = "fill" | "refuse";

/**
 * Bytes of a box of an array in C order, little or big endian as stored; only the chunks that it touches are read.
 * @param out as many bytes as the box has
 * @param load where chunks come from: a cache, say
 */
export async function readBox(
  array: ZarrArray,
  box: Box,
  out: Uint8Array,
  absent: AbsentChunks,
  load: typeof readChunk = readChunk,
): Promise<void> {
  const { metadata, itemBytes } = array;
  for await (const [position, stored] of readAhead(array, box, load)) {
    if (stored === undefined && absent === "refuse") throw absentChunk(array, position);
    const chunkBytes = stored ?? filledChunk(array);
    copyChunk(
      {
        position,
        chunks: metadata.chunks,
        order: metadata.order,
        itemBytes,
        box,
        boxBytes: out,
        chunkBytes,
      },
      "read",
    );
  }
}

/** Chunks decoded at a time: what a machine's threads take, and no more than memory has for them. */
const CHUNKS_AT_ONCE = 4;

/** The chunks that a box touches, in order; while one is used, those behind it are read and decoded. */
async function* readAhead(
  array: ZarrArray,
  box: Box,
  load: typeof readChunk,
): AsyncGenerator<readonly [number[], Uint8Array | undefined]> {
  const positions = touchedChunks(box, array.metadata.chunks);
  const waiting: { position: number[]; chunk: Promise<Uint8Array | undefined> }[] = [];
  const startNext = (): void => {
    const { value: position } = positions.next() as IteratorResult<number[], undefined>;
    if (position === undefined) return;
    const chunk = load(array, position);
    // the first failure is told when its turn comes; later ones are not missed
    chunk.catch(() => undefined);
    waiting.push({ position, chunk });
  };
  for (let i = 1; i < CHUNKS_AT_ONCE; i++) startNext();
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    startNext();
    yield [next.position, await next.chunk];
  }
}

function absentChunk(array: ZarrArray, position: readonly number[]): EphysError {
  const path = chunkPath(array, position);
  return new EphysError(
    "MissingSibling",
    `the chunk ${path} is not there: the folder is incomplete; copy it again`,
    { path },
  );
}

/** A chunk of fill values; only zero, false, empty text and none are known. */
function filledChunk({ store, key, metadata, itemBytes }: ZarrArray): Uint8Array {
  const fill = metadata.fillValue;
  const isZero = fill === 0 || fill === false || fill === "" || fill === null;
  const isZeroBytes = typeof fill === "string" && /^A*=*$/.test(fill);
  if (isZero || isZeroBytes) return new Uint8Array(sizeOfShape(metadata.chunks) * itemBytes);
  const path = pathOf(store, key);
  throw new EphysError(
    "Unsupported",
    `${path} has chunks that were never stored and the fill value ${JSON.stringify(fill)}`,
    { path },
  );
}

/** A whole array. int64 as in npy files: float64 storage, BigInt only beyond 2^53. */
export async function readArray(
  store: ZarrStore,
  key: string,
  absent: AbsentChunks = "fill",
): Promise<NdArray | StructuredArray> {
  const array = await openArray(store, key);
  const { shape, dtype } = array.metadata;
  const source = pathOf(store, key);
  const header = npyHeaderBytes(dtype, shape);
  const bytes = allocate(header.length + sizeOfShape(shape) * array.itemBytes, source);
  bytes.set(header);
  const box = { start: shape.map(() => 0), end: shape };
  await readBox(array, box, bytes.subarray(header.length), absent);
  return decodeNpy(bytes, source);
}

/**
 * A box of an array. Before room is made for it, its chunks must be there: a number of the metadata alone allocates nothing.
 * @throws MissingSibling naming the first chunk that is not there, and the errors of `readBox`
 */
export async function readWindow(
  array: ZarrArray,
  box: Box,
  load: typeof readChunk = readChunk,
): Promise<NdArray | StructuredArray> {
  const { dtype, chunks, shape } = array.metadata;
  const source = pathOf(array.store, array.key);
  const isInside = box.end.every((end, axis) => box.start[axis] <= end && end <= shape[axis]);
  if (!isInside) {
    throw new EphysError("CorruptFile", `${source} has the shape [${shape.join(", ")}]`, {
      path: source,
    });
  }
  for (const position of touchedChunks(box, chunks)) await requireChunk(array, position);
  const lengths = box.end.map((end, axis) => end - box.start[axis]);
  const header = npyHeaderBytes(dtype, lengths);
  const bytes = allocate(header.length + sizeOfShape(lengths) * array.itemBytes, source);
  bytes.set(header);
  await readBox(array, box, bytes.subarray(header.length), "refuse", load);
  return decodeNpy(bytes, source);
}

async function requireChunk(array: ZarrArray, position: readonly number[]): Promise<void> {
  if ((await array.store.fs.stat(chunkPath(array, position))) === undefined) {
    throw absentChunk(array, position);
  }
}

/** As `readArray`, for what may not be records. @throws CorruptFile */
export async function readPlainArray(
  store: ZarrStore,
  key: string,
  absent: AbsentChunks = "fill",
): Promise<NdArray> {
  const array = await readArray(store, key, absent);
  if (!isStructured(array)) return array;
  const path = pathOf(store, key);
  throw new EphysError("CorruptFile", `${path} holds records instead of values`, { path });
}

function allocate(sizeBytes: number, source: string): Uint8Array {
  try {
    return new Uint8Array(sizeBytes);
  } catch (error) {
    throw new EphysError(
      "CorruptFile",
      `${source} claims ${String(sizeBytes)} bytes, more than can be held`,
      { path: source },
      error,
    );
  }
}

/**
 * The items of a one-dimensional object array that was stored as JSON; undefined when they are Python objects (pickled),
 * which are never opened.
 * @throws MissingSibling, CorruptFile, Unsupported
 */
export async function readObjects(
  store: ZarrStore,
  key: string,
): Promise<readonly JsonValue[] | undefined> {
  const metadata = await readArrayMetadata(store, key);
  const path = pathOf(store, key, "0");
  const [filter] = metadata.filters;
  if (filter?.["id"] === "pickle") return undefined;
  if (filter?.["id"] !== "json2" || metadata.shape.length !== 1) {
    throw new EphysError("Unsupported", `${pathOf(store, key)} holds objects that are not JSON`, {
      path,
    });
  }
  const bytes = await decompressAny(await store.fs.readBytes(path), metadata.compressor, path);
  const items = parseJson(textFromUtf8(bytes), path);
  // numcodecs' json2 puts dtype and shape after the items
  if (Array.isArray(items) && items.length >= 2)
    return (items as readonly JsonValue[]).slice(0, -2);
  throw new EphysError("CorruptFile", `${path} holds no list of objects`, { path });
}

/**
 * The texts of an array of objects, as numcodecs' vlen-utf8 or json2 stored them; undefined where they are Python objects
 * (pickled), which are never opened.
 * @throws CorruptFile, TruncatedFile, Unsupported
 */
export async function readTexts(store: ZarrStore, key: string): Promise<string[] | undefined> {
  const metadata = await readArrayMetadata(store, key);
  const path = pathOf(store, key);
  const [filter] = metadata.filters;
  if (filter?.["id"] === "pickle") return undefined;
  if (filter?.["id"] === "json2") {
    const items = await readObjects(store, key);
    return items?.every((item) => typeof item === "string") ? [...items] : undefined;
  }
  if (filter?.["id"] !== "vlen-utf8" || metadata.shape.length !== 1) {
    throw new EphysError("Unsupported", `${path} holds objects that are no list of texts`, {
      path,
    });
  }
  const [length] = metadata.shape;
  const [perChunk] = metadata.chunks;
  const array: ZarrArray = { store, key, metadata, itemBytes: 0 };
  const out: string[] = [];
  for (let first = 0, chunk = 0; first < length; first += perChunk, chunk++) {
    const file = chunkPath(array, [chunk]);
    await requireChunk(array, [chunk]);
    const bytes = await decompressAny(await store.fs.readBytes(file), metadata.compressor, file);
    const texts = unpackTexts(bytes, file);
    for (const text of texts.slice(0, length - first)) out.push(text);
  }
  if (out.length === length) return out;
  throw new EphysError(
    "TruncatedFile",
    `${path} holds ${String(out.length)} of ${String(length)} texts`,
    { path },
  );
}

/** numcodecs' VLenUTF8: a count, then each text's length in bytes and its UTF-8. */
function unpackTexts(bytes: Uint8Array, path: string): string[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const texts: string[] = [];
  const take = (at: number): number => {
    if (at + 4 <= bytes.length) return view.getUint32(at, true);
    throw new EphysError("TruncatedFile", `${path} ends within its texts`, { path });
  };
  const count = take(0);
  let at = 4;
  for (let i = 0; i < count; i++) {
    const length = take(at);
    if (at + 4 + length > bytes.length) {
      throw new EphysError("TruncatedFile", `${path} ends within its texts`, { path });
    }
    texts.push(textFromUtf8(bytes.subarray(at + 4, at + 4 + length)));
    at += 4 + length;
  }
  return texts;
}

/** True for an array of Python or JSON objects. */
export function isObjectArray({ dtype }: ArrayMetadata): boolean {
  return dtype === "|O";
}
