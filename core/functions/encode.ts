import {
  encodeNpy,
  isStructured,
  typeString,
  type DType,
  type NdArray,
  type StructuredArray,
} from "#core/array/index.ts";
import type { CoreContext } from "#core/compute/index.ts";
import {
  allocateSamples,
  probeToDict,
  type JsonObject,
  type JsonValue,
  type Probe,
} from "#core/model/index.ts";
import { bytesPerSample } from "#core/model/index.ts";
import { findChannelLocations, type Recording } from "#core/recording/index.ts";
import { spikesToStructured, type Sorting } from "#core/sorting/index.ts";

/** Arrays with more numbers than this go to files of their own where a place for them is given. */
export const INLINE_LIMIT = 400;

/** Traces over this are left out of a recording's encoding. */
const TRACES_LIMIT_BYTES = 64 * 1024 * 1024;

/** Where long arrays are written: `<folder>/<prefix>.<n>.npy`. */
export interface ArrayPlace {
  readonly folder: string;
  readonly prefix: string;
}

/**
 * A result for the wire: the inverse of `decodeValue`. Typed arrays become one-dimensional `$nd`, recordings and
 * sortings their summary with samples and spikes.
 */
export async function encodeValue(
  value: unknown,
  ctx: CoreContext,
  place?: ArrayPlace,
): Promise<JsonValue> {
  const encoder = new Encoder(ctx, place);
  return encoder.encode(value);
}

class Encoder {
  readonly #ctx: CoreContext;
  readonly #place: ArrayPlace | undefined;
  #numFiles = 0;

  constructor(ctx: CoreContext, place: ArrayPlace | undefined) {
    this.#ctx = ctx;
    this.#place = place;
  }

  async encode(value: unknown): Promise<JsonValue> {
    if (value === undefined || value === null) return null;
    if (typeof value === "number") return numberToJson(value);
    if (typeof value === "bigint") return numberToJson(Number(value));
    if (typeof value === "string" || typeof value === "boolean") return value;
    if (Array.isArray(value)) return this.#list(value);
    if (ArrayBuffer.isView(value)) return this.#array(arrayFromTyped(value));
    if (value instanceof Map) {
      const pairs: JsonValue[] = [];
      for (const [key, item] of value)
        pairs.push([await this.encode(key), await this.encode(item)]);
      return pairs.length === 0 ? {} : { $map: pairs };
    }
    if (isArray(value)) return this.#array(value);
    if (isStructuredArray(value)) return this.#records(value);
    if (isRecording(value)) return { $recording: await this.#recording(value) };
    if (isSorting(value)) return { $sorting: await this.#sorting(value) };
    if (isProbe(value)) return { $probe: probeToDict(value) };
    return this.#object(value as Readonly<Record<string, unknown>>); // what is left are plain records
  }

  async #list(items: readonly unknown[]): Promise<JsonValue> {
    const out: JsonValue[] = [];
    for (const item of items) out.push(await this.encode(item));
    return out;
  }

  async #object(value: Readonly<Record<string, unknown>>): Promise<JsonObject> {
    const out: Record<string, JsonValue> = {};
    for (const [key, item] of Object.entries(value)) out[key] = await this.encode(item);
    return out;
  }

