import { z } from "zod";
import type { CoreContext } from "#core/compute/index.ts";
import { EphysError, isEphysError, type SampleArray } from "#core/model/index.ts";
import {
  floatProperty,
  RecordingBase,
  type Recording,
  type RecordingFacts,
  type RecordingSource,
  type TraceRange,
} from "#core/recording/index.ts";
import { defineFormat } from "../define.ts";
import { isFile, requireFile } from "../shared/files.ts";
import { parseParams, pathArgument } from "../shared/kwargs.ts";
import { RawTraces, type RawLayout } from "../shared/raw-traces.ts";
import { metadataPath, readMetadata, type SinapsMetadata } from "./metadata.ts";

const SI_CLASS =
  "spikeinterface.extractors.sinapsrecordingextractors.SinapsResearchPlatformRecordingExtractor";

const STREAMS = ["filt", "raw", "aux"] as const;
type StreamName = (typeof STREAMS)[number];

const params = z.object({
  stream_name: z.enum(STREAMS).nullish().describe("filt (default), raw or aux."),
  stream_id: z.enum(STREAMS).nullish().describe("The same."),
});
type Params = z.output<typeof params>;

/** The SiNAPS research platform's binary files with their metadata as text. */
export const sinaps = defineFormat({
  id: "sinaps",
  label: "SiNAPS (binary)",
  extensions: ["bin"],
  params,
  async detect(path, ctx) {
    if (!path.toLowerCase().endsWith(".bin")) return undefined;
    const text = metadataPath(path, ctx);
    if (!(await isFile(path, ctx)) || !(await isFile(text, ctx))) return undefined;
    try {
      const { numElectrodes } = await readMetadata(path, ctx);
      const why = `${ctx.fs.path.basename(text)} describes ${String(numElectrodes)} electrodes of a SiNAPS probe`;
      return { confidence: 0.95, why, root: path, kinds: ["recording"] };
    } catch (error) {
      if (isEphysError(error)) return undefined;
      throw error;
    }
  },
  readers: [{ function: "read_sinaps_research_platform", kind: "recording", path: "file_path" }],
  async listStreams(path, ctx) {
    const metadata = await readMetadata(path, ctx);
    const { samplingFrequency } = metadata;
    return STREAMS.map((name) => {
      const numChannels = streamOf(metadata, name).ids.length;
      return { id: name, name, numChannels, samplingFrequency };
    });
  },
  readRecording: (path, given, ctx) => read(path, parseParams(params, given, "SiNAPS"), ctx),
  recordingDicts: [
    {
      siClass: SI_CLASS,
      read: (kwargs, ctx) =>
        read(
          pathArgument(kwargs, "file_path", SI_CLASS),
          parseParams(params, kwargs, SI_CLASS),
          ctx,
        ),
    },
  ],
});

/** Channels of a stream: their ids, the first in the file, the gain. */
function streamOf(
  { numElectrodes, numAux, hardwareAux, userAux, gain, auxGain }: SinapsMetadata,
  name: StreamName,
): { ids: (string | number)[]; first: number; gain: number } {
  const electrodes = Array.from({ length: numElectrodes }, (_, i) => i);
  if (name === "raw") return { ids: electrodes, first: 0, gain };
  if (name === "filt") return { ids: electrodes, first: numElectrodes, gain };
  const named = [...hardwareAux, ...userAux];
  const ids = named.length === numAux ? named : Array.from({ length: numAux }, (_, i) => i);
  return { ids, first: 2 * numElectrodes, gain: auxGain };
}

async function read(path: string, given: Params, ctx: CoreContext): Promise<Recording> {
  const bytes = await requireFile(path, ctx);
  const metadata = await readMetadata(path, ctx);
  const name = given.stream_name ?? given.stream_id ?? "filt";
  const { ids, first, gain } = streamOf(metadata, name);
  if (ids.length === 0) {
    throw new EphysError("StreamNotFound", `${path} has no auxiliary channels`, {
      streams: ["filt", "raw"],
    });
  }
  const numFileChannels = 2 * metadata.numElectrodes + metadata.numAux;
  const numSamples = Math.floor(bytes / 2 / numFileChannels);
  return new SignedRecording(
    {
      channelIds: ids,
      samplingFrequency: metadata.samplingFrequency,
      dtype: "int16",
      numSamples: [numSamples],
      properties: new Map([
        ["gain_to_uV", floatProperty(new Float64Array(ids.length).fill(gain))],
        ["offset_to_uV", floatProperty(new Float64Array(ids.length))],
      ]),
    },
    { siClass: SI_CLASS, kwargs: { file_path: path, stream_name: name } },
    {
      dtype: "int16",
      bigEndian: false,
      numFileChannels,
      timeAxis: 0,
      segments: [{ path, offsetBytes: 0, numSamples }],
      fileChannels: Int32Array.from(ids, (_, i) => first + i),
    },
    2 ** (metadata.numBits - 1),
    ctx,
  );
}

/** Unsigned samples of a converter given signed, around the middle of its range. */
class SignedRecording extends RecordingBase {
  readonly #traces: RawTraces;
  readonly #middle: number;

  constructor(
    facts: RecordingFacts,
    source: RecordingSource,
    layout: RawLayout,
    middle: number,
    ctx: CoreContext,
  ) {
    super({ ...facts, exactWindows: true }, source);
    this.#traces = new RawTraces(layout, ctx);
    this.#middle = middle;
  }

  protected async readWindow(range: TraceRange, out: SampleArray): Promise<void> {
    await this.#traces.read(range, out);
    // 16 unsigned bits read as signed ones wrap around; so does the difference, back to its value
    for (let i = 0; i < out.length; i++) out[i] -= this.#middle;
  }
}
