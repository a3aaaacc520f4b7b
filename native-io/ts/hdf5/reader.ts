import { ndArray, sizeOfShape, type NdArray } from "#core/array/index.ts";
import type { Hdf5Dataset, Hdf5Entry, Hdf5Kind, Hdf5Value, Hdf5Window } from "#core/io/index.ts";
import { EphysError } from "#core/model/index.ts";
import { Decoder } from "./decode.ts";
import type { H5Module, Metadata } from "./h5wasm.ts";
import { OpenFiles } from "./open-files.ts";
import { CLASS, dtypeOf } from "./types.ts";

/** Deflate cannot shrink more than this; the other filters rarely do. */
const MOST_COMPRESSION = 1032;
/** Small things are read whatever the file's size: a fill value of a dataset takes no room in the file. */
const ALWAYS_ALLOWED_BYTES = 16 * 1024 * 1024;
/** A read of the library at a time: its memory grows and never shrinks. */
const SLAB_BYTES = 64 * 1024 * 1024;

/** HDF5's own filters and those of the plugins: bzip2, lzf, blosc, lz4, bitshuffle, zfp, zstd, jpeg, bitgroom, blosc 2 … */
const KNOWN_FILTERS = new Set([
  1, 2, 3, 4, 5, 6, 307, 32_000, 32_001, 32_004, 32_008, 32_013, 32_015, 32_019, 32_022, 32_023,
  32_026,
]);

/** Answers questions about files. Every status of the library is looked at: a failed read leaves memory unset. */
export class Reader {
  readonly #library: H5Module;
  readonly #files: OpenFiles;

  constructor(library: H5Module) {
    this.#library = library;
    this.#files = new OpenFiles(library);
  }

  open({ file }: { file: string }): { sizeBytes: number } {
    return { sizeBytes: this.#files.refresh(file).sizeBytes };
  }

  kindOf({ file, path }: { file: string; path: string }): Hdf5Kind | undefined {
    const { id } = this.#files.get(file);
    if (path === "/") return "group";
    switch (this.#library.get_type(id, path)) {
      case this.#library.H5G_GROUP:
        return "group";
      case this.#library.H5G_DATASET:
        return "dataset";
      case this.#library.H5G_LINK:
      case this.#library.H5G_UDLINK:
        return "broken";
      default:
        return undefined;
    }
  }

  list({ file, path }: { file: string; path: string }): readonly Hdf5Entry[] {
    const { id } = this.#files.get(file);
    if (this.kindOf({ file, path }) !== "group") {
      throw new EphysError("CorruptFile", `${file} has no group ${path}`, { path: file });
    }
    const entries: Hdf5Entry[] = [];
    for (const name of this.#library.get_names(id, path, false)) {
      const kind = this.kindOf({ file, path: childPath(path, name) });
      if (kind !== undefined) entries.push({ name, kind });
    }
    return entries;
  }

  dataset({ file, path }: { file: string; path: string }): Hdf5Dataset {
    const { id } = this.#files.get(file);
    const type = this.#typeOf(id, file, path);
    const filters = this.#library.get_dataset_filters(id, path);
    return {
      path,
      shape: outerShape(type),
      dtype: dtypeOf(type),
      bigEndian: !type.littleEndian && type.size > 1 && type.type <= CLASS.float,
      itemBytes: type.size,
      chunks: type.chunks ?? undefined,
      filters: filters.map(({ name, id: number }) => name || String(number)),
    };
  }

  attributes({ file, path }: { file: string; path: string }): Record<string, Hdf5Value> {
    const { id, sizeBytes } = this.#files.get(file);
    const kind = this.kindOf({ file, path });
    if (kind !== "group" && kind !== "dataset") {
      throw new EphysError("CorruptFile", `${file} has nothing at ${path}`, { path: file });
    }
    const out: Record<string, Hdf5Value> = {};
    for (const name of this.#library.get_attribute_names(id, path)) {
      const type = this.#library.get_attribute_metadata(id, path, name);
      if (type.shape === null) {
        out[name] = { kind: "empty" };
        continue;
      }
      const bytes = type.size * sizeOfShape(type.shape);
      const where = `attribute ${name} of ${path} in ${file}`;
      refuseOversize(bytes, Math.max(sizeBytes, ALWAYS_ALLOWED_BYTES), where, file);
      const read = (pointer: bigint): number =>
        this.#library.get_attribute_data(id, path, name, pointer);
      const free = (pointer: bigint): void => {
        this.#library.reclaim_vlen_memory(id, path, name, pointer);
      };
      // a foreign attribute of a type that is not read is no reason to refuse the file
      if (isReadable(type)) out[name] = this.#take(type, type.shape, id, where, { read, free });
    }
    return out;
  }

  read(args: { file: string; path: string; window?: Hdf5Window | undefined }): Hdf5Value {
    const { file, path } = args;
    const { id, sizeBytes } = this.#files.get(file);
    const type = this.#typeOf(id, file, path);
    if (type.shape === null) return { kind: "empty" };
    const where = `${path} in ${file}`;
    const window = args.window ?? type.shape.map((length) => [0, length] as const);
    checkWindow(window, type.shape, where);
    const bytes = type.size * window.reduce((n, [from, to]) => n * (to - from), 1);
    const filtered = type.chunks !== null && this.#library.get_dataset_filters(id, path).length > 0;
    const explained = sizeBytes * (filtered ? MOST_COMPRESSION : 1);
    refuseOversize(bytes, Math.max(explained, ALWAYS_ALLOWED_BYTES), where, file);
    if (window.length > 0 && bytes > SLAB_BYTES && dtypeOf(type) !== undefined && !type.vlen) {
      return this.#readSlabs(type, id, path, window, where);
    }
    return this.#readOnce(type, id, path, window, where);
  }

  #typeOf(id: bigint, file: string, path: string): Metadata {
    if (this.#library.get_type(id, path) !== this.#library.H5G_DATASET) {
      throw new EphysError("CorruptFile", `${file} has no dataset ${path}`, { path: file });
    }
    return this.#library.get_dataset_metadata(id, path);
  }

