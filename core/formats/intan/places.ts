import type { CoreContext } from "#core/compute/index.ts";
import { EphysError } from "#core/model/index.ts";
import { isFile, requireFile } from "../shared/files.ts";
import {
  blockSamplesOf,
  DC_STREAM,
  STIM_STREAM,
  type IntanLayout,
  type IntanStream,
} from "./channels.ts";
import type { BlockLayout } from "../shared/session/index.ts";
import type { IntanHeader } from "./header.ts";

/** Where the samples of a stream lie. */
export interface IntanPlace {
  /** one file for all channels or words, or one per channel */
  readonly paths: readonly string[];
  readonly numSamples: number;
  /** in a file with everything: its blocks, and the byte of each channel (or of the word) in one */
  readonly blocks?: { readonly layout: BlockLayout; readonly channelBytes: readonly number[] };
  /** all channels are bits of one word */
  readonly isPacked: boolean;
}

/** Where the sample numbers lie. */
export interface TimestampPlace {
  readonly path: string;
  readonly offsetBytes: number;
  readonly blockBytes: number;
  readonly blockSamples: number;
  readonly numSamples: number;
}

export interface IntanPlaces {
  readonly streams: readonly { readonly stream: IntanStream; readonly place: IntanPlace }[];
  readonly timestamps: TimestampPlace;
}

/** Which layout a file belongs to: info.rhd and info.rhs describe files beside them. */
export async function layoutOf(
  path: string,
  kind: "rhd" | "rhs",
  ctx: CoreContext,
): Promise<IntanLayout> {
  const { fs } = ctx;
  if (fs.path.basename(path) !== `info.${kind}`) return "header-attached";
  for (const name of Object.values(SIGNAL_FILES[kind])) {
    if (await isFile(fs.path.join(fs.path.dirname(path), name), ctx)) return "one-file-per-signal";
  }
  return "one-file-per-channel";
}

const SIGNAL_FILES: Readonly<Record<"rhd" | "rhs", Readonly<Record<string, string>>>> = {
  rhd: {
    0: "amplifier.dat",
    1: "auxiliary.dat",
    2: "supply.dat",
    3: "analogin.dat",
    4: "digitalin.dat",
    5: "digitalout.dat",
  },
  rhs: {
    0: "amplifier.dat",
    3: "analogin.dat",
    4: "analogout.dat",
    5: "digitalin.dat",
    6: "digitalout.dat",
  },
};

const RHS_EXTRA: Readonly<Record<string, string>> = {
  [DC_STREAM]: "dcamplifier.dat",
  [STIM_STREAM]: "stim.dat",
};

const CHANNEL_PREFIXES: Readonly<Record<"rhd" | "rhs", Readonly<Record<string, string>>>> = {
  rhd: { 0: "amp-", 1: "aux-", 2: "vdd-", 3: "board-", 4: "board-", 5: "board-" },
  rhs: {
    0: "amp-",
    3: "board-",
    4: "board-",
    5: "board-",
    6: "board-",
    [DC_STREAM]: "dc-",
    [STIM_STREAM]: "stim-",
  },
};

/**
 * A file with everything: blocks of sample numbers, then each channel's samples, then the digital words.
 * @throws TruncatedFile when the last block is not whole and `wholeOnly` is not set
 */
export function attachedPlaces(
  header: IntanHeader,
  streams: readonly IntanStream[],
  path: string,
  { fileBytes, wholeOnly }: { readonly fileBytes: number; readonly wholeOnly: boolean },
): IntanPlaces {
  const size = blockSamplesOf(header);
  const { found, blockBytes } = blockOf(header, streams, size);
  const dataBytes = fileBytes - header.headerBytes;
  const numBlocks = Math.floor(dataBytes / blockBytes);
  const rest = dataBytes - numBlocks * blockBytes;
  if (rest > 0 && !wholeOnly) {
    throw new EphysError(
      "TruncatedFile",
      `${path} ends within a block of samples (${String(rest)} of ${String(blockBytes)} bytes); ` +
        "copy it again, or set ignore_integrity_checks to read its whole blocks",
      { path, rest, blockBytes },
    );
  }
  const offsetBytes = header.headerBytes;
  return {
    streams: found.map(({ stream, perBlock, channelBytes }) => ({
      stream,
      place: {
        paths: [path],
        numSamples: numBlocks * perBlock,
        blocks: {
          layout: {
            dtype: stream.fileDType,
            bigEndian: false,
            offsetBytes,
            blockBytes,
            blockSamples: perBlock,
            strideBytes: 2,
          },
          channelBytes,
        },
        isPacked: stream.isDigital,
      },
    })),
    timestamps: { path, offsetBytes, blockBytes, blockSamples: size, numSamples: numBlocks * size },
  };
}

