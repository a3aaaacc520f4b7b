import type { CoreContext } from "#core/compute/index.ts";
import { EphysError } from "#core/model/index.ts";
import { isFile, isFolder } from "../shared/files.ts";
import {
  OpenFiles,
  PieceTraces,
  type ChannelPieces,
  type Session,
  type SessionEvents,
  type SignalChannel,
  type SignalStream,
} from "../shared/session/index.ts";
import { readMpx, type MpxAnalog, type MpxDigital, type MpxFile } from "./mpx.ts";
import { joinFiles, type MpxSegment } from "./segments.ts";

/** Kinds of signals by what the channels' names begin with. */
const STREAMS: Readonly<Record<string, string>> = {
  ACC: "Accelerometer",
  AI: "Analog Input",
  LFP: "Local Field Potential",
  RAW: "Raw Analog",
  SPK: "Spike Train",
  UD: "User Defined",
};

export interface AlphaOmegaOptions {
  /** lists of .mpx files, which alone are then read */
  readonly lsxFiles: readonly string[] | undefined;
  /** gain divided by resolution as in the reference, not the resolution by the gain */
  readonly referenceGain: boolean;
}

/**
 * Opens a folder of .mpx files.
 * @throws FileNotFound, CorruptFile, TruncatedFile, Unsupported, InvalidValue
 */
export async function openAlphaOmega(
  folder: string,
  { lsxFiles, referenceGain }: AlphaOmegaOptions,
  ctx: CoreContext,
): Promise<Session> {
  const files: MpxFile[] = [];
  for (const path of await findFiles(folder, lsxFiles, ctx)) files.push(await readMpx(path, ctx));
  const segments = joinFiles(files);
  const streams: SignalStream[] = [];
  const channels: SignalChannel[] = [];
  for (const id of Object.keys(STREAMS)) {
    const own = channelsOf(segments, id, referenceGain);
    if (own.length === 0) continue;
    channels.push(...own);
    streams.push(streamOf(id, own, segments, ctx));
  }
  return {
    reader: "AlphaOmegaRawIO",
    numSegments: segments.length,
    streams,
    channels,
    ...timesOf(segments),
  };
}

async function findFiles(
  folder: string,
  lsxFiles: readonly string[] | undefined,
  ctx: CoreContext,
): Promise<string[]> {
  const { fs } = ctx;
  if (!(await isFolder(folder, ctx))) {
    throw new EphysError("FileNotFound", `there is no folder ${folder}`, { path: folder });
  }
  const names: string[] = [];
  for (const list of lsxFiles ?? []) {
    const text = await fs.readText(fs.path.join(folder, list));
    // lines are paths of the recording computer
    for (const line of text.split(/\r?\n/)) names.push(line.trim().split(/[\\/]/).at(-1) ?? "");
  }
  const wanted = lsxFiles ? names : (await fs.list(folder)).filter((name) => name.endsWith(".mpx"));
  const paths: string[] = [];
  for (const name of wanted.filter((one) => one !== "").sort()) {
    const path = fs.path.join(folder, name);
    if (await isFile(path, ctx)) paths.push(path);
  }
  if (paths.length > 0) return paths;
  throw new EphysError("FileNotFound", `${folder} holds no .mpx files of AlphaOmega`, {
    path: folder,
  });
}

