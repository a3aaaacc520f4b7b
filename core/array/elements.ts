import type { DTypeLayout } from "./dtype.ts";
import { halfFromNumber, numberFromHalf } from "./half.ts";
import type { DType, NdArray, NdData, NumericData } from "./nd-array.ts";

/*
 * Elements between bytes and typed arrays, with any stride: whole arrays have stride = itemBytes, the field of a
 * record array the record's size.
 */

const CONSTRUCTORS = {
  bool: Uint8Array,
  int8: Int8Array,
  uint8: Uint8Array,
  int16: Int16Array,
  uint16: Uint16Array,
  int32: Int32Array,
  uint32: Uint32Array,
  int64: Float64Array,
  uint64: Float64Array,
  float16: Float32Array,
  float32: Float32Array,
  float64: Float64Array,
  complex64: Float32Array,
  complex128: Float64Array,
} as const;

/** Typed arrays have the machine's byte order. */
const HOST_IS_LITTLE = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

type NumericDType = keyof typeof CONSTRUCTORS;

/** Storage for `count` elements of a dtype, zeroed (texts empty). */
export function allocateData(dtype: DType, count: number): NdData {
  if (dtype === "str" || dtype === "bytes") return new Array<string>(count).fill("");
  return new CONSTRUCTORS[dtype](dtype.startsWith("complex") ? 2 * count : count);
}

export type TypedStorage = Exclude<NumericData, BigInt64Array | BigUint64Array>;

/**
 * Storage that has the bytes of a little-endian file as they are; undefined for what is stored in another way than it is held.
 * @param wide also for whole numbers of 64 bits, which are held as float64
 */
export function typedStorage(
  dtype: DType,
  count: number,
  shared: boolean,
  wide = false,
): TypedStorage | undefined {
  if (dtype === "str" || dtype === "bytes" || dtype === "bool" || dtype === "float16")
    return undefined;
  if (!HOST_IS_LITTLE || (!wide && (dtype === "int64" || dtype === "uint64"))) return undefined;
  const Typed = CONSTRUCTORS[dtype];
  const length = dtype.startsWith("complex") ? 2 * count : count;
  // typed arrays over shared memory are used alike; no library is given their buffers
  const memory = shared
    ? (new SharedArrayBuffer(length * Typed.BYTES_PER_ELEMENT) as unknown as ArrayBuffer)
    : undefined;
  return memory === undefined ? new Typed(length) : new Typed(memory);
}

/** Where a run of elements lies. */
export interface ElementRange {
  /** byte of the first element */
  readonly start: number;
  /** bytes from one element to the next */
  readonly stride: number;
  readonly count: number;
}

/** Reads elements in order. int64 stays float64 unless a value is beyond 2^53 (then BigInt). */
export function readElements(bytes: Uint8Array, range: ElementRange, layout: DTypeLayout): NdData {
  const { dtype } = layout;
  if (dtype === "str" || dtype === "bytes") return readTexts(bytes, range, layout);
  if (dtype === "int64" || dtype === "uint64") return readInt64(bytes, range, layout);
  const direct = layout.littleEndian || layout.itemBytes === 1;
  if (direct && range.stride === layout.itemBytes && dtype !== "float16") {
    return copyDirect(bytes, range, dtype, layout.itemBytes);
  }
  return readNumbers(bytes, range, layout, dtype);
}

function copyDirect(
  bytes: Uint8Array,
  { start, count }: ElementRange,
  dtype: NumericDType,
  itemBytes: number,
): NumericData {
  // not bytes.slice: that of a Node Buffer is a view on a pool, not a copy
  const copy = new Uint8Array(bytes.subarray(start, start + count * itemBytes));
  const data = new CONSTRUCTORS[dtype](copy.buffer);
  if (dtype === "bool") for (let i = 0; i < data.length; i++) data[i] = data[i] === 0 ? 0 : 1;
  return data;
}

function readNumbers(
  bytes: Uint8Array,
  { start, stride, count }: ElementRange,
  layout: DTypeLayout,
  dtype: NumericDType,
): NumericData {
  const aligned = readAligned(bytes, { start, stride, count }, layout, dtype);
  if (aligned) return aligned;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const parts = dtype.startsWith("complex") ? 2 : 1;
  const partBytes = layout.itemBytes / parts;
  const read = scalarReader(view, dtype, layout.littleEndian);
  const out = new CONSTRUCTORS[dtype](count * parts);
  for (let i = 0, o = 0; i < count; i++) {
    for (let part = 0; part < parts; part++) out[o++] = read(start + i * stride + part * partBytes);
  }
  return out;
}

