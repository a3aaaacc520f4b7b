import { ndArray, sizeOfShape, type DType, type NdData } from "#core/array/index.ts";
import type { Hdf5Value } from "#core/io/index.ts";
import { EphysError } from "#core/model/index.ts";
import type { H5Module, Metadata } from "./h5wasm.ts";
import { CLASS, dtypeOf } from "./types.ts";

/** Elements of an HDF5 type as they lie in memory: `count` items of `stride` bytes from `at`. */
interface Items {
  readonly bytes: Uint8Array;
  readonly at: number;
  readonly count: number;
  readonly stride: number;
}

/** The memory of elements as values; `fileId` finds what references name. */
export class Decoder {
  readonly #library: H5Module;
  readonly #fileId: bigint;
  readonly #where: string;

  constructor(library: H5Module, fileId: bigint, where: string) {
    this.#library = library;
    this.#fileId = fileId;
    this.#where = where;
  }

  value(type: Metadata, shape: readonly number[], bytes: Uint8Array): Hdf5Value {
    const count = sizeOfShape(shape);
    return this.#items(type, shape, { bytes, at: 0, count, stride: type.size });
  }

  #items(type: Metadata, shape: readonly number[], items: Items): Hdf5Value {
    if (type.type === CLASS.compound) {
      const columns: Record<string, Hdf5Value> = {};
      for (const member of type.compound_type?.members ?? []) {
        columns[member.name] = this.#items(member, shape, {
          ...items,
          at: items.at + member.offset,
        });
      }
      return { kind: "table", shape, columns };
    }
    if (type.type === CLASS.reference) {
      return { kind: "references", shape, paths: this.#references(type, items) };
    }
    if (type.type === CLASS.ragged && type.vlen_type) {
      return { kind: "ragged", shape, rows: this.#rows(type.vlen_type, items) };
    }
    if (type.type === CLASS.array && type.array_type) {
      const inner = type.array_type.shape ?? [];
      return this.#items(type.array_type, [...shape, ...inner], {
        ...flattened(items, type.size),
        count: items.count * sizeOfShape(inner),
        stride: type.array_type.size,
      });
    }
    const dtype = dtypeOf(type);
    if (dtype === undefined) {
      throw new EphysError(
        "Unsupported",
        `${this.#where} has an HDF5 type that is not read (class ${String(type.type)}, ${String(type.size)} bytes)`,
      );
    }
    return { kind: "array", array: this.#array(type, dtype, shape, items) };
  }

  #array(
    type: Metadata,
    dtype: DType,
    shape: readonly number[],
    items: Items,
  ): ReturnType<typeof ndArray> {
    if (dtype === "str") return ndArray(dtype, shape, this.#longTexts(type, items));
    if (dtype === "bytes") {
      // text that is declared as UTF-8 is text to h5py as well
      const name = type.cset === 1 ? "str" : "bytes";
      return ndArray(name, shape, fixedTexts(type, items));
    }
    const data = numbers(dtype, flattened(items, type.size));
    const wide = data instanceof BigInt64Array || data instanceof BigUint64Array;
    return ndArray(dtype, shape, wide ? narrowed(data) : data);
  }

  #longTexts(type: Metadata, items: Items): string[] {
    const { bytes } = flattened(items, 4);
    const pointers = new Uint32Array(bytes.buffer, bytes.byteOffset, items.count);
    const { HEAPU8: heap } = this.#library;
    const decoder = textDecoder(type);
    return Array.from(pointers, (pointer) => {
      if (pointer === 0) return "";
      const end = heap.indexOf(0, pointer);
      return decoder(heap.subarray(pointer, end < 0 ? heap.length : end));
    });
  }

  #rows(type: Metadata, items: Items): Hdf5Value[] {
    const { bytes } = flattened(items, 8);
    const pairs = new Uint32Array(bytes.buffer, bytes.byteOffset, 2 * items.count);
    const { HEAPU8: heap } = this.#library;
    return Array.from({ length: items.count }, (_, i) => {
      const length = pairs[2 * i];
      const start = pairs[2 * i + 1];
      const row = heap.slice(start, start + length * type.size);
      return this.value(type, [Math.floor(row.length / type.size)], row);
    });
  }

  #references(type: Metadata, items: Items): string[] {
    if (type.ref_type !== "object") {
      throw new EphysError("Unsupported", `${this.#where} holds references to regions`);
    }
    const { bytes } = flattened(items, type.size);
    return Array.from({ length: items.count }, (_, i) => {
      const reference = bytes.slice(i * type.size, (i + 1) * type.size);
      if (reference.every((byte) => byte === 0)) return "";
      return this.#library.get_referenced_name(this.#fileId, reference, true);
    });
  }
}

/** Items without gaps, at the start of memory of their own. */
function flattened({ bytes, at, count, stride }: Items, size: number): Items {
  const packed = new Uint8Array(count * size);
  if (stride === size) packed.set(bytes.subarray(at, at + count * size));
  else {
    for (let i = 0; i < count; i++) {
      packed.set(bytes.subarray(at + i * stride, at + i * stride + size), i * size);
    }
  }
  return { bytes: packed, at: 0, count, stride: size };
}

function numbers(dtype: DType, { bytes, count }: Items): Exclude<NdData, string[]> {
  const { buffer } = bytes;
  switch (dtype) {
    case "int8":
      return new Int8Array(buffer, 0, count);
    case "int16":
      return new Int16Array(buffer, 0, count);
    case "uint16":
      return new Uint16Array(buffer, 0, count);
    case "int32":
      return new Int32Array(buffer, 0, count);
    case "uint32":
      return new Uint32Array(buffer, 0, count);
    case "int64":
      return new BigInt64Array(buffer, 0, count);
    case "uint64":
      return new BigUint64Array(buffer, 0, count);
    case "float16":
      return Float32Array.from(new Uint16Array(buffer, 0, count), halfToNumber);
    case "float32":
      return new Float32Array(buffer, 0, count);
    case "float64":
      return new Float64Array(buffer, 0, count);
    default: // uint8, bool
      return new Uint8Array(buffer, 0, count);
  }
}

/** 64-bit whole numbers as float64 where every one of them is exact. */
function narrowed(data: BigInt64Array | BigUint64Array): NdData {
  const out = new Float64Array(data.length);
  for (let i = 0; i < data.length; i++) {
    const value = Number(data[i]);
    if (!Number.isSafeInteger(value)) return data;
    out[i] = value;
  }
  return out;
}

/** IEEE 754 half precision. */
function halfToNumber(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 0) return sign * 2 ** -14 * (fraction / 1024);
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign * 2 ** (exponent - 15) * (1 + fraction / 1024);
}

/** Text ends at its first zero byte; padding by spaces is cut where the type says so. */
function fixedTexts(type: Metadata, items: Items): string[] {
  const { bytes } = flattened(items, type.size);
  const decoder = textDecoder(type);
  const spacePadded = type.strpad === 2;
  return Array.from({ length: items.count }, (_, i) => {
    const own = bytes.subarray(i * type.size, (i + 1) * type.size);
    const end = own.indexOf(0);
    const text = decoder(end < 0 ? own : own.subarray(0, end));
    return spacePadded ? text.replace(/ +$/, "") : text;
  });
}

function textDecoder(type: Metadata): (bytes: Uint8Array) => string {
  const decoder = new TextDecoder(type.cset === 1 ? "utf-8" : "latin1");
  // memory that may grow is not taken by every decoder
  return (bytes) => decoder.decode(bytes.slice());
}
