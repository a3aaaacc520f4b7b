import type { CoreContext } from "#core/compute/index.ts";
import { EphysError } from "#core/model/index.ts";
import {
  OpenFiles,
  PieceTraces,
  readHeader,
  type ChannelPieces,
  type Session,
  type SignalChannel,
  type SignalStream,
} from "../shared/session/index.ts";
import { readBlockChain, type SonBlocks } from "./blocks.ts";
import { KIND, parseSonHeader, type SonChannel, type SonHeader } from "./header.ts";
import { readItems, type SonItems } from "./items.ts";
import { checkPauses, spansOf, type BlockSpan, type SegmentTicks } from "./segments.ts";
import { timesOf } from "./times.ts";

interface Wave {
  readonly channel: SonChannel;
  readonly blocks: SonBlocks;
  readonly spans: readonly BlockSpan[];
}

/**
 * Opens a .smr: signals alone, or with events and spikes in memory.
 * @throws FileNotFound, FormatNotRecognised, CorruptFile, TruncatedFile, InvalidValue, Unsupported
 */
export async function openSon(
  path: string,
  everything: boolean,
  ctx: CoreContext,
): Promise<Session> {
  const header = await readHeader(path, (cursor) => parseSonHeader(cursor, path), ctx);
  const source = await ctx.fs.openBytes(path);
  const waves: Wave[] = [];
  const items = new Map<number, SonItems>();
  let lastTick = 0;
  try {
    for (const channel of header.channels) {
      const isWave = channel.kind === KIND.wave || channel.kind === KIND.realWave;
      if (channel.kind === 0 || (!isWave && !everything)) continue;
      const blocks = await readBlockChain(source, channel, header, path);
      lastTick = Math.max(lastTick, blocks.lastTicks.at(-1) ?? 0);
      if (!isWave) items.set(channel.index, await readItems(source, channel, blocks));
      else if (blocks.counts.some((count) => count > 0)) {
        checkRate(channel, path);
        waves.push({ channel, blocks, spans: spansOf(blocks, channel, header.tickS) });
      }
    }
  } finally {
    await source.close();
  }
  const numSegments = checkPauses(
    waves.map(({ spans }) => spans),
    waves.map(({ channel }) => channel),
    path,
  );
  const ticks = Array.from({ length: numSegments }, (_, s) => segmentTicks(waves, s, lastTick));
  return {
    reader: "Spike2RawIO",
    numSegments,
    ...streamsOf(waves, header, numSegments, path, ctx),
    ...timesOf(header, items, ticks),
  };
}

function checkRate({ index, intervalS, gain }: SonChannel, path: string): void {
  if (intervalS > 0 && Number.isFinite(1 / intervalS) && Number.isFinite(gain)) return;
  throw new EphysError(
    "CorruptFile",
    `${path}: channel ${String(index)} has ${String(intervalS)} s between samples and ${String(gain)} per bit`,
    { path, channel: index },
  );
}

function segmentTicks(waves: readonly Wave[], segment: number, lastTick: number): SegmentTicks {
  if (waves.length === 0) return { start: 0, stop: lastTick };
  const spans = waves.map(({ blocks, spans: own }) => ({ blocks, ...own[segment] }));
  return {
    start: spans.reduce((least, s) => Math.min(least, s.blocks.firstTicks[s.first]), Infinity),
    stop: spans.reduce((most, s) => Math.max(most, s.blocks.lastTicks[s.end - 1]), -Infinity),
  };
}

/** Channels of one rate, type, unit, gain and offset are a stream, in the order of these. */
function streamsOf(
  waves: readonly Wave[],
  { tickS }: SonHeader,
  numSegments: number,
  path: string,
  ctx: CoreContext,
): Pick<Session, "streams" | "channels"> {
  const signals = waves.map(({ channel }) => signalOf(channel));
  const sorted = [...signals].sort(compareSignals);
  const groups = sorted.filter((one, i) => i === 0 || compareSignals(one, sorted[i - 1]) !== 0);
  const groupOf = (signal: SignalChannel): number =>
    groups.findIndex((group) => compareSignals(group, signal) === 0);
  const streams = groups.map((group, index): SignalStream => {
    const own = waves.filter((_, i) => groupOf(signals[i]) === index);
    const pieces = Array.from({ length: numSegments }, (_, s) =>
      own.map(({ blocks, spans }) => piecesOf(blocks, spans[s], path)),
    );
    const [{ blocks, spans }] = own;
    return {
      id: String(index),
      name: `Signal stream ${String(index)}`,
      segments: spans.map((span, s) => ({
        numSamples: lengthOf(pieces[s][0]),
        tStartS: blocks.firstTicks[span.first] * tickS,
      })),
      traces: () => new PieceTraces(new OpenFiles(ctx), group.dtype, pieces),
    };
  });
  return {
    streams,
    channels: signals.map((signal) => ({ ...signal, streamId: String(groupOf(signal)) })),
  };
}

function signalOf(channel: SonChannel): SignalChannel {
  const { index, title, units, gain, offset, intervalS, kind } = channel;
  return {
    id: String(index),
    name: title,
    samplingFrequency: 1 / intervalS,
    dtype: kind === KIND.wave ? "int16" : "float32",
    units,
    gain,
    offset,
    streamId: "",
  };
}

function compareSignals(a: SignalChannel, b: SignalChannel): number {
  const text = (x: string, y: string): number => (x < y ? -1 : x > y ? 1 : 0);
  return (
    a.samplingFrequency - b.samplingFrequency ||
    text(a.dtype, b.dtype) ||
    text(a.units, b.units) ||
    a.gain - b.gain ||
    a.offset - b.offset
  );
}

function piecesOf(blocks: SonBlocks, { first, end }: BlockSpan, path: string): ChannelPieces {
  const counts = blocks.counts.subarray(first, end);
  const starts = new Float64Array(counts.length);
  for (let b = 1; b < counts.length; b++) starts[b] = starts[b - 1] + counts[b - 1];
  return { offsets: blocks.offsets.subarray(first, end), starts, counts, path };
}

function lengthOf({ counts }: ChannelPieces): number {
  return typeof counts === "number" ? counts : counts.reduce((sum, count) => sum + count, 0);
}
