type TypedArray = Float32Array | Float64Array | Int32Array | Uint32Array;

/**
 * Zeroed memory of the same type as some other, and of the same kind: where threads share that one they share this one, so
 * that handing it over copies nothing.
 */
export function memoryBeside<A extends TypedArray>(other: A, length: number): A {
  const Typed = other.constructor as new (from: number | SharedArrayBuffer) => A; // of typed arrays only
  return other.buffer instanceof SharedArrayBuffer
    ? new Typed(new SharedArrayBuffer(length * other.BYTES_PER_ELEMENT))
    : new Typed(length);
}
