import { EphysError, isEphysError } from "#core/model/index.ts";
import { layoutFromTypeString, typeString, type DTypeLayout } from "./dtype.ts";
import { allocateData, readElements, storedBytes, textWidth, writeElements } from "./elements.ts";
import {
  isStructured,
  sizeOfShape,
  type NdArray,
  type NdData,
  type StructuredArray,
  type StructuredField,
} from "./nd-array.ts";
import { textFromLatin1, textFromUtf8, utf8FromText } from "./text.ts";
import { parsePythonLiteral, type PythonLiteral } from "./python-literal.ts";

/*
 * NumPy's .npy files (numpy.lib.format, versions 1.0 to 3.0): a magic, a Python dictionary with descr, fortran_order
 * and shape, then the elements. Read in every byte and axis order; written little endian in C order as version 1.0
 * (3.0 where a field name is not Latin-1), padded exactly as NumPy 1.24 pads.
 */

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];

/** What a .npy file's header says, before any element is read. */
export interface NpyHeader {
  readonly shape: readonly number[];
  readonly fortranOrder: boolean;
  /** one layout, or the fields of a record */
  readonly type: DTypeLayout | RecordLayout;
  /** bytes per element or record */
  readonly itemBytes: number;
  /** where the elements begin */
  readonly dataOffsetBytes: number;
}

export interface RecordLayout {
  readonly fields: readonly FieldLayout[];
}

export interface FieldLayout {
  readonly name: string;
  readonly layout: DTypeLayout;
  readonly innerShape: readonly number[];
  readonly offsetBytes: number;
}

/**
 * Reads an array. int64 becomes float64 storage (BigInt only beyond 2^53), Fortran order becomes C order; of a
 * structured array of more than one dimension the records are kept in C order as one row.
 * @param source names the file in messages
 * @throws FormatNotRecognised (not .npy), CorruptFile, TruncatedFile, Unsupported (objects, dates)
 */
export function decodeNpy(bytes: Uint8Array, source = "the array"): NdArray | StructuredArray {
  const header = decodeNpyHeader(bytes, source);
  const count = sizeOfShape(header.shape);
  const needed = header.dataOffsetBytes + count * header.itemBytes;
  if (bytes.length < needed) {
    throw new EphysError(
      "TruncatedFile",
      `${source} ends at byte ${String(bytes.length)}; its header promises ${String(needed)} bytes`,
      { sizeBytes: bytes.length, neededBytes: needed },
    );
  }
  return "fields" in header.type
    ? decodeRecords(bytes, header, header.type, count)
    : decodePlain(bytes, header, header.type, count);
}

/** Reads only the header; `bytes` must hold all of it. */
export function decodeNpyHeader(bytes: Uint8Array, source = "the array"): NpyHeader {
  if (bytes.length < 10 || MAGIC.some((byte, i) => bytes[i] !== byte)) {
    throw new EphysError(
      "FormatNotRecognised",
      `${source} is not a NumPy .npy file (no \\x93NUMPY at its start)`,
    );
  }
  const major = bytes[6];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (major < 1 || major > 3) {
    throw new EphysError(
      "Unsupported",
      `${source} is a .npy file of version ${String(major)}; 1 to 3 are read`,
      {
        version: major,
      },
    );
  }
  const textStart = major === 1 ? 10 : 12;
  if (bytes.length < textStart) throw truncatedHeader(bytes, source);
  const textBytes = major === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  const dataOffsetBytes = textStart + textBytes;
  if (bytes.length < dataOffsetBytes) throw truncatedHeader(bytes, source);
  const decode = major === 3 ? textFromUtf8 : textFromLatin1;
  const text = decode(bytes.subarray(textStart, dataOffsetBytes));
  return { ...parseHeaderText(text, source), dataOffsetBytes };
}

function truncatedHeader(bytes: Uint8Array, source: string): EphysError {
  return new EphysError(
    "TruncatedFile",
    `${source} ends inside its header at byte ${String(bytes.length)}`,
  );
}