  #readOnce(
    type: Metadata,
    id: bigint,
    path: string,
    window: Hdf5Window,
    where: string,
  ): Hdf5Value {
    const shape = window.map(([from, to]) => to - from);
    const count = shape.map(BigInt);
    const whole = window.length === 0;
    const read = (pointer: bigint): number => {
      const status = this.#library.get_dataset_data(
        id,
        path,
        whole ? null : count,
        whole ? null : window.map(([from]) => BigInt(from)),
        whole ? null : window.map(() => 1n),
        pointer,
      );
      if (status < 0) this.#refuseUnknownFilter(id, path, where);
      return status;
    };
    const free = (pointer: bigint): void => {
      if (whole) this.#library.reclaim_vlen_memory(id, path, "", pointer);
      else this.#library.reclaim_vlen_memory_count(id, path, "", pointer, count);
    };
    return this.#take(type, shape, id, where, { read, free });
  }

  #refuseUnknownFilter(id: bigint, path: string, where: string): void {
    const filters = this.#library.get_dataset_filters(id, path);
    const unknown = filters.find((filter) => !KNOWN_FILTERS.has(filter.id));
    if (!unknown) return;
    throw new EphysError(
      "Unsupported",
      `${where} is compressed by a filter that is not read (${String(unknown.id)} ${unknown.name}); ` +
        "export it without that compression",
      { filter: unknown.id },
    );
  }

  /** A large window, some rows of chunks at a time. */
  #readSlabs(
    type: Metadata,
    id: bigint,
    path: string,
    window: Hdf5Window,
    where: string,
  ): Hdf5Value {
    const [[first, last], ...rest] = window;
    const rowBytes = type.size * rest.reduce((n, [from, to]) => n * (to - from), 1);
    const unit = type.chunks?.[0] ?? 1;
    const rows = Math.max(1, Math.floor(SLAB_BYTES / rowBytes / unit)) * unit;
    const parts: NdArray[] = [];
    for (let from = first; from < last;) {
      const to = Math.min(last, (Math.floor(from / unit) + rows / unit) * unit);
      const part = this.#readOnce(type, id, path, [[from, to], ...rest], where);
      if (part.kind === "array") parts.push(part.array);
      from = to;
    }
    return { kind: "array", array: joined(parts) };
  }

  #take(
    type: Metadata,
    shape: readonly number[],
    id: bigint,
    where: string,
    memory: { read: (pointer: bigint) => number; free: (pointer: bigint) => void },
  ): Hdf5Value {
    const bytes = type.size * sizeOfShape(shape);
    const decoder = new Decoder(this.#library, id, where);
    if (bytes === 0) return decoder.value(type, shape, new Uint8Array(0));
    const pointer = this.#library._malloc(bytes);
    if (pointer === 0) {
      throw new EphysError("Unsupported", `${where}: no memory for ${String(bytes)} bytes`);
    }
    let wasRead = false;
    try {
      if (memory.read(BigInt(pointer)) < 0) {
        throw new EphysError(
          "CorruptFile",
          `${where} cannot be read: it is damaged or cut short, or compressed by a filter that is not known`,
        );
      }
      wasRead = true;
      const { HEAPU8: heap } = this.#library;
      return decoder.value(type, shape, heap.subarray(pointer, pointer + bytes));
    } finally {
      if (wasRead && hasPointers(type)) memory.free(BigInt(pointer));
      this.#library._free(pointer);
    }
  }
}

