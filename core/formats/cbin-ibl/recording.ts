import type { CoreContext } from "#core/compute/index.ts";
import { EphysError, type JsonObject, type Probe, type SampleArray } from "#core/model/index.ts";
import {
  floatProperty,
  RecordingBase,
  wireProbe,
  type Recording,
  type RecordingFacts,
  type RecordingSource,
  type TraceRange,
} from "#core/recording/index.ts";
import { requireFile } from "../shared/files.ts";
import { interSampleShift } from "../shared/neuropixels/probe.ts";
import { windowChannels } from "../shared/session/index.ts";
import { streamGains } from "../shared/spikeglx/gains.ts";
import { MAX_META_BYTES, parseMeta, type SpikeGlxMeta } from "../shared/spikeglx/meta.ts";
import { probeFromMeta } from "../shared/spikeglx/probe.ts";
import { MtscompTraces } from "./chunks.ts";
import { readMtscompHeader } from "./mtscomp.ts";

export const CBIN_CLASS = "spikeinterface.extractors.cbin_ibl.CompressedBinaryIblExtractor";

export interface CbinParams {
  readonly load_sync_channel: boolean;
  readonly reference_sample_shifts: boolean;
}

/** A .cbin with its .ch and .meta beside it. */
export async function readCbin(
  path: string,
  params: CbinParams,
  kwargs: JsonObject,
  ctx: CoreContext,
): Promise<Recording> {
  const base = path.slice(0, -".cbin".length);
  const header = await readMtscompHeader(`${base}.ch`, path, ctx);
  const meta = await readSiblingMeta(`${base}.meta`, path, ctx);
  const name = ctx.fs.path.basename(base);
  const info = streamGains(meta, name.split(".").at(-1) ?? "");
  if (info.num_chan !== header.numChannels || info.channel_names.length < info.num_chan) {
    throw new EphysError(
      "CorruptFile",
      `${meta.path} describes ${String(info.num_chan)} channels, the .ch beside it ${String(header.numChannels)}`,
      { path: meta.path },
    );
  }
  const count = params.load_sync_channel ? info.num_chan : info.num_chan - 1;
  const facts: RecordingFacts = {
    channelIds: info.channel_names.slice(0, count),
    samplingFrequency: info.sampling_rate,
    dtype: header.dtype,
    numSamples: [header.bounds.at(-1) ?? 0],
    properties: new Map([
      ["gain_to_uV", floatProperty(info.channel_gains.subarray(0, count))],
      ["offset_to_uV", floatProperty(new Float64Array(count))],
    ]),
    exactWindows: true,
  };
  const probe = params.load_sync_channel ? undefined : probeFromMeta(meta);
  const source = { siClass: CBIN_CLASS, kwargs };
  const traces = new MtscompTraces(header, path, ctx);
  return new CbinRecording(
    probe ? attach(facts, probe, !params.reference_sample_shifts, meta.path) : facts,
    source,
    traces,
    header.numChannels,
  );
}

async function readSiblingMeta(
  path: string,
  owner: string,
  ctx: CoreContext,
): Promise<SpikeGlxMeta> {
  const bytes = await requireFile(path, ctx, owner);
  if (bytes > MAX_META_BYTES) {
    throw new EphysError("CorruptFile", `${path} is too large to be SpikeGLX metadata`, { path });
  }
  return parseMeta(await ctx.fs.readText(path), path);
}

function attach(
  facts: RecordingFacts,
  probe: Probe,
  exactShifts: boolean,
  path: string,
): RecordingFacts {
  const count = facts.channelIds.length;
  const { probeGroup, properties, annotations, channelIndices } = wireProbe(
    { probes: [probe] },
    count,
    "by_shank",
  );
  if (channelIndices.length !== count) {
    throw new EphysError(
      "CorruptFile",
      `${path}: the probe has ${String(channelIndices.length)} of ${String(count)} channels`,
      { path },
    );
  }
  const shift = exactShifts ? interSampleShift(probe) : roundShift(probe, count);
  return {
    ...facts,
    probeGroup,
    properties: new Map([
      ...(facts.properties ?? []),
      ...properties,
      ...(shift ? [["inter_sample_shift", floatProperty(shift)] as const] : []),
    ]),
    annotations,
  };
}

/** The reference's shifts: neighbouring converters take turns over channels, without the cycle that reads the LF band. */
function roundShift(probe: Probe, count: number): Float64Array {
  const stated = probe.annotations["num_channels_per_adc"];
  const perAdc = typeof stated === "number" ? stated : 12;
  return Float64Array.from(
    { length: count },
    (_, i) => Math.floor((i % (2 * perAdc)) / 2) / perAdc,
  );
}

class CbinRecording extends RecordingBase {
  readonly #traces: MtscompTraces;
  readonly #numFileChannels: number;

  constructor(
    facts: RecordingFacts,
    source: RecordingSource,
    traces: MtscompTraces,
    numFileChannels: number,
  ) {
    super(facts, source);
    this.#traces = traces;
    this.#numFileChannels = numFileChannels;
  }

  protected readWindow(range: TraceRange, out: SampleArray): Promise<void> {
    const count = this.channelIds.length;
    const channelIndices =
      count === this.#numFileChannels
        ? range.channelIndices
        : windowChannels(range.channelIndices, count);
    return this.#traces.read({ ...range, channelIndices }, out);
  }
}
