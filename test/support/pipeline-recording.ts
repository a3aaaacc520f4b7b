import { readFileSync } from "node:fs";
import { decodeNpy, isStructured, type NdArray, type StructuredArray } from "#core/array/index.ts";
import { memoryRecording, type Recording } from "#core/recording/index.ts";
import { goldenJson, goldenPath } from "./golden.ts";

const FOLDER = ["pipeline", "recording"] as const;
const PROPERTIES = ["gain_to_uV", "group", "inter_sample_shift", "location", "offset_to_uV"];

interface BinaryJson {
  readonly kwargs: { readonly channel_ids: string[]; readonly sampling_frequency: number };
}

/** An array beside the golden cases. */
export function goldenArray(...parts: string[]): NdArray {
  const array = decodeNpy(readFileSync(goldenPath(...parts)));
  if (isStructured(array)) throw new Error(`${parts.join("/")} is a structured array`);
  return array;
}

/** The recording of the golden pipeline, in memory. */
export function goldenPipelineRecording(): Recording {
  const { kwargs } = goldenJson<BinaryJson>(...FOLDER, "binary.json");
  const traces = [0, 1].map((segment) => {
    const bytes = readFileSync(goldenPath(...FOLDER, `traces_cached_seg${String(segment)}.raw`));
    return new Int16Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
  });
  const properties = new Map<string, NdArray | StructuredArray>();
  for (const name of PROPERTIES) {
    properties.set(name, goldenArray(...FOLDER, "properties", `${name}.npy`));
  }
  return memoryRecording({
    traces,
    samplingFrequency: kwargs.sampling_frequency,
    channelIds: kwargs.channel_ids,
    properties,
  });
}
