import { ndArray, type NdArray } from "#core/array/index.ts";
import type { CoreContext } from "#core/compute/index.ts";
import { EphysError, type JsonObject, type JsonValue, type Probe } from "#core/model/index.ts";
import {
  floatProperty,
  textProperty,
  wireProbe,
  type Properties,
  type Recording,
  type RecordingFacts,
  type SegmentTimes,
} from "#core/recording/index.ts";
import { RawRecording } from "../shared/raw-binary.ts";
import type { RawSegment } from "../shared/raw-traces.ts";
import { metaNumber } from "../shared/spikeglx/meta.ts";
import { interSampleShift } from "../shared/neuropixels/probe.ts";
import { probeFromMeta } from "../shared/spikeglx/probe.ts";
import { readMeta } from "./scan.ts";
import { chooseStream, streamsOf, type SpikeGlxStream } from "./stream-list.ts";
import type { SpikeGlxFile } from "./streams.ts";

export const SPIKEGLX_CLASS =
  "spikeinterface.extractors.neoextractors.spikeglx.SpikeGLXRecordingExtractor";

export interface SpikeGlxParams {
  readonly stream_id?: string | null | undefined;
  readonly stream_name?: string | null | undefined;
  readonly load_sync_channel: boolean;
  readonly use_names_as_ids: boolean;
}

/** One stream of a run folder, all its gates and triggers as segments. */
export async function readSpikeGlxRecording(
  folder: string,
  files: readonly SpikeGlxFile[],
  params: SpikeGlxParams,
  ctx: CoreContext,
): Promise<Recording> {
  const stream = chooseStream(streamsOf(files, params.load_sync_channel), params, folder);
  if (params.load_sync_channel && stream.first.kind !== "nidq" && !stream.first.hasSync) {
    throw new EphysError(
      "InvalidParameter",
      `stream ${stream.id} has no sync channel: set load_sync_channel to false`,
      { parameter: "load_sync_channel" },
    );
  }
  const segments = segmentFiles(stream);
  const facts = streamFacts(stream, segments, params.use_names_as_ids);
  const { probe, note } = await streamProbe(stream, segments, params, ctx);
  const { first } = stream;
  const complete = stream.fileChannels.length === first.numChannels;
  return new RawRecording(
    probe ? attach(facts, probe) : { ...facts, annotations: { ...facts.annotations, ...note } },
    { siClass: SPIKEGLX_CLASS, kwargs: kwargsOf(folder, params) },
    {
      dtype: "int16",
      bigEndian: false,
      numFileChannels: first.numChannels,
      timeAxis: 0,
      segments: segments.map(rawSegment),
      ...(!complete && { fileChannels: Int32Array.from(stream.fileChannels) }),
    },
    ctx,
  );
}

function kwargsOf(folder: string, params: SpikeGlxParams): JsonObject {
  return {
    all_annotations: false,
    ...(params.stream_name != null && { stream_name: params.stream_name }),
    ...(params.stream_id != null && { stream_id: params.stream_id }),
    use_names_as_ids: params.use_names_as_ids,
    folder_path: folder,
    load_sync_channel: params.load_sync_channel,
  };
}

/** @throws MissingSibling when a segment of other streams lacks this one's file, InvalidValue when layouts differ */
function segmentFiles({ id, first, segments }: SpikeGlxStream): SpikeGlxFile[] {
  return segments.map((file, i) => {
    if (file === undefined) {
      throw new EphysError(
        "MissingSibling",
        `stream ${id} has no file for segment ${String(i)}, which other streams have; open a folder with one run`,
        { stream: id, segment: i },
      );
    }
    if (file.numChannels !== first.numChannels) {
      throw new EphysError(
        "InvalidValue",
        `${file.binPath} has ${String(file.numChannels)} channels, ${first.binPath} has ${String(first.numChannels)}`,
        { path: file.binPath },
      );
    }
    return file;
  });
}

