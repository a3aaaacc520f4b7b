import type { CoreContext } from "#core/compute/index.ts";
import { bytesPerSample, EphysError, type SampleDType } from "#core/model/index.ts";
import { requireFile } from "../shared/files.ts";
import {
  OpenFiles,
  PieceTraces,
  type ChannelPieces,
  type Session,
  type SignalChannel,
  type SignalStream,
} from "../shared/session/index.ts";
import { dataFileOf, findBlocks, type TdtBlock } from "./blocks.ts";
import { readTbk, type TdtStore } from "./tbk.ts";
import { EVENT_TYPES, readTsq, TYPE_MASK, type TdtIndex, type TdtPieces } from "./tsq.ts";

const DTYPES: Readonly<Record<number, SampleDType>> = {
  0: "float32",
  1: "int32",
  2: "int16",
  3: "int8",
  4: "float64",
};

interface Segment {
  readonly block: TdtBlock;
  readonly index: TdtIndex;
}

/** One stream and its channels. */
interface OpenedStream {
  readonly stream: SignalStream;
  readonly channels: readonly SignalChannel[];
}

/**
 * Opens a tank, its blocks as segments in the order of their start.
 * @param everything also keeps spikes and events
 * @throws FileNotFound, MissingSibling, CorruptFile, TruncatedFile, InvalidValue
 */
export async function openTdt(
  path: string,
  everything: boolean,
  ctx: CoreContext,
): Promise<Session> {
  const blocks = await findBlocks(path, ctx);
  const stores = await readTbk(blocks[0].tbk, ctx);
  const segments: Segment[] = [];
  for (const block of blocks) {
    if (JSON.stringify(await readTbk(block.tbk, ctx)) !== JSON.stringify(stores)) {
      throw new EphysError(
        "InvalidValue",
        `${block.tbk} describes other stores than ${blocks[0].tbk}; open the block's folder alone`,
        { path: block.tbk },
      );
    }
    segments.push({ block, index: await readTsq(block.tsq, everything, ctx) });
  }
  segments.sort((a, b) => a.index.startS - b.index.startS);
  const opened: OpenedStream[] = [];
  const kept = stores.filter(({ eventType }) => (eventType & TYPE_MASK) === EVENT_TYPES.stream);
  for (const [i, store] of kept.entries()) {
    if (store.numChannels > 0) opened.push(await openStream(store, String(i), segments, ctx));
  }
  return {
    reader: "TdtRawIO",
    numSegments: segments.length,
    streams: opened.map(({ stream }) => stream),
    channels: opened.flatMap(({ channels }) => channels),
    ...timesOf(stores, segments),
  };
}

/** What a segment's time 0 is; blocks without a start mark begin with their first data. */
function originS(segments: readonly Segment[]): number {
  const { startS, streams } = segments[0].index;
  if (!Number.isNaN(startS)) return startS;
  return Math.min(...[...streams.values()].map(({ firstTimeS }) => firstTimeS), Infinity);
}

async function openStream(
  store: TdtStore,
  id: string,
  segments: readonly Segment[],
  ctx: CoreContext,
): Promise<OpenedStream> {
  const ids = Array.from({ length: store.numChannels }, (_, c) => c + 1);
  const pieces = segments.map(({ index }) =>
    ids.map((channel) => index.streams.get(`${store.name} ${String(channel)}`)),
  );
  const some = pieces.flat().find((one) => one !== undefined);
  const samplingFrequency = some?.frequency ?? 1;
  const dtype = DTYPES[some?.dataFormat ?? 0] as SampleDType | undefined;
  if (!dtype || !(samplingFrequency > 0) || !(samplingFrequency < 1e9)) {
    throw new EphysError(
      "CorruptFile",
      `${segments[0].block.tsq}: stream ${store.name} has number type ${String(some?.dataFormat)} at ${String(samplingFrequency)} Hz`,
      { path: segments[0].block.tsq },
    );
  }
  const located: ChannelPieces[][] = [];
  for (const [s, segment] of segments.entries()) {
    checkAlike(pieces[s], some, store, segment);
    located.push(await locate(segment, store, pieces[s], bytesPerSample(dtype), ctx));
  }
  const origin = originS(segments);
  const stream: SignalStream = {
    id,
    name: store.name,
    segments: segments.map(({ index }, s) => ({
      numSamples: (pieces[s][0]?.offsets.length ?? 0) * store.numPoints,
      tStartS: (pieces[s][0]?.firstTimeS ?? index.startS) - origin,
    })),
    traces: () => new PieceTraces(new OpenFiles(ctx), dtype, located),
  };
  const channels = ids.map((channel) => ({
    id: String(channel),
    name: `${store.name} ${String(channel)}`,
    samplingFrequency,
    dtype,
    units: "uV",
    gain: 1,
    offset: 0,
    streamId: id,
  }));
  return { stream, channels };
}

