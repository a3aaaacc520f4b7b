import type { CoreContext } from "#core/compute/index.ts";
import { EphysError } from "#core/model/index.ts";
import { isFile } from "../shared/files.ts";
import {
  OpenFiles,
  readBlocks,
  windowChannels,
  type BlockLayout,
  type Session,
  type SignalChannel,
  type StreamTraces,
} from "../shared/session/index.ts";
import { axonaNumber, readAxonaHeader, type AxonaHeader } from "./header.ts";

/** A packet: 32 bytes, three samples of 64 channels, 16 bytes. */
const PACKETS: BlockLayout = {
  dtype: "int16",
  bigEndian: false,
  offsetBytes: 0,
  blockBytes: 432,
  blockSamples: 3,
  strideBytes: 128,
};
const MAX_TETRODES = 16;

/** Position of a channel among the 64 of a sample: blocks of eight, the upper half first (DacqUSB file formats). */
function positionOf(channel: number): number {
  const group = Math.floor(channel / 8);
  const start = group % 2 === 0 ? 32 + 4 * group : 4 * (group - 1);
  return start + (channel % 8);
}

/** The .set of any file of a recording. */
export function setPath(path: string, ctx: CoreContext): string {
  const ending = ctx.fs.path.extname(path);
  return `${ending === "" ? path : path.slice(0, -ending.length)}.set`;
}

export interface AxonaOptions {
  readonly referenceChannels: boolean;
  readonly everything: boolean;
}

/**
 * Opens a .set with its .bin.
 * @param options.referenceChannels names and gains as in the reference, which counts from the first tetrode without gaps
 * @param options.everything also reads the spikes
 * @throws FileNotFound, CorruptFile, TruncatedFile
 */
export async function openAxona(
  path: string,
  { referenceChannels, everything }: AxonaOptions,
  ctx: CoreContext,
): Promise<Session> {
  const set = setPath(path, ctx);
  const header = await readAxonaHeader(set, ctx);
  const samplingFrequency = Math.trunc(axonaNumber(header, "rawRate", set));
  const bin = `${set.slice(0, -4)}.bin`;
  const tetrodes = activeTetrodes(header, set);
  const hasSignals = await isFile(bin, ctx);
  const channels = hasSignals
    ? channelsOf(tetrodes, header, { set, samplingFrequency, referenceChannels })
    : [];
  const positions = tetrodes.flatMap((t) => [0, 1, 2, 3].map((e) => positionOf(4 * (t - 1) + e)));
  return {
    reader: "AxonaRawIO",
    numSegments: 1,
    streams: hasSignals
      ? [
          {
            id: "0",
            name: "stream 0",
            segments: [{ numSamples: 3 * (await countPackets(bin, ctx)), tStartS: 0 }],
            traces: () => packetTraces(bin, positions, ctx),
          },
        ]
      : [],
    channels,
    ...(everything ? await readUnits(set, ctx) : { spikeChannels: [] }),
    eventChannels: [],
  };
}

/** @throws TruncatedFile for a file without a whole packet */
async function countPackets(bin: string, ctx: CoreContext): Promise<number> {
  const bytes = (await ctx.fs.stat(bin))?.sizeBytes ?? 0;
  if (bytes >= PACKETS.blockBytes) return Math.floor(bytes / PACKETS.blockBytes);
  throw new EphysError(
    "TruncatedFile",
    `${bin} has ${String(bytes)} bytes, less than one packet of ${String(PACKETS.blockBytes)}`,
    { path: bin },
  );
}

function activeTetrodes({ values }: AxonaHeader, path: string): number[] {
  const tetrodes: number[] = [];
  for (const [key, value] of values) {
    const number = /^collectMask_(\d+)$/.exec(key)?.[1];
    if (number !== undefined && Number(value) !== 0) tetrodes.push(Number(number));
  }
  const wrong = tetrodes.find((tetrode) => tetrode < 1 || tetrode > MAX_TETRODES);
  if (wrong === undefined && tetrodes.length > 0) return tetrodes;
  throw new EphysError(
    "CorruptFile",
    wrong === undefined
      ? `${path} has no tetrode that was recorded (collectMask_1 …)`
      : `${path} claims a tetrode ${String(wrong)} of ${String(MAX_TETRODES)}`,
    { path },
  );
}