/** Fields of records whose places are multiples of their size: read through a typed view, several times faster. */
function readAligned(
  bytes: Uint8Array,
  { start, stride, count }: ElementRange,
  { littleEndian, itemBytes }: DTypeLayout,
  dtype: NumericDType,
): NumericData | undefined {
  if (!littleEndian || !HOST_IS_LITTLE || (dtype !== "float32" && dtype !== "float64")) {
    return undefined;
  }
  const first = bytes.byteOffset + start;
  if (first % itemBytes !== 0 || stride % itemBytes !== 0) return undefined;
  const Typed = CONSTRUCTORS[dtype];
  // a column of no records begins beyond the end of the file
  if (count === 0) return new Typed(0);
  const length = ((count - 1) * stride) / itemBytes + 1;
  const view = new Typed(bytes.buffer as ArrayBuffer, first, length); // shared memory is indexed alike
  const out = new Typed(count);
  const step = stride / itemBytes;
  for (let i = 0, at = 0; i < count; i++, at += step) out[i] = view[at];
  return out;
}

function scalarReader(
  view: DataView,
  dtype: NumericDType,
  little: boolean,
): (at: number) => number {
  switch (dtype) {
    case "bool":
      return (at) => (view.getUint8(at) === 0 ? 0 : 1);
    case "int8":
      return (at) => view.getInt8(at);
    case "uint8":
      return (at) => view.getUint8(at);
    case "int16":
      return (at) => view.getInt16(at, little);
    case "uint16":
      return (at) => view.getUint16(at, little);
    case "int32":
      return (at) => view.getInt32(at, little);
    case "uint32":
      return (at) => view.getUint32(at, little);
    case "float16":
      return (at) => numberFromHalf(view.getUint16(at, little));
    case "float32":
    case "complex64":
      return (at) => view.getFloat32(at, little);
    case "float64":
    case "complex128":
      return (at) => view.getFloat64(at, little);
    case "int64":
      return (at) => Number(view.getBigInt64(at, little));
    case "uint64":
      return (at) => Number(view.getBigUint64(at, little));
  }
}

function readInt64(
  bytes: Uint8Array,
  { start, stride, count }: ElementRange,
  { dtype, littleEndian }: DTypeLayout,
): Float64Array | BigInt64Array | BigUint64Array {
  const signed = dtype === "int64";
  const aligned = littleEndian ? readAlignedInt64(bytes, { start, stride, count }) : undefined;
  if (aligned) return aligned;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const out = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    const at = start + i * stride;
    const low = view.getUint32(littleEndian ? at : at + 4, littleEndian);
    const highAt = littleEndian ? at + 4 : at;
    const high = signed
      ? view.getInt32(highAt, littleEndian)
      : view.getUint32(highAt, littleEndian);
    const value = high * 4294967296 + low;
    if (!Number.isSafeInteger(value))
      return readBigInts(view, { start, stride, count }, signed, littleEndian);
    out[i] = value;
  }
  return out;
}

/** Values from 0 to 2^53 at places divisible by four; undefined where any is none, for the careful way. */
function readAlignedInt64(
  bytes: Uint8Array,
  { start, stride, count }: ElementRange,
): Float64Array | undefined {
  if (count === 0) return new Float64Array(); // the first would lie beyond the end
  const first = bytes.byteOffset + start;
  if (!HOST_IS_LITTLE || first % 4 !== 0 || stride % 4 !== 0) return undefined;
  const length = ((count - 1) * stride) / 4 + 2;
  const words = new Uint32Array(bytes.buffer, first, length);
  const out = new Float64Array(count);
  const step = stride / 4;
  for (let i = 0, at = 0; i < count; i++, at += step) {
    const high = words[at + 1];
    if (high > 0x1fffff) return undefined;
    out[i] = high * 4294967296 + words[at];
  }
  return out;
}

function readBigInts(
  view: DataView,
  { start, stride, count }: ElementRange,
  signed: boolean,
  little: boolean,
): BigInt64Array | BigUint64Array {
  if (signed) {
    const out = new BigInt64Array(count);
    for (let i = 0; i < count; i++) out[i] = view.getBigInt64(start + i * stride, little);
    return out;
  }
  const out = new BigUint64Array(count);
  for (let i = 0; i < count; i++) out[i] = view.getBigUint64(start + i * stride, little);
  return out;
}