/** @throws InvalidValue when channels of a stream have other lengths, starts, rates or types */
function checkAlike(
  pieces: readonly (TdtPieces | undefined)[],
  some: TdtPieces | undefined,
  store: TdtStore,
  { block }: Segment,
): void {
  const [first] = pieces;
  for (const [c, one] of pieces.entries()) {
    const isAlike =
      one?.offsets.length === first?.offsets.length &&
      one?.firstTimeS === first?.firstTimeS &&
      (!one || (one.frequency === some?.frequency && one.dataFormat === some.dataFormat));
    if (isAlike) continue;
    throw new EphysError(
      "InvalidValue",
      `${block.tsq}: channel ${String(c + 1)} of ${store.name} has another length, start, rate or number type than channel 1`,
      { path: block.tsq, store: store.name },
    );
  }
}

/** @throws TruncatedFile when a piece lies outside its file */
async function locate(
  { block }: Segment,
  store: TdtStore,
  pieces: readonly (TdtPieces | undefined)[],
  itemBytes: number,
  ctx: CoreContext,
): Promise<ChannelPieces[]> {
  const count = pieces[0]?.offsets.length ?? 0;
  const starts = Float64Array.from({ length: count }, (_, i) => i * store.numPoints);
  const located: ChannelPieces[] = [];
  for (const [c, one] of pieces.entries()) {
    const offsets = one?.offsets ?? new Float64Array();
    const path = dataFileOf(block, store.name, c + 1);
    const fileBytes = await requireFile(path, ctx, block.tsq);
    for (const offset of offsets) {
      if (offset >= 0 && offset + store.numPoints * itemBytes <= fileBytes) continue;
      throw new EphysError(
        "TruncatedFile",
        `${path} has ${String(fileBytes)} bytes; its index places samples of ${store.name} at byte ${String(offset)}. Copy the block again`,
        { path, offset },
      );
    }
    located.push({ offsets, starts, counts: store.numPoints, path });
  }
  return located;
}

function timesOf(
  stores: readonly TdtStore[],
  segments: readonly Segment[],
): Pick<Session, "spikeChannels" | "eventChannels" | "spikes" | "events"> {
  const origin = originS(segments);
  const units = stores
    .filter(({ eventType }) => eventType === EVENT_TYPES.snippet)
    .flatMap((store) =>
      Array.from({ length: store.numChannels }, (_, c) => ({ store: store.name, channel: c + 1 })),
    )
    .flatMap(({ store, channel }) => {
      const key = `${store} ${String(channel)}`;
      const codes = new Set(
        segments.flatMap(({ index }) => [...(index.snippets.get(key)?.codes ?? [])]),
      );
      return [...codes].sort((a, b) => a - b).map((code) => ({ key, channel, code }));
    });
  const strobes = stores.filter(({ eventType }) => eventType === EVENT_TYPES.strobeOn);
  return {
    spikeChannels: units.map(({ channel, code }) => ({
      id: String(code),
      name: `ch${String(channel)}#${String(code)}`,
    })),
    spikes(segment, unit) {
      const { key, code } = units[unit];
      const found = segments[segment].index.snippets.get(key);
      const times = found?.times.filter((_, i) => found.codes[i] === code) ?? new Float64Array();
      const seconds = times.map((time) => time - origin);
      return { timestamps: seconds, seconds };
    },
    eventChannels: strobes.map(({ name }) => ({ id: "1", name, type: "event" as const })),
    events(segment, channel) {
      const found = segments[segment].index.strobes.get(`${strobes[channel].name} 0`);
      const seconds = found?.times.map((time) => time - origin) ?? new Float64Array();
      return { timestamps: seconds, seconds, labels: found?.values ?? [] };
    },
  };
}