/** Continuous channels of a kind, by name; each once, although every file defines it. */
function channelsOf(
  segments: readonly MpxSegment[],
  streamId: string,
  referenceGain: boolean,
): SignalChannel[] {
  const found = new Map<string, SignalChannel>();
  for (const [number, { name, samplingFrequency, gain, resolution }] of segments
    .flat()
    .flatMap(({ continuous }) => [...continuous])) {
    if (!name.startsWith(streamId)) continue;
    const channel: SignalChannel = {
      id: String(number),
      name,
      samplingFrequency,
      dtype: "int16",
      units: "uV",
      gain: referenceGain ? gain / resolution : resolution / gain,
      offset: 0,
      streamId,
    };
    const known = found.get(channel.id);
    if (known && JSON.stringify(known) !== JSON.stringify(channel)) {
      throw new EphysError(
        "InvalidValue",
        `channel ${name} (${channel.id}) has other settings in some files; open the files of each setting by their .lsx (lsx_files)`,
        { channel: channel.id },
      );
    }
    found.set(channel.id, channel);
  }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function streamOf(
  id: string,
  channels: readonly SignalChannel[],
  segments: readonly MpxSegment[],
  ctx: CoreContext,
): SignalStream {
  const pieces = segments.map((segment) =>
    channels.map((channel) => piecesOf(segment, Number(channel.id))),
  );
  return {
    id,
    name: STREAMS[id],
    segments: segments.map((segment, s) => ({
      numSamples: commonLength(pieces[s], channels, segment),
      tStartS: segment[0].startS,
    })),
    traces: () => new PieceTraces(new OpenFiles(ctx), "int16", pieces),
  };
}

/** A channel's blocks in all files of a segment, placed by their sample numbers. */
function piecesOf(segment: MpxSegment, channel: number): ChannelPieces {
  const parts = segment.flatMap((file) => {
    const analog = file.continuous.get(channel);
    return analog ? [{ path: file.path, analog }] : [];
  });
  const blocks = parts.flatMap(({ path, analog }) => blocksOf(path, analog));
  blocks.sort((a, b) => a.sample - b.sample);
  const first = blocks.at(0)?.sample ?? 0;
  return {
    offsets: Float64Array.from(blocks, ({ offset }) => offset),
    starts: Float64Array.from(blocks, ({ sample }) => sample - first),
    counts: Float64Array.from(blocks, ({ count }) => count),
    path: blocks.map(({ path }) => path),
  };
}

function blocksOf(
  path: string,
  { samples, offsets, counts }: MpxAnalog,
): { path: string; sample: number; offset: number; count: number }[] {
  const [at, count] = [offsets.done(), counts.done()];
  return Array.from(samples.done(), (sample, i) => ({
    path,
    sample,
    offset: at[i],
    count: count[i],
  }));
}

/** Missing blocks read as zeros; more of them than this many times the samples is a damaged sample number. */
const MAX_GAP_RATIO = 100;

/** @throws InvalidValue when channels have other lengths, CorruptFile for damaged sample numbers */
function commonLength(
  pieces: readonly ChannelPieces[],
  channels: readonly SignalChannel[],
  segment: MpxSegment,
): number {
  const { path } = segment[0];
  const lengths = pieces.map(({ starts, counts }) =>
    starts.length === 0 || typeof counts === "number"
      ? 0
      : starts[starts.length - 1] + counts[counts.length - 1],
  );
  const other = lengths.findIndex((length) => length !== lengths[0]);
  if (other >= 0) {
    throw new EphysError(
      "InvalidValue",
      `${path}: ${channels[0].name} has ${String(lengths[0])} samples, ${channels[other].name} ${String(lengths[other])}`,
      { path },
    );
  }
  const [{ counts }] = pieces;
  const held = typeof counts === "number" ? 0 : counts.reduce((sum, count) => sum + count, 0);
  if (lengths[0] <= MAX_GAP_RATIO * held) return lengths[0];
  throw new EphysError(
    "CorruptFile",
    `${path}: sample numbers of ${channels[0].name} span ${String(lengths[0])} samples, the files hold ${String(held)}`,
    { path },
  );
}

function timesOf(
  segments: readonly MpxSegment[],
): Pick<Session, "spikeChannels" | "eventChannels" | "spikes" | "events"> {
  const units = named(segments, ({ segmented }) => segmented).sort((a, b) =>
    a.name < b.name ? -1 : 1,
  );
  const inputs = named(segments, ({ digital }) => digital).sort((a, b) => a.number - b.number);
  const spikeRate = Math.trunc(units.at(0)?.samplingFrequency ?? 1);
  const within = (segment: MpxSegment, sample: number, rate: number): boolean =>
    sample >= segment[0].startS * rate && sample <= segment[segment.length - 1].stopS * rate;
  return {
    spikeChannels: units.map(({ name, number }) => ({ id: String(number), name })),
    spikes(s, channel) {
      const { number, samplingFrequency } = units[channel];
      const samples = segments[s].flatMap(({ segmented }) => [
        ...(segmented.get(number)?.samples.done() ?? []),
      ]);
      const kept = samples.filter((sample) => within(segments[s], sample, samplingFrequency));
      const timestamps = Float64Array.from(kept);
      return { timestamps, seconds: timestamps.map((sample) => sample / spikeRate) };
    },
    eventChannels: inputs.map(({ name, number }) => ({ id: String(number), name, type: "event" })),
    events(s, channel): SessionEvents {
      const { number, samplingFrequency } = inputs[channel];
      const changes = segments[s]
        .flatMap(({ digital }) => changesOf(digital.get(number)))
        .filter(([sample]) => within(segments[s], sample, samplingFrequency));
      const timestamps = Float64Array.from(changes, ([sample]) => sample);
      return {
        timestamps,
        seconds: timestamps.map((sample) => sample / samplingFrequency),
        labels: changes.map(([, value]) => String(value)),
      };
    },
  };
}

function changesOf(digital: MpxDigital | undefined): (readonly [number, number])[] {
  const values = digital?.values.done() ?? new Float64Array();
  return Array.from(digital?.samples.done() ?? [], (sample, i) => [sample, values[i]] as const);
}

interface Named {
  readonly number: number;
  readonly name: string;
  readonly samplingFrequency: number;
}

/** Each channel once, as the first file that has it describes it. */
function named(
  segments: readonly MpxSegment[],
  of: (file: MpxFile) => ReadonlyMap<number, { name: string; samplingFrequency: number }>,
): Named[] {
  const found = new Map<number, Named>();
  for (const [number, { name, samplingFrequency }] of segments.flat().flatMap((f) => [...of(f)])) {
    if (!found.has(number)) found.set(number, { number, name, samplingFrequency });
  }
  return [...found.values()];
}