  async #array(array: NdArray): Promise<JsonObject> {
    if (array.dtype.startsWith("complex")) return this.#complex(array);
    const dtype =
      array.dtype === "str" || array.dtype === "bytes" ? "str" : typeString(array.dtype);
    const { shape, data } = array;
    if (this.#place && data.length > INLINE_LIMIT) {
      return { $nd: { dtype, shape: [...shape], file: await this.#write(array, this.#place) } };
    }
    return { $nd: { dtype, shape: [...shape], data: dataToJson(array) } };
  }

  async #complex({ shape, data, dtype }: NdArray): Promise<JsonObject> {
    const single = dtype === "complex64";
    const part = (offset: number): NdArray => {
      const values = new (single ? Float32Array : Float64Array)(data.length / 2);
      for (let i = 0; i < values.length; i++) values[i] = Number(data[2 * i + offset]);
      return { dtype: single ? "float32" : "float64", shape, data: values };
    };
    return { $complex: { re: await this.#array(part(0)), im: await this.#array(part(1)) } };
  }

  async #records({ length, fields, columns }: StructuredArray): Promise<JsonObject> {
    const out: Record<string, JsonValue> = {};
    for (const { name } of fields) {
      const column = columns[name];
      const long = this.#place !== undefined && column.data.length > INLINE_LIMIT;
      out[name] = long ? await this.#array(column) : dataToJson(column);
    }
    const dtype = fields.map(({ name, dtype: type, width }) => {
      const inner = columns[name].shape.slice(1);
      const text = typeString(type, width);
      return inner.length > 0 ? [name, text, inner] : [name, text];
    });
    return { $nd: { dtype, shape: [length], columns: out } };
  }

  async #write(array: NdArray, { folder, prefix }: ArrayPlace): Promise<string> {
    const file = `${prefix}.${String(this.#numFiles++)}.npy`;
    await this.#ctx.fs.writeFile(this.#ctx.fs.path.join(folder, file), encodeNpy(array));
    return file;
  }

  async #recording(recording: Recording): Promise<JsonObject> {
    const { channelIds, samplingFrequency, numSamples, dtype } = recording;
    const numFrames = numSamples.reduce((sum, n) => sum + n, 0);
    const length = numFrames * channelIds.length;
    const out: Record<string, JsonValue> = {
      channel_ids: [...channelIds],
      sampling_frequency: samplingFrequency,
      num_samples: [...numSamples],
      dtype,
    };
    if (length * bytesPerSample(dtype) <= TRACES_LIMIT_BYTES) {
      const traces = allocateSamples(dtype, length);
      let at = 0;
      for (const [segment, total] of numSamples.entries()) {
        const end = at + total * channelIds.length;
        await recording.readTraces(segment, 0, total, undefined, traces.subarray(at, end));
        at = end;
      }
      out["traces"] = await this.#array({
        dtype,
        shape: [numFrames, channelIds.length],
        data: traces,
      });
    }
    const locations = findChannelLocations(recording);
    out["locations"] =
      locations === undefined
        ? null
        : await this.#array({ dtype: "float64", shape: [channelIds.length, 2], data: locations });
    return out;
  }

  async #sorting(sorting: Sorting): Promise<JsonObject> {
    return {
      unit_ids: [...sorting.unitIds],
      sampling_frequency: sorting.samplingFrequency,
      spike_vector: await this.#records(spikesToStructured(sorting.spikes)),
    };
  }
}

function numberToJson(value: number): JsonValue {
  if (Number.isFinite(value)) return value;
  return { $float: Number.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf" };
}

function dataToJson({ dtype, data }: NdArray): JsonValue[] {
  if (Array.isArray(data)) return [...data];
  if (dtype === "bool") return Array.from(data as Uint8Array, (x) => x !== 0);
  return Array.from(data as ArrayLike<number | bigint>, (x) => numberToJson(Number(x)));
}

const DTYPE_OF_CONSTRUCTOR: Readonly<Record<string, DType>> = {
  BigInt64Array: "int64",
  BigUint64Array: "uint64",
};

function arrayFromTyped(view: ArrayBufferView): NdArray {
  const { name } = view.constructor;
  const dtype = DTYPE_OF_CONSTRUCTOR[name] ?? (name.replace("Array", "").toLowerCase() as DType); // named alike
  const data = view as unknown as NdArray["data"]; // views that reach here are typed arrays of numbers
  return { dtype, shape: [data.length], data };
}

function isArray(value: object): value is NdArray {
  return "dtype" in value && "shape" in value && "data" in value;
}

function isStructuredArray(value: object): value is StructuredArray {
  return (
    "fields" in value &&
    "columns" in value &&
    "length" in value &&
    isStructured(value as StructuredArray)
  );
}

function isRecording(value: object): value is Recording {
  return "readTraces" in value;
}

function isSorting(value: object): value is Sorting {
  return "spikes" in value && "unitIds" in value && "numSegments" in value;
}

function isProbe(value: object): value is Probe {
  return "contactPositions" in value && "contactShapes" in value;
}