function parseHeaderText(text: string, source: string): Omit<NpyHeader, "dataOffsetBytes"> {
  let value: PythonLiteral;
  try {
    value = parsePythonLiteral(text);
  } catch (error) {
    if (!isEphysError(error)) throw error;
    throw new EphysError(
      "CorruptFile",
      `the header of ${source} is damaged: ${error.message}`,
      {},
      error,
    );
  }
  const dictionary: ReadonlyMap<PythonLiteral, PythonLiteral> =
    value instanceof Map ? value : new Map();
  const descr = dictionary.get("descr");
  const fortranOrder = dictionary.get("fortran_order");
  const shape = shapeFromLiteral(dictionary.get("shape"));
  if (descr === undefined || typeof fortranOrder !== "boolean" || shape === undefined) {
    throw new EphysError(
      "CorruptFile",
      `the header of ${source} lacks a valid descr, fortran_order or shape: ${text.trim().slice(0, 200)}`,
    );
  }
  const { type, itemBytes } = typeFromDescr(descr, source);
  return { shape, fortranOrder, type, itemBytes };
}

function shapeFromLiteral(value: PythonLiteral | undefined): number[] | undefined {
  if (typeof value !== "object" || value === null || !("items" in value)) return undefined;
  const sizes = value.items.filter(
    (n) => typeof n === "number" && Number.isSafeInteger(n) && n >= 0,
  );
  return sizes.length === value.items.length ? (sizes as number[]) : undefined; // filtered to numbers
}

function typeFromDescr(
  descr: PythonLiteral,
  source: string,
): { type: DTypeLayout | RecordLayout; itemBytes: number } {
  if (typeof descr === "string") {
    const type = layoutFromTypeString(descr);
    return { type, itemBytes: type.itemBytes };
  }
  if (typeof descr !== "object" || descr === null || !("items" in descr) || descr.tuple) {
    throw new EphysError(
      "Unsupported",
      `the element type of ${source} is neither a type string nor a list of fields`,
    );
  }
  let itemBytes = 0;
  const fields: FieldLayout[] = [];
  for (const item of descr.items) {
    const { field, sizeBytes } = fieldFromLiteral(item, itemBytes, source);
    if (field !== undefined) fields.push(field);
    itemBytes += sizeBytes;
  }
  return { type: { fields }, itemBytes };
}

/** One `(name, type[, shape])`; unnamed `|V4` entries are padding of aligned records. */
function fieldFromLiteral(
  item: PythonLiteral,
  offsetBytes: number,
  source: string,
): { field?: FieldLayout; sizeBytes: number } {
  const parts = typeof item === "object" && item !== null && "items" in item ? item.items : [];
  const [label, type, shape] = parts;
  // a field with a title is stored as ((title, name), type)
  const name =
    typeof label === "object" && label !== null && "items" in label ? label.items[1] : label;
  if (typeof name !== "string" || typeof type !== "string") {
    throw new EphysError(
      "Unsupported",
      `a field of ${source} is itself a record or has no name; only flat records are read`,
    );
  }
  const padding = /^\|?V(\d+)$/.exec(type);
  if (name === "" && padding) return { sizeBytes: Number(padding[1]) };
  const layout = layoutFromTypeString(type);
  const innerShape = typeof shape === "number" ? [shape] : (shapeFromLiteral(shape) ?? []);
  return {
    field: { name, layout, innerShape, offsetBytes },
    sizeBytes: layout.itemBytes * sizeOfShape(innerShape),
  };
}

function decodePlain(
  bytes: Uint8Array,
  header: NpyHeader,
  layout: DTypeLayout,
  count: number,
): NdArray {
  const range = { start: header.dataOffsetBytes, stride: layout.itemBytes, count };
  const data = readElements(bytes, range, layout);
  const { dtype } = layout;
  if (!header.fortranOrder || header.shape.length < 2) return { dtype, shape: header.shape, data };
  const parts = dtype.startsWith("complex") ? 2 : 1;
  return { dtype, shape: header.shape, data: cOrderFromFortran(data, header.shape, parts) };
}

