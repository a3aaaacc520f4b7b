import { ndArray, toFloat64, type NdArray } from "#core/array/index.ts";
import { sampleTypeString } from "#core/formats/index.ts";
import type { JsonObject, JsonValue, SampleArray } from "#core/model/index.ts";
import {
  arrayToJson,
  plainProperty,
  readTracesNew,
  sampleTimes,
  startTimeS,
  type Recording,
} from "#core/recording/index.ts";
import { markFloats, type AnswerArrays } from "./arrays.ts";
import { Sha256 } from "./sha256.ts";

/** Frames hashed at a time. */
const HASH_FRAMES = 10_000;

/** Properties that a recording's answer lists when it has them. */
const LISTED = [
  "channel_name",
  "channel_names",
  "group",
  "inter_sample_shift",
  "physical_unit",
  "gain_to_physical_unit",
  "offset_to_physical_unit",
] as const;

/** What was read of a recording, in the form of the golden format cases. */
export async function recordingAnswer(
  recording: Recording,
  expected: JsonObject | undefined,
  arrays: AnswerArrays,
): Promise<JsonObject> {
  const segments = recording.numSamples.keys();
  const timed = recording.times.some(({ timeVectorS }) => timeVectorS !== undefined);
  const times: JsonValue[] = [];
  const traces: JsonValue[] = [];
  for (const segment of segments) {
    if (timed) {
      const values = sampleTimes(recording, segment);
      times.push(await arrays.nd(ndArray("float64", [values.length], values)));
    }
    const asked = (expected?.["traces"] as readonly JsonObject[] | undefined)?.[segment];
    traces.push(await tracesAnswer(recording, segment, asked, arrays));
  }
  return {
    channel_ids: [...recording.channelIds],
    sampling_frequency: recording.samplingFrequency,
    num_segments: recording.numSamples.length,
    num_samples: [...recording.numSamples],
    dtype: sampleTypeString(fileType(recording)),
    gain_to_uV: propertyList(recording, "gain_to_uV"),
    offset_to_uV: propertyList(recording, "offset_to_uV"),
    ...listedProperties(recording),
    ...(expected &&
      "channel_names" in expected && { channel_names: propertyList(recording, "channel_name") }),
    locations: await locationsAnswer(recording, arrays),
    ...probeAnswer(recording),
    t_start: [...recording.numSamples.keys()].map((i) => startTimeS(recording, i)),
    ...(timed && { times }),
    traces,
  };
}

/** The type in the file: the reference keeps big-endian samples as they are. */
function fileType(recording: Recording): Parameters<typeof sampleTypeString>[0] {
  if (recording.annotations["dtype_in_file"] === "uint16") {
    return { dtype: "uint16", bigEndian: false }; // what the reference declares, see SiNAPS
  }
  const written = recording.dict.kwargs["dtype"];
  const bigEndian = typeof written === "string" && written.startsWith(">");
  return { dtype: recording.dtype, bigEndian };
}

function propertyList(recording: Recording, name: string): JsonValue {
  const property = plainProperty(recording.properties, name);
  return property ? markFloats(arrayToJson(property)) : null;
}

function listedProperties(recording: Recording): JsonObject {
  const out: Record<string, JsonValue> = {};
  for (const name of LISTED) {
    if (recording.properties.has(name)) out[name] = propertyList(recording, name);
  }
  return out;
}

async function locationsAnswer(recording: Recording, arrays: AnswerArrays): Promise<JsonValue> {
  const location = plainProperty(recording.properties, "location");
  if (!location) return null;
  const shape = [...location.shape];
  return arrays.nd(ndArray("float64", shape, toFloat64(location)));
}

/** SpikeInterface keeps no annotations of the probe itself. */
function probeAnswer(recording: Recording): JsonObject {
  const group = recording.probeGroup;
  if (!group || group.probes.length === 0) return {};
  const probes = group.probes.map((probe) => ({
    contact_ids: probe.contactIds && [...probe.contactIds],
    shank_ids: [...(probe.shankIds ?? probe.contactShapes.map(() => ""))],
    shape: probe.contactShapes[0] ?? null,
    annotations: {},
  }));
  const [first] = probes;
  return { probe: { ...first, contact_ids: first.contact_ids ?? null } };
}

async function tracesAnswer(
  recording: Recording,
  segment: number,
  asked: JsonObject | undefined,
  arrays: AnswerArrays,
): Promise<JsonObject> {
  const total = recording.numSamples[segment];
  const [start, stop] = (asked?.["sha256_frames"] as [number, number] | undefined) ?? [0, total];
  const windows = (asked?.["windows"] as readonly JsonObject[] | undefined)?.map(
    (window) => [Number(window["start"]), Number(window["stop"])] as const,
  );
  const written: JsonValue[] = [];
  for (const [from, to] of windows ?? usualWindows(total)) {
    const samples = await readTracesNew(recording, segment, from, to);
    const array = samplesArray(recording, samples);
    written.push({ start: from, stop: to, file: await arrays.file(array) });
  }
  return {
    sha256: await hashTraces(recording, segment, start, stop),
    sha256_frames: [start, stop],
    windows: written,
  };
}

/** First, middle and last 200 frames, or all when there are at most 600. */
function usualWindows(total: number): (readonly [number, number])[] {
  if (total <= 600) return [[0, total]];
  const middle = Math.floor(total / 2) - 100;
  return [
    [0, 200],
    [middle, middle + 200],
    [total - 200, total],
  ];
}

function samplesArray(recording: Recording, samples: SampleArray): NdArray {
  const width = recording.channelIds.length;
  return ndArray(recording.dtype, [samples.length / width, width], samples);
}

async function hashTraces(
  recording: Recording,
  segment: number,
  start: number,
  stop: number,
): Promise<string> {
  const hash = new Sha256();
  const { bigEndian } = fileType(recording);
  for (let frame = start; frame < stop; frame += HASH_FRAMES) {
    const end = Math.min(stop, frame + HASH_FRAMES);
    const samples = await readTracesNew(recording, segment, frame, end);
    const bytes = new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
    hash.update(bigEndian ? reversedItems(bytes, samples.BYTES_PER_ELEMENT) : bytes);
  }
  return hash.hex();
}

function reversedItems(bytes: Uint8Array, itemBytes: number): Uint8Array {
  const out = new Uint8Array(bytes.length);
  for (let i = 0; i < bytes.length; i += itemBytes) {
    for (let b = 0; b < itemBytes; b++) out[i + b] = bytes[i + itemBytes - 1 - b];
  }
  return out;
}
