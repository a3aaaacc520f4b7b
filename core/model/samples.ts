/** Sample types that a recording can have; NumPy's names. */
export const SAMPLE_DTYPES = [
  "int8",
  "uint8",
  "int16",
  "uint16",
  "int32",
  "uint32",
  "float32",
  "float64",
] as const;

export type SampleDType = (typeof SAMPLE_DTYPES)[number];

export type SampleArray =
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | Float32Array
  | Float64Array;

const CONSTRUCTORS = {
  int8: Int8Array,
  uint8: Uint8Array,
  int16: Int16Array,
  uint16: Uint16Array,
  int32: Int32Array,
  uint32: Uint32Array,
  float32: Float32Array,
  float64: Float64Array,
} as const;

/** A zeroed buffer of `length` samples of `dtype`. */
export function allocateSamples(dtype: SampleDType, length: number): SampleArray {
  return new CONSTRUCTORS[dtype](length);
}

/**
 * Gives the memory of samples back at once; nobody may look at them any more. For large ones that come with every chunk:
 * the collector, which would free them, runs over everything each time that enough of them have gathered.
 */
export function freeSamples({ buffer }: SampleArray): void {
  if (buffer instanceof ArrayBuffer) buffer.transfer(0);
}

/** A view of `dtype` on bytes that already exist; `byteOffset` must be aligned. */
export function viewSamples(
  dtype: SampleDType,
  buffer: ArrayBufferLike,
  byteOffset: number,
  length: number,
): SampleArray {
  // the constructors take shared memory too; their common type in TypeScript does not say so
  const construct = CONSTRUCTORS[dtype] as Float32ArrayConstructor;
  return new construct(buffer, byteOffset, length);
}

/** The dtype of a typed array of samples. */
export function dtypeOfSamples(samples: SampleArray): SampleDType {
  const name = samples.constructor.name.replace("Array", "").toLowerCase();
  return name as SampleDType; // the union's constructors are exactly SAMPLE_DTYPES capitalised
}

export function bytesPerSample(dtype: SampleDType): number {
  return CONSTRUCTORS[dtype].BYTES_PER_ELEMENT;
}

export function isIntegerDType(dtype: SampleDType): boolean {
  return !dtype.startsWith("float");
}