function channelsOf(
  tetrodes: readonly number[],
  header: AxonaHeader,
  options: {
    readonly set: string;
    readonly samplingFrequency: number;
    readonly referenceChannels: boolean;
  },
): SignalChannel[] {
  const { set, samplingFrequency, referenceChannels } = options;
  const fullScaleMv = Math.trunc(axonaNumber(header, "ADC_fullscale_mv", set));
  const gainKeys = [...header.values.keys()].filter((key) => key.startsWith("gain_ch"));
  return tetrodes.flatMap((active, i) => {
    const tetrode = referenceChannels ? tetrodes[0] + i : active;
    return ["a", "b", "c", "d"].map((letter, e) => {
      const channel = 4 * (tetrode - 1) + e;
      const gain = Math.fround(axonaNumber(header, gainKeys[channel] ?? "gain_ch_", set));
      return {
        id: String(channel),
        name: `${String(tetrode)}${letter}`,
        samplingFrequency,
        dtype: "int16" as const,
        units: "uV",
        gain: (1000 * fullScaleMv) / (gain * 32_768),
        offset: 0,
        streamId: "0",
      };
    });
  });
}

function packetTraces(bin: string, positions: readonly number[], ctx: CoreContext): StreamTraces {
  const files = new OpenFiles(ctx);
  return {
    async read({ startFrame, endFrame, channelIndices }, out) {
      const channels = windowChannels(channelIndices, positions.length);
      const channelBytes = Array.from(channels, (c) => 32 + 2 * positions[c]);
      const window = { startFrame, endFrame, channelBytes, width: channels.length, column: 0 };
      await readBlocks(await files.open(bin), PACKETS, window, out);
    },
  };
}

/** Bytes of one electrode's part of a spike: time and 50 samples. */
const ELECTRODE_BYTES = 54;

/** The spikes of files .1, .2 …: one unit per tetrode, as nothing is sorted yet. */
async function readUnits(
  set: string,
  ctx: CoreContext,
): Promise<Pick<Session, "spikeChannels" | "spikes">> {
  const trains: { readonly timestamps: Float64Array; readonly timebase: number }[] = [];
  for (let tetrode = 1; tetrode <= 32; tetrode++) {
    const path = `${set.slice(0, -4)}.${String(tetrode)}`;
    if (!(await isFile(path, ctx))) break;
    trains.push(await readTetrode(path, ctx));
  }
  return {
    spikeChannels: trains.map((_, i) => ({ id: String(i + 1), name: `tetrode ${String(i + 1)}` })),
    spikes(_segment, channel) {
      const { timestamps, timebase } = trains[channel];
      return { timestamps, seconds: timestamps.map((time) => time / timebase) };
    },
  };
}

/** @throws CorruptFile, TruncatedFile */
async function readTetrode(
  path: string,
  ctx: CoreContext,
): Promise<{ timestamps: Float64Array; timebase: number }> {
  const header = await readAxonaHeader(path, ctx);
  const count = axonaNumber(header, "num_spikes", path);
  const timebase = Math.trunc(axonaNumber(header, "timebase", path));
  const bytes = (await ctx.fs.readBytes(path)).subarray(header.bytes);
  const needed = count * 4 * ELECTRODE_BYTES;
  if (!Number.isInteger(count) || count < 0 || needed > bytes.length || timebase <= 0) {
    throw new EphysError(
      "TruncatedFile",
      `${path} announces ${String(count)} spikes and has bytes for ${String(Math.floor(bytes.length / (4 * ELECTRODE_BYTES)))}`,
      { path, count },
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const timestamps = new Float64Array(count);
  for (let i = 0; i < count; i++) timestamps[i] = view.getInt32(i * 4 * ELECTRODE_BYTES, false);
  return { timestamps, timebase };
}