/** Texts end at their trailing zeros; `bytes` are read as Latin-1, so that every byte survives. */
function readTexts(
  bytes: Uint8Array,
  { start, stride, count }: ElementRange,
  { dtype, width, littleEndian }: DTypeLayout,
): string[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const size = dtype === "str" ? 4 : 1;
  const out: string[] = [];
  for (let i = 0; i < count; i++) {
    const base = start + i * stride;
    let text = "";
    let zeros = "";
    for (let c = 0; c < width; c++) {
      const at = base + c * size;
      const code = size === 4 ? view.getUint32(at, littleEndian) : view.getUint8(at);
      if (code === 0) zeros += "\0";
      else {
        text += zeros + String.fromCodePoint(code > 0x10ffff ? 0xfffd : code);
        zeros = "";
      }
    }
    out.push(text);
  }
  return out;
}

/** Writes elements in order, little endian. */
export function writeElements(
  array: NdArray,
  bytes: Uint8Array,
  range: ElementRange,
  layout: DTypeLayout,
): void {
  const { data } = array;
  if (Array.isArray(data)) writeTexts(data, bytes, range, layout);
  else if (data instanceof BigInt64Array || data instanceof BigUint64Array) {
    writeBigInts(data, bytes, range);
  } else {
    const stored = range.stride === layout.itemBytes ? storedBytes(array, layout) : undefined;
    if (stored !== undefined) bytes.set(stored, range.start);
    else writeNumbers(data, bytes, range, layout);
  }
}

/** The elements as they lie in memory; undefined where a file holds them otherwise. */
export function storedBytes({ data }: NdArray, { dtype }: DTypeLayout): Uint8Array | undefined {
  if (Array.isArray(data) || dtype === "int64" || dtype === "uint64" || dtype === "float16") {
    return undefined;
  }
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

function writeNumbers(
  data: Exclude<NumericData, BigInt64Array | BigUint64Array>,
  bytes: Uint8Array,
  { start, stride, count }: ElementRange,
  layout: DTypeLayout,
): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const parts = layout.dtype.startsWith("complex") ? 2 : 1;
  const partBytes = layout.itemBytes / parts;
  const write = scalarWriter(view, layout.dtype);
  for (let i = 0, o = 0; i < count; i++) {
    for (let part = 0; part < parts; part++)
      write(start + i * stride + part * partBytes, data[o++]);
  }
}

function scalarWriter(view: DataView, dtype: DType): (at: number, value: number) => void {
  switch (dtype) {
    case "bool":
    case "uint8":
      return (at, value) => view.setUint8(at, value);
    case "int8":
      return (at, value) => view.setInt8(at, value);
    case "int16":
      return (at, value) => view.setInt16(at, value, true);
    case "uint16":
      return (at, value) => view.setUint16(at, value, true);
    case "int32":
      return (at, value) => view.setInt32(at, value, true);
    case "uint32":
      return (at, value) => view.setUint32(at, value, true);
    case "float16":
      return (at, value) => view.setUint16(at, halfFromNumber(value), true);
    case "float32":
    case "complex64":
      return (at, value) => view.setFloat32(at, value, true);
    case "float64":
    case "complex128":
      return (at, value) => view.setFloat64(at, value, true);
    default:
      return (at, value) => {
        view.setUint32(at, value, true); // modulo 2^32, also for negative values
        view.setInt32(at + 4, Math.floor(value / 4294967296), true);
      };
  }
}

function writeBigInts(
  data: BigInt64Array | BigUint64Array,
  bytes: Uint8Array,
  { start, stride, count }: ElementRange,
): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let i = 0; i < count; i++)
    view.setBigInt64(start + i * stride, BigInt.asIntN(64, data[i]), true);
}

function writeTexts(
  texts: readonly string[],
  bytes: Uint8Array,
  { start, stride, count }: ElementRange,
  { dtype, width }: DTypeLayout,
): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let i = 0; i < count; i++) {
    let c = 0;
    for (const char of texts[i]) {
      if (c === width) break;
      const code = char.codePointAt(0) ?? 0;
      if (dtype === "str") view.setUint32(start + i * stride + 4 * c, code, true);
      else bytes[start + i * stride + c] = code;
      c++;
    }
  }
}

/** The longest text of an array in characters, at least 1 (NumPy has no text of width 0 in files). */
export function textWidth(texts: readonly string[]): number {
  let longest = 1;
  for (const text of texts) {
    let characters = 0;
    for (let i = 0; i < text.length; i++) {
      // the second half of a pair belongs to the character before
      const code = text.charCodeAt(i);
      if (code < 0xdc00 || code > 0xdfff) characters++;
    }
    if (characters > longest) longest = characters;
  }
  return longest;
}
