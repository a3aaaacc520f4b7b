import { isStructured } from "#core/array/index.ts";
import { EphysError, type JsonObject, type JsonValue } from "#core/model/index.ts";
import { arrayFromJson, arrayToJson, type Recording } from "#core/recording/index.ts";
import type { RecordingAttributes } from "./analyzer.ts";

/** What an analyzer keeps of its recording. */
export function attributesOf(recording: Recording): RecordingAttributes {
  const properties = new Map(recording.properties);
  properties.delete("contact_vector");
  return {
    channelIds: recording.channelIds,
    samplingFrequency: recording.samplingFrequency,
    numSamples: recording.numSamples,
    isFiltered: recording.annotations["is_filtered"] === true,
    dtype: recording.dtype,
    properties,
  };
}

/** recording_attributes.json */
export function attributesToJson(attributes: RecordingAttributes): JsonObject {
  const properties: Record<string, JsonValue> = {};
  for (const [name, array] of attributes.properties) {
    if (!isStructured(array)) properties[name] = arrayToJson(array);
  }
  return {
    channel_ids: attributes.channelIds,
    sampling_frequency: attributes.samplingFrequency,
    num_channels: attributes.channelIds.length,
    num_samples: attributes.numSamples,
    is_filtered: attributes.isFiltered,
    properties,
    dtype: attributes.dtype,
  };
}

/** The attributes of recording_attributes.json. @throws CorruptFile naming the file and the field */
export function attributesFromJson(json: JsonObject, source: string): RecordingAttributes {
  const { channel_ids, sampling_frequency, num_samples, is_filtered, properties, dtype } = json;
  if (!isList(channel_ids) || !isList(num_samples) || typeof sampling_frequency !== "number") {
    throw new EphysError(
      "CorruptFile",
      `${source} lacks channel_ids, num_samples or sampling_frequency`,
      { path: source },
    );
  }
  const entries = Object.entries((properties ?? {}) as JsonObject);
  return {
    channelIds: channel_ids as (string | number)[],
    samplingFrequency: sampling_frequency,
    numSamples: num_samples as number[],
    isFiltered: is_filtered === true,
    dtype: typeof dtype === "string" ? dtype : "float32",
    properties: new Map(
      entries.flatMap(([name, value]) =>
        isList(value) ? [[name, arrayFromJson(value, `${source}: ${name}`)] as const] : [],
      ),
    ),
  };
}

function isList(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value);
}
