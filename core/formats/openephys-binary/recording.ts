import { ndArray, toFloat64, type NdArray } from "#core/array/index.ts";
import type { CoreContext } from "#core/compute/index.ts";
import { EphysError, type JsonObject, type JsonValue } from "#core/model/index.ts";
import {
  floatProperty,
  textProperty,
  wireProbe,
  type Properties,
  type Recording,
  type RecordingFacts,
  type SegmentTimes,
} from "#core/recording/index.ts";
import { isFile, readPlainNpy } from "../shared/files.ts";
import { RawRecording } from "../shared/raw-binary.ts";
import { interSampleShift } from "../shared/neuropixels/probe.ts";
import { exploreFolder, type ContinuousFile } from "./explore.ts";
import { probeFromSettings } from "./probe.ts";
import {
  chooseBlock,
  chooseStream,
  sessionOf,
  streamsOf,
  type OebinSession,
  type OebinStream,
} from "./streams.ts";

export const OPENEPHYS_BINARY_CLASS =
  "spikeinterface.extractors.neoextractors.openephys.OpenEphysBinaryRecordingExtractor";

export interface OpenEphysParams {
  readonly stream_id?: string | null | undefined;
  readonly stream_name?: string | null | undefined;
  readonly block_index?: number | null | undefined;
  readonly load_sync_channel: boolean;
  readonly load_sync_timestamps: boolean;
  readonly experiment_names?: string | readonly string[] | null | undefined;
  readonly experiment_name?: string | readonly string[] | null | undefined;
}

const TO_MICROVOLT: Readonly<Record<string, number>> = {
  V: 1e6,
  Volt: 1e6,
  Volts: 1e6,
  mV: 1e3,
  uV: 1,
};

/** Names of the wanted experiments; undefined = all. */
export function wantedExperiments(
  names: string | readonly string[] | null | undefined,
): readonly string[] | undefined {
  return typeof names === "string" ? [names] : (names ?? undefined);
}

/** One stream of one experiment, its recordings as segments. */
export async function readOpenEphysRecording(
  folder: string,
  params: OpenEphysParams,
  ctx: CoreContext,
): Promise<Recording> {
  const only = wantedExperiments(params.experiment_names ?? params.experiment_name);
  const session = sessionOf(await exploreFolder(folder, only, ctx), folder);
  const stream = chooseStream(streamsOf(session, params.load_sync_channel), params, folder);
  const block = chooseBlock(session, params.block_index, folder);
  const files = (session.blocks[block] ?? []).map((recording) =>
    segmentFile(recording.continuous.get(stream.fileKey), stream),
  );
  const facts = await streamFacts(stream, files, params.load_sync_timestamps, ctx);
  const complete = stream.fileChannels.length === stream.first.channels.length;
  return new RawRecording(
    await withSettingsProbe(facts, stream, session, { block, params }, ctx),
    { siClass: OPENEPHYS_BINARY_CLASS, kwargs: kwargsOf(folder, params) },
    {
      dtype: "int16",
      bigEndian: false,
      numFileChannels: stream.first.channels.length,
      timeAxis: 0,
      segments: files.map(({ datPath, numSamples }) => ({
        path: datPath,
        offsetBytes: 0,
        numSamples,
      })),
      ...(!complete && { fileChannels: Int32Array.from(stream.fileChannels) }),
    },
    ctx,
  );
}

function kwargsOf(folder: string, params: OpenEphysParams): JsonObject {
  const names = params.experiment_names ?? params.experiment_name ?? null;
  return {
    all_annotations: false,
    ...(params.stream_name != null && { stream_name: params.stream_name }),
    ...(params.stream_id != null && { stream_id: params.stream_id }),
    ...(params.block_index != null && { block_index: params.block_index }),
    folder_path: folder,
    load_sync_channel: params.load_sync_channel,
    load_sync_timestamps: params.load_sync_timestamps,
    experiment_names: typeof names === "string" || names === null ? names : [...names],
  };
}

/** @throws InvalidValue when a recording has other channels than the first */
function segmentFile(file: ContinuousFile | undefined, stream: OebinStream): ContinuousFile {
  const { first } = stream;
  if (
    file?.channels.length === first.channels.length &&
    file.samplingFrequency === first.samplingFrequency
  ) {
    return file;
  }
  throw new EphysError(
    "InvalidValue",
    `${file?.datPath ?? stream.name} has other channels or another rate than ${first.datPath}; open its experiment alone (experiment_names)`,
    { stream: stream.id },
  );
}

