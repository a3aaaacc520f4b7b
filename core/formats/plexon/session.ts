import type { CoreContext } from "#core/compute/index.ts";
import { EphysError } from "#core/model/index.ts";
import {
  OpenFiles,
  PieceTraces,
  readHeader,
  type Session,
  type SessionTimes,
  type SignalChannel,
  type SignalStream,
} from "../shared/session/index.ts";
import { scanBlocks, type PlxBlocks, type PlxTimes } from "./blocks.ts";
import { parsePlxHeader, type PlxHeader, type SlowChannel } from "./header.ts";

const STREAM_NAMES: Readonly<Record<string, string>> = {
  WB: "WB-Wideband",
  FP: "FPl-Low Pass Filtered",
  SP: "SPKC-High Pass Filtered",
  AI: "AI-Auxiliary Input",
  AIF: "AIF-Auxiliary Input Filtered",
};

export interface PlexonOptions {
  /** also keeps spikes and events */
  readonly everything: boolean;
  /** drops spikes and events after the file's last block, as the reference */
  readonly referenceLimit: boolean;
}

export interface PlexonSession {
  readonly session: Session;
  /** Hz, of spikes and events */
  readonly timestampFrequency: number;
}

/** Opens a .plx. @throws FileNotFound, CorruptFile, TruncatedFile, InvalidValue */
export async function openPlexon(
  path: string,
  options: PlexonOptions,
  ctx: CoreContext,
): Promise<PlexonSession> {
  const header = await readHeader(path, (cursor) => parsePlxHeader(cursor, path), ctx);
  const blocks = await scanBlocks(path, header, options.everything, ctx);
  const recorded = header.slow.filter(
    ({ channel }) => (blocks.slow.get(channel)?.numSamples ?? 0) > 0,
  );
  for (const channel of recorded) checkChannel(channel, path);
  const channels = recorded.map(signalOf);
  const ids = [...new Set(channels.map(({ streamId }) => streamId))].sort();
  return {
    timestampFrequency: header.timestampFrequency,
    session: {
      reader: "PlexonRawIO",
      numSegments: 1,
      streams: ids.map((id) => streamOf(id, recorded, blocks, path, ctx)),
      channels,
      ...timesOf(header, blocks, options.referenceLimit),
    },
  };
}

function checkChannel({ name, samplingFrequency, gain }: SlowChannel, path: string): void {
  if (samplingFrequency > 0 && Number.isFinite(gain)) return;
  throw new EphysError(
    "CorruptFile",
    `${path}: signal ${name} has ${String(samplingFrequency)} Hz and ${String(gain)} per bit`,
    { path, name },
  );
}

/** What a channel's name begins with says which stream it is of. */
function prefixOf({ name }: SlowChannel): string {
  return /^\D+/.exec(name)?.[0] ?? name;
}

function signalOf(channel: SlowChannel): SignalChannel {
  return {
    id: String(channel.channel),
    name: channel.name,
    samplingFrequency: channel.samplingFrequency,
    dtype: "int16",
    units: "", // the file does not say
    gain: channel.gain,
    offset: 0,
    streamId: prefixOf(channel),
  };
}

/** @throws InvalidValue when its channels have other rates or lengths */
function streamOf(
  id: string,
  recorded: readonly SlowChannel[],
  { slow }: PlxBlocks,
  path: string,
  ctx: CoreContext,
): SignalStream {
  const own = recorded.filter((channel) => prefixOf(channel) === id);
  const pieces = own.flatMap(({ channel }) => slow.get(channel) ?? []);
  const [{ numSamples }] = pieces;
  const differs = own.find(
    ({ samplingFrequency }, i) =>
      pieces[i].numSamples !== numSamples || samplingFrequency !== own[0].samplingFrequency,
  );
  if (differs) {
    throw new EphysError(
      "InvalidValue",
      `${path}: signals ${own[0].name} and ${differs.name} of stream ${id} have other rates or numbers of samples`,
      { path, stream: id },
    );
  }
  return {
    id,
    name: Object.hasOwn(STREAM_NAMES, id) ? STREAM_NAMES[id] : id,
    segments: [{ numSamples, tStartS: 0 }],
    traces: () =>
      new PieceTraces(new OpenFiles(ctx), "int16", [pieces.map((one) => ({ ...one, path }))]),
  };
}

function timesOf(
  header: PlxHeader,
  { spikes, events, lastTimestamp }: PlxBlocks,
  referenceLimit: boolean,
): Pick<Session, "spikeChannels" | "eventChannels" | "spikes" | "events"> {
  const limit = referenceLimit ? lastTimestamp : Infinity;
  const units = header.dsp.flatMap(({ name, channel }) => {
    const distinct = new Set(spikes.get(channel)?.units ?? []);
    return [...distinct].sort((a, b) => a - b).map((unit) => ({ name, channel, unit }));
  });
  const times = (found: PlxTimes | undefined, keep: (i: number) => boolean): SessionTimes => {
    const timestamps =
      found?.timestamps.filter((time, i) => time <= limit && keep(i)) ?? new Float64Array();
    return { timestamps, seconds: timestamps.map((time) => time / header.timestampFrequency) };
  };
  return {
    spikeChannels: units.map(({ name, channel, unit }) => ({
      id: `ch${String(channel)}#${String(unit)}`,
      name,
    })),
    spikes(_segment, index) {
      const { channel, unit } = units[index];
      const found = spikes.get(channel);
      return times(found, (i) => found?.units[i] === unit);
    },
    eventChannels: header.events.map(({ name, channel }) => ({
      id: String(channel),
      name,
      type: "event" as const,
    })),
    events(_segment, index) {
      const found = events.get(header.events[index].channel);
      const labels = [...(found?.units ?? [])].filter(
        (_, i) => (found?.timestamps[i] ?? 0) <= limit,
      );
      return { ...times(found, () => true), labels: labels.map(String) };
    },
  };
}