function rawSegment({ binPath, binBytes, numChannels }: SpikeGlxFile): RawSegment {
  return { path: binPath, offsetBytes: 0, numSamples: Math.floor(binBytes / 2 / numChannels) };
}

function streamFacts(
  stream: SpikeGlxStream,
  segments: readonly SpikeGlxFile[],
  namesAsIds: boolean,
): RecordingFacts {
  const { first, fileChannels } = stream;
  const buffer = stream.id.replace(/-SYNC$/, "");
  const names = fileChannels.map((i) => first.channelNames[i]);
  return {
    channelIds: namesAsIds ? names : names.map((name) => `${buffer}#${name}`),
    samplingFrequency: first.samplingFrequency,
    dtype: "int16",
    numSamples: segments.map((file) => rawSegment(file).numSamples),
    times: segments.map((file): SegmentTimes => ({
      tStartS: metaNumber(file.meta, "firstSample") / file.samplingFrequency,
    })),
    properties: streamProperties(stream, namesAsIds ? undefined : names),
    annotations: {},
  };
}

function streamProperties(
  { first, fileChannels }: SpikeGlxStream,
  names: readonly string[] | undefined,
): Properties {
  const gains = Float64Array.from(fileChannels, (i) => first.gains[i]);
  const toUv = first.unit === "V" ? 1e6 : 1;
  const zeros = new Float64Array(gains.length);
  return new Map<string, NdArray>([
    ["gain_to_uV", floatProperty(gains.map((gain) => gain * toUv))],
    ["offset_to_uV", floatProperty(zeros)],
    ["physical_unit", textProperty(fileChannels.map(() => first.unit))],
    ["gain_to_physical_unit", floatProperty(gains)],
    ["offset_to_physical_unit", floatProperty(zeros)],
    ...(names ? [["channel_name", textProperty(names)] as const] : []),
  ]);
}

/** The probe of a stream; where one could be expected and is not given, `note` says why. */
interface StreamProbe {
  readonly probe?: Probe;
  readonly note?: { readonly probe_not_read: string };
}

/**
 * The probe of an AP or LF stream, from the AP metadata (an LF file needs its AP sibling, as in the reference). None with
 * the sync channel.
 */
async function streamProbe(
  stream: SpikeGlxStream,
  segments: readonly SpikeGlxFile[],
  params: SpikeGlxParams,
  ctx: CoreContext,
): Promise<StreamProbe> {
  const isSync = stream.id.endsWith("-SYNC");
  const last = segments.at(-1);
  if (stream.first.kind !== "imec" || isSync || params.load_sync_channel || !last) return {};
  const path = stream.id.includes("lf")
    ? last.meta.path.replace(/\.lf\.meta$/, ".ap.meta")
    : last.meta.path;
  const own = path === last.meta.path;
  if (!own && (await ctx.fs.stat(path))?.kind !== "file") {
    return { note: { probe_not_read: `${ctx.fs.path.basename(path)} is not there` } };
  }
  const probe = probeFromMeta(own ? last.meta : await readMeta(path, ctx));
  if (!probe) return { note: { probe_not_read: "the probe's part number is not known" } };
  const count = probe.contactShapes.length;
  if (count === stream.fileChannels.length) return { probe };
  return {
    note: { probe_not_read: `the probe has ${String(count)} of the stream's channels` },
  };
}

function attach(facts: RecordingFacts, probe: Probe): RecordingFacts {
  const { probeGroup, properties, annotations } = wireProbe(
    { probes: [probe] },
    facts.channelIds.length,
    "by_shank",
  );
  const shift = interSampleShift(probe);
  const extra: readonly (readonly [string, NdArray])[] = shift
    ? [["inter_sample_shift", ndArray("float64", [shift.length], shift)]]
    : [];
  return {
    ...facts,
    probeGroup,
    properties: new Map([...(facts.properties ?? []), ...properties, ...extra]),
    annotations: { ...facts.annotations, ...(annotations as Record<string, JsonValue>) },
  };
}
