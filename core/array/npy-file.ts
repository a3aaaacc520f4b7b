import type { ByteSource, FileSystemPort } from "#core/io/index.ts";
import { EphysError } from "#core/model/index.ts";
import { readElements, typedStorage, type TypedStorage } from "./elements.ts";
import type { NdArray, StructuredArray, StructuredField } from "./nd-array.ts";
import { sizeOfShape } from "./nd-array.ts";
import { decodeNpy, decodeNpyHeader, type FieldLayout, type NpyHeader } from "./npy.ts";

/*
 * Large .npy files without a copy of the file in memory: plain numbers are read into the array that they become, records
 * piece by piece into their columns. What is rare (text, big endian, Fortran order, int64 beyond 2^53) is left to decodeNpy.
 */

const SMALL_BYTES = 1 << 20;
const HEADER_BYTES = 1 << 12;
/** A piece of records stays in the cache between reading and taking apart. */
const PIECE_BYTES = 1 << 20;

export interface NpyFileOptions {
  /** memory that threads share, so that it crosses between them without a copy; false */
  readonly shared?: boolean;
  /** fields of records to be held as int32, whose numbers are known to be small */
  readonly int32?: readonly string[];
}

/**
 * The array of a .npy file: the same as `decodeNpy` of its bytes.
 * @throws FileNotFound, FormatNotRecognised, CorruptFile, TruncatedFile, Unsupported
 */
export async function readNpyFile(
  path: string,
  fs: Pick<FileSystemPort, "readBytes" | "openBytes" | "readArray">,
  options: NpyFileOptions = {},
): Promise<NdArray | StructuredArray> {
  const source = await fs.openBytes(path);
  try {
    if (source.sizeBytes > SMALL_BYTES) {
      if (fs.readArray !== undefined) return await fs.readArray(path, options.int32);
      const head = new Uint8Array(HEADER_BYTES);
      await source.readInto(0, head);
      const isWhole = head[6] === 1 && head[8] + 256 * head[9] + 10 <= HEADER_BYTES;
      const found = isWhole && (await readLarge(source, decodeNpyHeader(head, path), path, options)); // prettier-ignore
      if (found) return found;
    }
  } finally {
    await source.close();
  }
  return decodeNpy(await fs.readBytes(path), path);
}

/** Undefined for what only the careful decoder reads. */
async function readLarge(
  source: ByteSource,
  header: NpyHeader,
  path: string,
  options: NpyFileOptions,
): Promise<NdArray | StructuredArray | undefined> {
  const { shared = false } = options;
  const count = sizeOfShape(header.shape);
  const needed = header.dataOffsetBytes + count * header.itemBytes;
  if (source.sizeBytes < needed) {
    throw new EphysError(
      "TruncatedFile",
      `${path} ends at byte ${String(source.sizeBytes)}; its header promises ${String(needed)} bytes`,
      { path, sizeBytes: source.sizeBytes, neededBytes: needed },
    );
  }
  if ("fields" in header.type) {
    const columns = await readColumns(source, header, header.type.fields, options);
    if (columns === undefined) return undefined;
    const fields: StructuredField[] = header.type.fields.map(({ name }) => ({ name, dtype: columns[name].dtype })); // prettier-ignore
    return { length: count, fields, columns };
  }
  const layout = header.type;
  if (header.fortranOrder && header.shape.length > 1) return undefined;
  if (layout.dtype === "int64" || layout.dtype === "uint64") {
    const field = { name: "", layout, innerShape: [], offsetBytes: 0 };
    const columns = await readColumns(source, header, [field], { shared });
    return columns && { ...columns[""], shape: header.shape };
  }
  const data = layout.littleEndian ? typedStorage(layout.dtype, count, shared) : undefined;
  if (data === undefined) return undefined;
  await source.readInto(header.dataOffsetBytes, bytesOf(data));
  return { dtype: layout.dtype, shape: header.shape, data };
}

async function readColumns(
  source: ByteSource,
  { dataOffsetBytes, itemBytes, shape }: NpyHeader,
  fields: readonly FieldLayout[],
  { shared = false, int32 = [] }: NpyFileOptions,
): Promise<Record<string, NdArray> | undefined> {
  const count = sizeOfShape(shape);
  const stores: TypedStorage[] = [];
  for (const { name, layout, innerShape } of fields) {
    const isPlain = layout.littleEndian && innerShape.length === 0;
    const dtype = int32.includes(name) && layout.dtype === "int64" ? "int32" : layout.dtype;
    const store = isPlain ? typedStorage(dtype, count, shared, true) : undefined;
    if (store === undefined) return undefined;
    stores.push(store);
  }
  const rows = Math.max(1, Math.floor(PIECE_BYTES / itemBytes));
  const piece = new Uint8Array(rows * itemBytes);
  for (let first = 0; first < count; first += rows) {
    const n = Math.min(rows, count - first);
    await source.readInto(dataOffsetBytes + first * itemBytes, piece.subarray(0, n * itemBytes));
    for (const [f, { layout, offsetBytes }] of fields.entries()) {
      const part = readElements(piece, { start: offsetBytes, stride: itemBytes, count: n }, layout);
      if (part instanceof BigInt64Array || part instanceof BigUint64Array) return undefined; // beyond 2^53
      // a column of zeros, such as the segment of a recording of one, is left as it was allocated: memory never touched
      const isLeft = /int/.test(layout.dtype) && isZero(part as TypedStorage); // a float's zero may be negative
      if (!isLeft) stores[f].set(part as TypedStorage, first); // neither texts nor big integers
    }
  }
  return Object.fromEntries(
    fields.map(({ name, layout }, f) => {
      const dtype = stores[f] instanceof Int32Array ? "int32" : layout.dtype;
      return [name, { dtype, shape: [count], data: stores[f] }];
    }),
  );
}

function isZero(values: TypedStorage): boolean {
  let i = 0;
  while (i < values.length && values[i] === 0) i++;
  return i === values.length;
}

const bytesOf = (data: TypedStorage): Uint8Array =>
  new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
