import { EphysError } from "#core/model/index.ts";
import type { DType } from "./nd-array.ts";

/** How one element lies in a file: NumPy's type string taken apart. */
export interface DTypeLayout {
  readonly dtype: DType;
  /** bytes per element */
  readonly itemBytes: number;
  readonly littleEndian: boolean;
  /** characters per element of `str` and `bytes`, else 0 */
  readonly width: number;
}

const NUMERIC: Readonly<Record<string, DType>> = {
  b1: "bool",
  i1: "int8",
  u1: "uint8",
  i2: "int16",
  u2: "uint16",
  i4: "int32",
  u4: "uint32",
  i8: "int64",
  u8: "uint64",
  f2: "float16",
  f4: "float32",
  f8: "float64",
  c8: "complex64",
  c16: "complex128",
};

const CODES = Object.fromEntries(Object.entries(NUMERIC).map(([code, dtype]) => [dtype, code]));

/**
 * The layout behind NumPy's type string (`<f4`, `|b1`, `>i2`, `<U12`, `|S5`).
 * @throws Unsupported for objects, dates, raw bytes and long doubles, naming the type
 */
export function layoutFromTypeString(text: string): DTypeLayout {
  const match = /^([<>|=]?)([a-zA-Z?])(\d*)$/.exec(text);
  const [, order = "", kind = "", digits = ""] = match ?? [];
  const littleEndian = order !== ">";
  if (kind === "U" || kind === "S" || kind === "a") {
    const width = Number(digits || "0");
    return kind === "U"
      ? { dtype: "str", itemBytes: 4 * width, littleEndian, width }
      : { dtype: "bytes", itemBytes: width, littleEndian, width };
  }
  const code = kind === "?" ? "b1" : kind + digits;
  const dtype = NUMERIC[code];
  if (dtype === undefined) {
    const why = kind === "O" ? "Python objects are stored as code to run" : "no such number type";
    throw new EphysError("Unsupported", `arrays of NumPy type "${text}" are not read: ${why}`, {
      dtype: text,
    });
  }
  return { dtype, itemBytes: Number(code.slice(1)), littleEndian, width: 0 };
}

/** NumPy's little-endian type string of a dtype, e.g. `<f4`, `|b1`, `<U12`. */
export function typeString(dtype: DType, width = 0): string {
  if (dtype === "str") return `<U${String(width)}`;
  if (dtype === "bytes") return `|S${String(width)}`;
  const code = CODES[dtype] ?? "";
  return (code.endsWith("1") ? "|" : "<") + code;
}
