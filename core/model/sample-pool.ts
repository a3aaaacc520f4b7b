import { allocateSamples, bytesPerSample, type SampleArray, type SampleDType } from "./samples.ts";

/*
 * Buffers for windows that are read, worked on and dropped: fresh memory costs more than a filter's pass over it. They
 * belong to the thread, whose chunks ask for the same sizes again and again.
 */

/** Free buffers that are kept, together; what a single large unit needed is not held on to. */
const KEPT_BYTES = 512 * 1024 * 1024;
/** A smaller one is not worth looking for. */
const LEAST_BYTES = 64 * 1024;
/** Sizes are rounded up to this, and to a quarter of their power of two, so that what is a little larger fits the same buffers. */
const STEP_BYTES = 256 * 1024;

const free: ArrayBuffer[] = [];

/**
 * Samples of any content, to be given back with `returnSamples` when nobody looks at them any more.
 * @param length in samples
 */
export function borrowSamples(dtype: "float32", length: number): Float32Array<ArrayBuffer>;
export function borrowSamples(dtype: "float64", length: number): Float64Array<ArrayBuffer>;
export function borrowSamples(dtype: SampleDType, length: number): SampleArray;
export function borrowSamples(dtype: SampleDType, length: number): SampleArray {
  const bytes = length * bytesPerSample(dtype);
  if (bytes < LEAST_BYTES) return allocateSamples(dtype, length);
  const at = free.findIndex(({ byteLength }) => byteLength >= bytes && byteLength <= 2 * bytes);
  const [found] = at < 0 ? [] : free.splice(at, 1);
  const buffer = found ?? new ArrayBuffer(roundedBytes(bytes));
  return viewOf(dtype, buffer, length);
}

/** Gives back what `borrowSamples` lent. */
export function returnSamples(samples: SampleArray): void {
  const { buffer } = samples;
  if (buffer.byteLength < LEAST_BYTES || !(buffer instanceof ArrayBuffer)) return;
  if (buffer.byteLength > KEPT_BYTES) return;
  free.push(buffer);
  let bytes = free.reduce((sum, { byteLength }) => sum + byteLength, 0);
  while (bytes > KEPT_BYTES) bytes -= free.shift()?.byteLength ?? 0;
}

function roundedBytes(bytes: number): number {
  const step = Math.max(STEP_BYTES, 2 ** (Math.floor(Math.log2(bytes)) - 2));
  return Math.ceil(bytes / step) * step;
}

function viewOf(dtype: SampleDType, buffer: ArrayBuffer, length: number): SampleArray {
  const { constructor } = allocateSamples(dtype, 0);
  // each sample type's constructor takes the same arguments
  return new (constructor as Float32ArrayConstructor)(buffer, 0, length);
}
