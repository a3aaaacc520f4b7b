import { EphysError } from "#core/model/index.ts";

/*
 * numcodecs' Delta filter: every element but the first as its difference from the one before, over the whole chunk as
 * one row. Integers wrap, as in NumPy.
 */

type Numbers =
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | Float32Array
  | Float64Array;
type BigNumbers = BigInt64Array | BigUint64Array;

const VIEWS = {
  i1: Int8Array,
  u1: Uint8Array,
  i2: Int16Array,
  u2: Uint16Array,
  i4: Int32Array,
  u4: Uint32Array,
  f4: Float32Array,
  f8: Float64Array,
  i8: BigInt64Array,
  u8: BigUint64Array,
} as const;

/** Sums of the differences. @param dtype of the sums, @param astype of the stored differences, NumPy's type strings */
export function decodeDelta(
  bytes: Uint8Array,
  dtype: string,
  astype: string,
  source: string,
): Uint8Array {
  const differences = viewOf(bytes, astype, source);
  if (isBig(differences)) {
    const Sums = VIEWS[codeOf(dtype)];
    if (dtype !== astype || (Sums !== BigInt64Array && Sums !== BigUint64Array)) {
      throw unsupported(dtype, astype, source);
    }
    let sum = 0n;
    for (let i = 0; i < differences.length; i++) {
      sum += differences[i];
      differences[i] = sum; // wraps to 64 bits
    }
    return bytesOf(differences);
  }
  const Sums = VIEWS[codeOf(dtype)];
  if (Sums === undefined || Sums === BigInt64Array || Sums === BigUint64Array) {
    throw unsupported(dtype, astype, source);
  }
  const out = new Sums(differences.length) as Numbers; // those of big integers are refused above
  let sum = 0;
  for (let i = 0; i < out.length; i++) {
    out[i] = sum + differences[i];
    sum = out[i];
  }
  return bytesOf(out);
}

/** Differences of elements of one type. @param dtype NumPy's type string */
export function encodeDelta(bytes: Uint8Array, dtype: string, source: string): Uint8Array {
  const values = viewOf(bytes.slice(), dtype, source);
  if (isBig(values)) {
    for (let i = values.length - 1; i > 0; i--) values[i] -= values[i - 1];
  } else {
    for (let i = values.length - 1; i > 0; i--) values[i] -= values[i - 1];
  }
  return bytesOf(values);
}

function viewOf(bytes: Uint8Array, type: string, source: string): Numbers | BigNumbers {
  const View = VIEWS[codeOf(type)];
  if (View === undefined || type.startsWith(">")) throw unsupported(type, type, source);
  if (bytes.length % View.BYTES_PER_ELEMENT !== 0) {
    throw new EphysError("CorruptFile", `${source} holds no whole number of ${type} values`, {
      path: source,
    });
  }
  const aligned = bytes.byteOffset % View.BYTES_PER_ELEMENT === 0 ? bytes : bytes.slice();
  return new View(
    aligned.buffer as ArrayBuffer, // chunks are not shared
    aligned.byteOffset,
    aligned.length / View.BYTES_PER_ELEMENT,
  );
}

function codeOf(type: string): keyof typeof VIEWS {
  return type.replace(/^[<>|=]/, "") as keyof typeof VIEWS; // undefined is tested where it is looked up
}

function isBig(values: Numbers | BigNumbers): values is BigNumbers {
  return values instanceof BigInt64Array || values instanceof BigUint64Array;
}

function bytesOf(values: Numbers | BigNumbers): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

function unsupported(dtype: string, astype: string, source: string): EphysError {
  return new EphysError(
    "Unsupported",
    `${source} uses a delta filter from ${astype} to ${dtype}, which is not read`,
    { path: source },
  );
}