function childPath(group: string, name: string): string {
  return group === "/" ? `/${name}` : `${group}/${name}`;
}

function outerShape(type: Metadata): readonly number[] {
  return [
    ...(type.shape ?? []),
    ...(type.type === CLASS.array ? (type.array_type?.shape ?? []) : []),
  ];
}

function hasPointers(type: Metadata): boolean {
  return (
    type.vlen ||
    type.type === CLASS.ragged ||
    (type.compound_type?.members.some(hasPointers) ?? false) ||
    (type.array_type !== undefined && hasPointers(type.array_type))
  );
}

function isReadable(type: Metadata): boolean {
  if (type.type === CLASS.compound) return type.compound_type?.members.every(isReadable) ?? false;
  if (type.type === CLASS.ragged) return type.vlen_type !== undefined && isReadable(type.vlen_type);
  return (
    dtypeOf(type) !== undefined || (type.type === CLASS.reference && type.ref_type === "object")
  );
}

function checkWindow(window: Hdf5Window, shape: readonly number[], where: string): void {
  const fits =
    window.length === shape.length &&
    window.every(([from, to], i) => from >= 0 && from <= to && to <= shape[i]);
  if (fits) return;
  throw new EphysError("InvalidParameter", `${where} has the shape [${shape.join(", ")}]`);
}

function refuseOversize(bytes: number, most: number, where: string, file: string): void {
  if (bytes <= most) return;
  throw new EphysError(
    "CorruptFile",
    `${where} claims ${String(bytes)} bytes, more than the file can hold; it is damaged or cut short`,
    { path: file, bytes },
  );
}

/** Arrays one after the other along the first dimension. */
function joined(parts: readonly NdArray[]): NdArray {
  const [first] = parts;
  const rows = parts.reduce((sum, { shape }) => sum + shape[0], 0);
  if (first.dtype === "bytes" || first.dtype === "str") {
    const texts = parts.flatMap(({ data }) => data as string[]);
    return ndArray(first.dtype, [rows, ...first.shape.slice(1)], texts);
  }
  const length = parts.reduce((sum, { data }) => sum + data.length, 0);
  // one type for all parts, unless a 64-bit value of one part is not exact as a number
  const Data = first.data.constructor as Float64ArrayConstructor;
  const data = new Data(length);
  let at = 0;
  for (const part of parts) {
    if (part.data.constructor !== Data) {
      throw new EphysError(
        "Unsupported",
        "64-bit values beyond 2^53 in a dataset of many megabytes",
      );
    }
    data.set(part.data, at);
    at += part.data.length;
  }
  return ndArray(first.dtype, [rows, ...first.shape.slice(1)], data);
}
