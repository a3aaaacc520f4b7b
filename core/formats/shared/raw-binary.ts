import type { CoreContext } from "#core/compute/index.ts";
import {
  bytesPerSample,
  EphysError,
  type ChannelId,
  type JsonObject,
  type SampleArray,
} from "#core/model/index.ts";
import {
  floatProperty,
  RecordingBase,
  type Properties,
  type RecordingFacts,
  type RecordingSource,
  type TraceRange,
} from "#core/recording/index.ts";
import { requireFile } from "./files.ts";
import { RawTraces, type RawLayout, type RawSegment } from "./raw-traces.ts";
import { parseSampleType, sampleTypeString } from "./sample-type.ts";

export const BINARY_CLASS = "spikeinterface.core.binaryrecordingextractor.BinaryRecordingExtractor";

/** Arguments of SpikeInterface's BinaryRecordingExtractor. */
export interface BinaryArguments {
  /** one file per segment, absolute */
  readonly file_paths: readonly string[];
  readonly sampling_frequency: number;
  readonly num_channels: number;
  readonly dtype: string;
  readonly t_starts?: readonly number[] | null | undefined;
  readonly channel_ids?: readonly ChannelId[] | null | undefined;
  readonly time_axis?: 0 | 1 | undefined;
  /** bytes before the samples of each file */
  readonly file_offset?: number | undefined;
  readonly gain_to_uV?: number | readonly number[] | null | undefined;
  readonly offset_to_uV?: number | readonly number[] | null | undefined;
  readonly is_filtered?: boolean | null | undefined;
}

/** A recording whose samples lie raw in files. */
export class RawRecording extends RecordingBase {
  readonly #traces: RawTraces;

  constructor(facts: RecordingFacts, source: RecordingSource, layout: RawLayout, ctx: CoreContext) {
    super({ ...facts, exactWindows: true }, source);
    this.#traces = new RawTraces(layout, ctx);
  }

  protected readWindow(range: TraceRange, out: SampleArray): Promise<void> {
    return this.#traces.read(range, out);
  }
}

/** A raw binary recording with its facts, before a folder adds metadata. */
export interface OpenedBinary {
  readonly facts: RecordingFacts;
  readonly layout: RawLayout;
  readonly kwargs: JsonObject;
}

/**
 * Looks at the files of a raw binary recording. A file that is no whole number of frames loses its rest, as in the
 * reference.
 * @throws FileNotFound, InvalidParameter, TruncatedFile (smaller than its offset)
 */
export async function openBinary(args: BinaryArguments, ctx: CoreContext): Promise<OpenedBinary> {
  const { num_channels: numChannels, file_offset: fileOffset = 0 } = args;
  const sampleType = parseSampleType(args.dtype);
  checkArguments(args);
  const channelIds = args.channel_ids ?? Array.from({ length: numChannels }, (_, i) => i);
  const frameBytes = numChannels * bytesPerSample(sampleType.dtype);
  const segments: RawSegment[] = [];
  for (const path of args.file_paths) {
    const dataBytes = (await requireFile(path, ctx)) - fileOffset;
    if (dataBytes < 0) {
      throw new EphysError(
        "TruncatedFile",
        `${path} is smaller than file_offset (${String(fileOffset)} bytes)`,
        { path, fileOffset },
      );
    }
    const numSamples = Math.floor(dataBytes / frameBytes);
    segments.push({ path, offsetBytes: fileOffset, numSamples });
  }
  const tStarts = args.t_starts ?? undefined;
  const isFiltered = args.is_filtered ?? undefined;
  return {
    facts: {
      channelIds,
      samplingFrequency: args.sampling_frequency,
      dtype: sampleType.dtype,
      numSamples: segments.map((segment) => segment.numSamples),
      times: segments.map((_, i) => (tStarts ? { tStartS: tStarts[i] } : {})),
      properties: scalingProperties(args, numChannels),
      annotations: isFiltered === undefined ? {} : { is_filtered: isFiltered },
    },
    layout: {
      ...sampleType,
      numFileChannels: numChannels,
      timeAxis: args.time_axis ?? 0,
      segments,
    },
    kwargs: {
      file_paths: [...args.file_paths],
      sampling_frequency: args.sampling_frequency,
      t_starts: tStarts ? [...tStarts] : null,
      num_channels: numChannels,
      dtype: sampleTypeString(sampleType),
      channel_ids: [...channelIds],
      time_axis: args.time_axis ?? 0,
      file_offset: fileOffset,
      gain_to_uV: jsonScaling(args.gain_to_uV),
      offset_to_uV: jsonScaling(args.offset_to_uV),
      is_filtered: isFiltered ?? null,
    },
  };
}

function jsonScaling(value: BinaryArguments["gain_to_uV"]): number | readonly number[] | null {
  return value === undefined || value === null || typeof value === "number"
    ? (value ?? null)
    : [...value];
}

function checkArguments(args: BinaryArguments): void {
  const refuse = (parameter: string, why: string): never => {
    throw new EphysError("InvalidParameter", `raw binary: ${parameter} ${why}`, { parameter });
  };
  const { num_channels: count } = args;
  if (!Number.isInteger(count) || count < 1 || count > 1e6) {
    refuse("num_channels", `= ${String(count)} must be a whole number from 1`);
  }
  if (args.channel_ids && args.channel_ids.length !== count) {
    refuse("channel_ids", `names ${String(args.channel_ids.length)} of ${String(count)} channels`);
  }
  if (args.file_paths.length === 0) refuse("file_paths", "is empty");
  if (args.t_starts && args.t_starts.length !== args.file_paths.length) {
    refuse("t_starts", "must have one start per file");
  }
  const { file_offset: offset = 0, time_axis: axis = 0 } = args;
  if (!Number.isInteger(offset) || offset < 0) refuse("file_offset", `= ${String(offset)}`);
  if (axis !== 0 && axis !== 1) refuse("time_axis", `= ${String(axis)} must be 0 or 1`);
  for (const name of ["gain_to_uV", "offset_to_uV"] as const) {
    const value = args[name];
    if (typeof value === "object" && value !== null && value.length !== count) {
      refuse(name, `has ${String(value.length)} values for ${String(count)} channels`);
    }
  }
}

function scalingProperties(args: BinaryArguments, count: number): Properties {
  const properties = new Map();
  for (const name of ["gain_to_uV", "offset_to_uV"] as const) {
    const value = args[name] ?? undefined;
    if (value === undefined) continue;
    const values = typeof value === "number" ? new Array<number>(count).fill(value) : value;
    properties.set(name, floatProperty(values));
  }
  return properties;
}
