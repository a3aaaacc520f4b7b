import type { DType, NdArray } from "#core/array/index.ts";
import type { Hdf5Writable } from "#core/io/index.ts";
import { EphysError } from "#core/model/index.ts";
import type { H5Module, WriteMetadata } from "./h5wasm.ts";
import { CLASS } from "./types.ts";

/** A value as HDF5 memory: `texts` instead of `bytes` where each text has a length of its own. */
export interface Encoded {
  readonly type: Omit<WriteMetadata, "shape" | "maxshape">;
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
  readonly texts?: readonly string[];
}

const PLAIN = { littleEndian: true, signed: false, vlen: false };
const NO_BYTES = new Uint8Array(0);

/** @throws Unsupported for types that are not written */
export function encode(library: H5Module, fileId: bigint, value: Hdf5Writable): Encoded {
  if ("references" in value) {
    const size = library.SIZEOF_OBJ_REF;
    const bytes = new Uint8Array(size * value.references.length);
    for (const [i, path] of value.references.entries()) {
      if (path !== "") bytes.set(library.create_object_reference(fileId, path), i * size);
    }
    const type = { ...PLAIN, type: CLASS.reference, size, ref_type: "object" as const };
    return { type, shape: value.shape, bytes };
  }
  const { dtype, shape } = value;
  if (dtype === "str") {
    const type = { ...PLAIN, type: CLASS.string, size: 4, vlen: true, cset: 1 };
    return { type, shape, bytes: NO_BYTES, texts: value.data as string[] };
  }
  if (dtype === "bytes") return fixedText(value);
  const bytes = numberBytes(value);
  const isFloat = dtype.startsWith("float");
  const type = {
    ...PLAIN,
    type: isFloat ? CLASS.float : CLASS.integer,
    size: itemBytes(dtype),
    signed: dtype.startsWith("int"),
  };
  return { type, shape, bytes };
}

function fixedText({ data, shape }: NdArray): Encoded {
  const encoder = new TextEncoder();
  const encoded = (data as string[]).map((text) => encoder.encode(text));
  const size = Math.max(1, ...encoded.map((bytes) => bytes.length));
  const bytes = new Uint8Array(size * encoded.length);
  for (const [i, own] of encoded.entries()) bytes.set(own, i * size);
  return { type: { ...PLAIN, type: CLASS.string, size, cset: 0 }, shape, bytes };
}

function itemBytes(dtype: DType): number {
  const bits = /\d+$/.exec(dtype)?.[0];
  // booleans need an enumeration, which the library cannot make
  if (bits === undefined || dtype.startsWith("complex") || dtype === "float16") {
    throw new EphysError("Unsupported", `${dtype} is not written to HDF5`);
  }
  return Number(bits) / 8;
}

function numberBytes({ dtype, data }: NdArray): Uint8Array {
  if (Array.isArray(data)) throw new EphysError("Internal", "text where numbers are written");
  const wide =
    (dtype === "int64" || dtype === "uint64") && data instanceof Float64Array
      ? BigInt64Array.from(data, BigInt)
      : data;
  return new Uint8Array(wide.buffer, wide.byteOffset, wide.byteLength);
}