async function streamFacts(
  { first, fileChannels, name }: OebinStream,
  files: readonly ContinuousFile[],
  loadTimestamps: boolean,
  ctx: CoreContext,
): Promise<RecordingFacts> {
  const names = fileChannels.map((i) => first.channels[i].name);
  if (new Set(names).size !== names.length) {
    throw new EphysError("InvalidValue", `stream ${name} has two channels of one name`, { name });
  }
  const times: SegmentTimes[] = [];
  for (const file of files) {
    const vector = loadTimestamps ? await synchronizedTimes(file, ctx) : undefined;
    times.push(vector ? { timeVectorS: vector } : { tStartS: file.tStartS });
  }
  return {
    channelIds: names,
    samplingFrequency: first.samplingFrequency,
    dtype: "int16",
    numSamples: files.map(({ numSamples }) => numSamples),
    times,
    properties: streamProperties(first, fileChannels, names),
    annotations: {},
  };
}

function streamProperties(
  { channels }: ContinuousFile,
  fileChannels: readonly number[],
  names: readonly string[],
): Properties {
  const picked = fileChannels.map((i) => channels[i]);
  const zeros = new Float64Array(picked.length);
  const factor = picked.map(({ unit }) => TO_MICROVOLT[unit] ?? NaN);
  return new Map<string, NdArray>([
    ["gain_to_uV", floatProperty(picked.map(({ gain }, i) => gain * factor[i]))],
    ["offset_to_uV", floatProperty(factor.map((f) => 0 * f))],
    ["physical_unit", textProperty(picked.map(({ unit }) => unit))],
    ["gain_to_physical_unit", floatProperty(picked.map(({ gain }) => gain))],
    ["offset_to_physical_unit", floatProperty(zeros)],
    ["channel_name", textProperty(names)],
  ]);
}

/**
 * One time per sample, s: timestamps.npy since version 0.6, synchronized_timestamps.npy before. undefined where neither
 * is there or it has another length; the start and the rate then stand for it, as in the reference.
 */
async function synchronizedTimes(
  { folder, numSamples }: ContinuousFile,
  ctx: CoreContext,
): Promise<Float64Array | undefined> {
  const at = (name: string): string => ctx.fs.path.join(folder, name);
  const current = await isFile(at("sample_numbers.npy"), ctx);
  const path = at(current ? "timestamps.npy" : "synchronized_timestamps.npy");
  if (!(await isFile(path, ctx))) return undefined;
  const array = await readPlainNpy(path, ctx);
  return array.shape.length === 1 && array.shape[0] === numSamples ? toFloat64(array) : undefined;
}

async function withSettingsProbe(
  facts: RecordingFacts,
  stream: OebinStream,
  { nodes }: OebinSession,
  { block, params }: { readonly block: number; readonly params: OpenEphysParams },
  ctx: CoreContext,
): Promise<RecordingFacts> {
  const { name } = stream;
  if (name.includes("SYNC")) return facts;
  const nodeName = name.includes("#") ? name.split("#")[0] : "";
  const experiment = nodes.find((node) => node.name === nodeName)?.experiments[block];
  const annotations = {
    ...facts.annotations,
    ...(experiment && { experiment_name: experiment.name }),
  };
  if (!experiment || name.includes("NI-DAQmx") || params.load_sync_channel) {
    return { ...facts, annotations };
  }
  const read = await probeFromSettings(experiment.settingsPath, name, ctx);
  const note = (why: string): RecordingFacts => ({
    ...facts,
    annotations: { ...annotations, probe_not_read: why },
  });
  if ("why" in read) return note(read.why);
  const { probe } = read;
  const count = probe.contactShapes.length;
  if (count !== facts.channelIds.length) {
    return note(`the probe has ${String(count)} of the stream's channels`);
  }
  const wired = wireProbe({ probes: [probe] }, count, "by_shank");
  const shift = interSampleShift(probe);
  const extra: readonly (readonly [string, NdArray])[] = shift
    ? [["inter_sample_shift", ndArray("float64", [shift.length], shift)]]
    : [];
  return {
    ...facts,
    probeGroup: wired.probeGroup,
    properties: new Map([...(facts.properties ?? []), ...wired.properties, ...extra]),
    annotations: { ...annotations, ...(wired.annotations as Record<string, JsonValue>) },
  };
}