/** What follows the sample numbers in a block: channel after channel, then words; temperatures have no name. */
function blockOf(
  header: IntanHeader,
  streams: readonly IntanStream[],
  size: number,
): {
  readonly found: { stream: IntanStream; perBlock: number; channelBytes: number[] }[];
  readonly blockBytes: number;
} {
  const temperatureBytes = 2 * header.numTemperatureSensors;
  let at = 4 * size;
  let temperaturesAt: number | undefined;
  const found = streams.map((stream) => {
    if (Number(stream.id) > 2 && temperaturesAt === undefined) {
      temperaturesAt = at;
      at += temperatureBytes;
    }
    const perBlock = samplesPerBlock(stream, header, size);
    const count = stream.isDigital ? 1 : stream.channels.length;
    const channelBytes = Array.from({ length: count }, (_, c) => at + 2 * perBlock * c);
    at += 2 * perBlock * count;
    return { stream, perBlock, channelBytes };
  });
  return { found, blockBytes: temperaturesAt === undefined ? at + temperatureBytes : at };
}

function samplesPerBlock({ id }: IntanStream, { kind }: IntanHeader, size: number): number {
  if (kind === "rhs") return size;
  return id === "1" ? Math.floor(size / 4) : id === "2" ? 1 : size;
}

/** Files beside info.rhd or info.rhs. @throws MissingSibling */
export async function folderPlaces(
  header: IntanHeader,
  streams: readonly IntanStream[],
  layout: "one-file-per-signal" | "one-file-per-channel",
  path: string,
  ctx: CoreContext,
): Promise<IntanPlaces> {
  const { fs } = ctx;
  const folder = fs.path.dirname(path);
  const timePath = fs.path.join(folder, "time.dat");
  const timeBytes = await requireFile(timePath, ctx, path);
  const found: { stream: IntanStream; place: IntanPlace }[] = [];
  const names = await fs.list(folder);
  for (const stream of streams) {
    const one =
      layout === "one-file-per-signal"
        ? { stream, place: await signalPlace(header, stream, path, ctx) }
        : await channelPlace(header, stream, { path, names }, ctx);
    if (one) found.push(one);
  }
  return {
    streams: found,
    timestamps: {
      path: timePath,
      offsetBytes: 0,
      blockBytes: 4 * TIME_BLOCK,
      blockSamples: TIME_BLOCK,
      numSamples: Math.floor(timeBytes / 4),
    },
  };
}

/** Sample numbers that are checked at a time. */
const TIME_BLOCK = 1024;

async function signalPlace(
  { kind }: IntanHeader,
  stream: IntanStream,
  path: string,
  ctx: CoreContext,
): Promise<IntanPlace> {
  const name = SIGNAL_FILES[kind][stream.id] ?? RHS_EXTRA[stream.id];
  const file = ctx.fs.path.join(ctx.fs.path.dirname(path), name);
  const bytes = await requireFile(file, ctx, path);
  const width = stream.isDigital ? 1 : stream.channels.length;
  return {
    paths: [file],
    numSamples: Math.floor(bytes / 2 / width),
    isPacked: stream.isDigital,
  };
}

/** undefined for a stream that was not saved: stimulation of channels that have none, amplifiers that were switched off. */
async function channelPlace(
  { kind }: IntanHeader,
  stream: IntanStream,
  { path, names }: { readonly path: string; readonly names: readonly string[] },
  ctx: CoreContext,
): Promise<{ stream: IntanStream; place: IntanPlace } | undefined> {
  const folder = ctx.fs.path.dirname(path);
  const prefix = CHANNEL_PREFIXES[kind][stream.id];
  const fileOf = (native: string): string => `${prefix}${native}.dat`;
  const there = stream.channels.filter(({ nativeName }) => names.includes(fileOf(nativeName)));
  const mayLack =
    kind === "rhs" && (stream.id === STIM_STREAM || (stream.id === "0" && there.length === 0));
  const channels = mayLack ? there : stream.channels;
  if (channels.length === 0) return undefined;
  const paths = channels.map(({ nativeName }) => ctx.fs.path.join(folder, fileOf(nativeName)));
  let numSamples = Infinity;
  for (const file of paths) {
    numSamples = Math.min(numSamples, Math.floor((await requireFile(file, ctx, path)) / 2));
  }
  return { stream: { ...stream, channels }, place: { paths, numSamples, isPacked: false } };
}