/** Reorders elements stored first axis fastest. */
function cOrderFromFortran(data: NdData, shape: readonly number[], parts: number): NdData {
  const source = data as unknown as number[]; // only indexed; every kind of storage is indexed alike
  const out = data.slice() as unknown as number[];
  const strides: number[] = [];
  let stride = 1;
  for (const n of shape) {
    strides.push(stride);
    stride *= n;
  }
  const index = new Array<number>(shape.length).fill(0);
  let from = 0;
  for (let to = 0; to < stride; to++) {
    for (let p = 0; p < parts; p++) out[to * parts + p] = source[from * parts + p];
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      from += strides[axis];
      if (++index[axis] < shape[axis]) break;
      from -= strides[axis] * shape[axis];
      index[axis] = 0;
    }
  }
  return out as unknown as NdData; // a copy of `data`, so of its kind
}

function decodeRecords(
  bytes: Uint8Array,
  header: NpyHeader,
  { fields }: RecordLayout,
  count: number,
): StructuredArray {
  const columns: Record<string, NdArray> = {};
  for (const { name, layout, innerShape, offsetBytes } of fields) {
    const inner = sizeOfShape(innerShape);
    const start = header.dataOffsetBytes + offsetBytes;
    const data =
      inner === 1
        ? readElements(bytes, { start, stride: header.itemBytes, count }, layout)
        : readInner(bytes, { start, stride: header.itemBytes, count }, layout, inner);
    columns[name] = { dtype: layout.dtype, shape: [count, ...innerShape], data };
  }
  return {
    length: count,
    fields: fields.map(({ name, layout: { dtype, width } }) =>
      width > 0 ? { name, dtype, width } : { name, dtype },
    ),
    columns,
  };
}

/** A field with inner dimensions: its elements are gathered side by side, then read as one run. */
function readInner(
  bytes: Uint8Array,
  { start, stride, count }: { start: number; stride: number; count: number },
  layout: DTypeLayout,
  inner: number,
): NdData {
  const rowBytes = layout.itemBytes * inner;
  const gathered = new Uint8Array(rowBytes * count);
  for (let i = 0; i < count; i++) {
    gathered.set(bytes.subarray(start + i * stride, start + i * stride + rowBytes), i * rowBytes);
  }
  return readElements(
    gathered,
    { start: 0, stride: layout.itemBytes, count: count * inner },
    layout,
  );
}

/** Writes an array as NumPy 1.24 does (`np.save`): same bytes. */
export function encodeNpy(array: NdArray | StructuredArray): Uint8Array {
  return isStructured(array) ? encodeRecords(array) : encodePlain(array);
}

/** The same bytes in parts that follow each other; numbers that a file holds as they lie in memory are not copied. */
export function encodeNpyParts(array: NdArray | StructuredArray): readonly Uint8Array[] {
  return isStructured(array) ? [encodeRecords(array)] : plainParts(array);
}

function plainParts(array: NdArray): readonly [header: Uint8Array, body: Uint8Array] {
  const width = Array.isArray(array.data) ? textWidth(array.data) : 0;
  const type = typeString(array.dtype, width);
  const layout = layoutFromTypeString(type);
  const header = headerBytes(`'${type}'`, array.shape);
  const stored = storedBytes(array, layout);
  if (stored !== undefined) return [header, stored];
  const count = sizeOfShape(array.shape);
  const body = new Uint8Array(count * layout.itemBytes);
  writeElements(array, body, { start: 0, stride: layout.itemBytes, count }, layout);
  return [header, body];
}

function encodePlain(array: NdArray): Uint8Array {
  const [header, body] = plainParts(array);
  const bytes = new Uint8Array(header.length + body.length);
  bytes.set(header);
  bytes.set(body, header.length);
  return bytes;
}

