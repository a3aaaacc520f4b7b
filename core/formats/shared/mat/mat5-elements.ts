import { EphysError } from "#core/model/index.ts";

/* Data elements of MAT-files of version 5 (MathWorks, "MAT-File Format", chapter 1). */

/** Types of data elements. */
export const MI = {
  int8: 1,
  uint8: 2,
  int16: 3,
  uint16: 4,
  int32: 5,
  uint32: 6,
  single: 7,
  double: 9,
  int64: 12,
  uint64: 13,
  matrix: 14,
  compressed: 15,
  utf8: 16,
  utf16: 17,
  utf32: 18,
} as const;

const ITEM_BYTES: Readonly<Record<number, number>> = {
  [MI.int8]: 1,
  [MI.uint8]: 1,
  [MI.int16]: 2,
  [MI.uint16]: 2,
  [MI.int32]: 4,
  [MI.uint32]: 4,
  [MI.single]: 4,
  [MI.double]: 8,
  [MI.int64]: 8,
  [MI.uint64]: 8,
  [MI.utf8]: 1,
  [MI.utf16]: 2,
  [MI.utf32]: 4,
};

/** Where an element's data lie, and the byte behind it. */
export interface MatElement {
  readonly type: number;
  readonly at: number;
  readonly bytes: number;
  readonly next: number;
}

/** Bytes of elements with their order. */
export class MatBytes {
  readonly view: DataView;
  readonly bytes: Uint8Array;
  readonly path: string;
  readonly little: boolean;

  constructor(bytes: Uint8Array, little: boolean, path: string) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.little = little;
    this.path = path;
  }

  /** The element at a byte; `end` bounds it. @throws CorruptFile, TruncatedFile */
  element(at: number, end: number): MatElement {
    if (at + 8 > end) throw this.truncated(at);
    const first = this.view.getUint32(at, this.little);
    const smallBytes = first >>> 16;
    if (smallBytes > 0) {
      if (smallBytes > 4) throw this.corrupt(`a small element of ${String(smallBytes)} bytes`, at);
      return { type: first & 0xffff, at: at + 4, bytes: smallBytes, next: at + 8 };
    }
    const bytes = this.view.getUint32(at + 4, this.little);
    const data = at + 8;
    if (data + bytes > end) throw this.truncated(at);
    // compressed elements alone are not padded to eight bytes; the last one may lack its padding
    const padded = first === MI.compressed ? bytes : Math.ceil(bytes / 8) * 8;
    return { type: first, at: data, bytes, next: Math.min(end, data + padded) };
  }

  /** Numbers of an element. @throws CorruptFile for an element that holds none */
  numbers({ type, at, bytes }: MatElement): Float64Array {
    const itemBytes = ITEM_BYTES[type] as number | undefined;
    if (itemBytes === undefined || bytes % itemBytes !== 0) {
      throw this.corrupt(`${String(bytes)} bytes of type ${String(type)} where numbers belong`, at);
    }
    const out = new Float64Array(bytes / itemBytes);
    const read = this.#reader(type);
    for (let i = 0; i < out.length; i++) out[i] = read(at + i * itemBytes);
    return out;
  }

  #reader(type: number): (at: number) => number {
    const { view, little } = this;
    switch (type) {
      case MI.int8:
        return (at) => view.getInt8(at);
      case MI.int16:
        return (at) => view.getInt16(at, little);
      case MI.uint16:
      case MI.utf16:
        return (at) => view.getUint16(at, little);
      case MI.int32:
        return (at) => view.getInt32(at, little);
      case MI.uint32:
      case MI.utf32:
        return (at) => view.getUint32(at, little);
      case MI.single:
        return (at) => view.getFloat32(at, little);
      case MI.double:
        return (at) => view.getFloat64(at, little);
      case MI.int64:
        return (at) => Number(view.getBigInt64(at, little));
      case MI.uint64:
        return (at) => Number(view.getBigUint64(at, little));
      default:
        return (at) => view.getUint8(at);
    }
  }

  corrupt(what: string, at: number): EphysError {
    return new EphysError(
      "CorruptFile",
      `${this.path} has ${what} (at byte ${String(at)} of a MATLAB variable); save it again in MATLAB`,
      { path: this.path, at },
    );
  }

  truncated(at: number): EphysError {
    return new EphysError(
      "TruncatedFile",
      `${this.path} ends within a MATLAB variable (at byte ${String(at)} of it); copy it again`,
      { path: this.path, at },
    );
  }
}
