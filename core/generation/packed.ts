import { ndArray, type NdArray } from "#core/array/index.ts";
import type { JsonObject, JsonValue } from "#core/model/index.ts";
import { base64FromBytes, bytesFromBase64 } from "#core/recording/index.ts";
import { sortingFromSpikes, type Sorting } from "#core/sorting/index.ts";

/* Given objects as JSON, whole, so that a dictionary makes everything again. */

/** The kwargs of a sorting that carries its spikes; properties are left out. */
export function packedSorting({
  unitIds,
  samplingFrequency,
  numSegments,
  spikes,
}: Sorting): JsonObject {
  return sortingFromSpikes({ unitIds, samplingFrequency, numSegments, spikes }).dict.kwargs;
}

export function packedArray({
  dtype,
  shape,
  data,
}: NdArray<Float32Array | Float64Array>): JsonObject {
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return { dtype, shape: [...shape], base64: base64FromBytes(bytes) };
}

/** What `packedArray` wrote. */
export function unpackedArray(packed: JsonObject): NdArray<Float32Array | Float64Array> {
  const { dtype, shape, base64 } = packed as { dtype: string; shape: number[]; base64: string };
  const { buffer } = bytesFromBase64(base64);
  return dtype === "float64"
    ? ndArray("float64", shape, new Float64Array(buffer))
    : ndArray("float32", shape, new Float32Array(buffer));
}

/** Parameters as JSON: typed rows as lists; absent ones stay absent. */
export function plainJson(value: unknown): JsonValue {
  if (ArrayBuffer.isView(value)) return Array.from(value as unknown as ArrayLike<number>); // rows of numbers
  if (Array.isArray(value)) return value.map(plainJson);
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value).filter(([, item]) => item !== undefined);
    return Object.fromEntries(entries.map(([key, item]) => [key, plainJson(item)]));
  }
  return (value ?? null) as JsonValue; // numbers, texts, booleans
}