function encodeRecords(array: StructuredArray): Uint8Array {
  const { fields, itemBytes } = recordLayout(array);
  const descr = fields.map(({ name, layout, innerShape }) => {
    const type = `'${typeString(layout.dtype, layout.width)}'`;
    const inner = innerShape.length > 0 ? `, ${tupleText(innerShape)}` : "";
    return `(${stringText(name)}, ${type}${inner})`;
  });
  const header = headerBytes(`[${descr.join(", ")}]`, [array.length]);
  const bytes = new Uint8Array(header.length + array.length * itemBytes);
  bytes.set(header);
  for (const { name, layout, innerShape, offsetBytes } of fields) {
    const inner = sizeOfShape(innerShape);
    const column = array.columns[name];
    if (inner === 1) {
      const range = { start: header.length + offsetBytes, stride: itemBytes, count: array.length };
      writeElements(column, bytes, range, layout);
      continue;
    }
    const rowBytes = layout.itemBytes * inner;
    const packed = new Uint8Array(rowBytes * array.length);
    const all = { start: 0, stride: layout.itemBytes, count: inner * array.length };
    writeElements(column, packed, all, layout);
    for (let i = 0; i < array.length; i++) {
      bytes.set(
        packed.subarray(i * rowBytes, (i + 1) * rowBytes),
        header.length + offsetBytes + i * itemBytes,
      );
    }
  }
  return bytes;
}

function recordLayout(array: StructuredArray): { fields: FieldLayout[]; itemBytes: number } {
  let itemBytes = 0;
  const fields = array.fields.map((field) => {
    const column = columnOf(array, field);
    const width = Array.isArray(column.data) ? (field.width ?? textWidth(column.data)) : 0;
    const layout = layoutFromTypeString(typeString(field.dtype, width));
    const innerShape = column.shape.slice(1);
    const offsetBytes = itemBytes;
    itemBytes += layout.itemBytes * sizeOfShape(innerShape);
    return { name: field.name, layout, innerShape, offsetBytes };
  });
  return { fields, itemBytes };
}

function columnOf(array: StructuredArray, { name, dtype }: StructuredField): NdArray {
  const column = array.columns[name] as NdArray | undefined;
  if (column?.dtype !== dtype || column.shape[0] !== array.length) {
    throw new EphysError(
      "InvalidValue",
      `field "${name}" has no column of ${String(array.length)} ${dtype} values`,
    );
  }
  return column;
}

/** The bytes before the values of an array of numbers, for files that are written piece by piece. */
export function npyHeader(dtype: NdArray["dtype"], shape: readonly number[]): Uint8Array {
  return headerBytes(`'${typeString(dtype)}'`, shape);
}

function headerBytes(descr: string, shape: readonly number[]): Uint8Array {
  let text = `{'descr': ${descr}, 'fortran_order': False, 'shape': ${tupleText(shape)}, }`;
  // room for the first axis to grow to 21 digits in place, as NumPy leaves it
  if (shape.length > 0) text += " ".repeat(21 - String(shape[0]).length);
  const latin1 = /^[\x00-\xff]*$/.test(text);
  const encoded = latin1 ? Uint8Array.from(text, (c) => c.charCodeAt(0)) : utf8FromText(text);
  const version = !latin1 ? 3 : encoded.length > 65000 ? 2 : 1;
  const prefix = version === 1 ? 10 : 12;
  const padding = 64 - ((prefix + encoded.length + 1) % 64);
  const bytes = new Uint8Array(prefix + encoded.length + padding + 1).fill(0x20);
  bytes.set([...MAGIC, version, 0]);
  const view = new DataView(bytes.buffer);
  if (version === 1) view.setUint16(8, bytes.length - prefix, true);
  else view.setUint32(8, bytes.length - prefix, true);
  bytes.set(encoded, prefix);
  bytes[bytes.length - 1] = 0x0a;
  return bytes;
}

function tupleText(shape: readonly number[]): string {
  return shape.length === 1 ? `(${String(shape[0])},)` : `(${shape.join(", ")})`;
}

/** Python's repr of a text: double quotes where it holds a single one. */
function stringText(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escaped = text.replaceAll("\\", "\\\\");
  return quote + (quote === "'" ? escaped.replaceAll("'", "\\'") : escaped) + quote;
}

/** An array of zeros (texts empty). */
export function zeros(dtype: NdArray["dtype"], shape: readonly number[]): NdArray {
  return { dtype, shape, data: allocateData(dtype, sizeOfShape(shape)) };
}
