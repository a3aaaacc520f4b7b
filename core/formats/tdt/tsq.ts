import type { CoreContext } from "#core/compute/index.ts";
import { EphysError } from "#core/model/index.ts";
import { requireFile } from "../shared/files.ts";
import { GrowingNumbers, zeroEnded } from "../shared/session/index.ts";

/** What a record stands for. */
export const EVENT_TYPES = { strobeOn: 0x101, stream: 0x8101, snippet: 0x8201 } as const;
/** Bits of a type that tell kinds apart. */
export const TYPE_MASK = 0xff0f;

const RECORD_BYTES = 40;
const BATCH_RECORDS = 100_000;
const START_MARK = "\u0001";
const STOP_MARK = "\u0002";

/** The pieces of one channel of a stream, in the order of the index. */
export interface TdtPieces {
  readonly offsets: Float64Array;
  /** s, of the first piece */
  readonly firstTimeS: number;
  /** Hz */
  readonly frequency: number;
  /** code of the number type */
  readonly dataFormat: number;
}

/** Spikes (by unit) or events of one channel of a store. */
interface TdtTimes {
  /** s */
  readonly times: Float64Array;
  /** number of the unit */
  readonly codes: Float64Array;
  /** the whole number in the data field */
  readonly values: readonly string[];
}

/** A block's index (.tsq). Keys are store and channel: "RSn1 1". */
export interface TdtIndex {
  /** s */
  readonly startS: number;
  readonly stopS: number;
  readonly streams: ReadonlyMap<string, TdtPieces>;
  readonly snippets: ReadonlyMap<string, TdtTimes>;
  readonly strobes: ReadonlyMap<string, TdtTimes>;
}

interface PiecesInMaking {
  readonly offsets: GrowingNumbers;
  readonly firstTimeS: number;
  readonly frequency: number;
  readonly dataFormat: number;
}

interface TimesInMaking {
  readonly times: GrowingNumbers;
  readonly codes: GrowingNumbers;
  readonly values: string[];
}

/** One record of 40 bytes. */
interface TsqRecord {
  readonly type: number;
  readonly store: string;
  readonly channel: number;
  readonly code: number;
  readonly timeS: number;
  readonly offset: bigint;
  readonly dataFormat: number;
  readonly frequency: number;
}

/**
 * Reads an index; it is the only list of where data lie, so all of it is read.
 * @param everything spikes and events too
 * @throws FileNotFound, TruncatedFile
 */
export async function readTsq(
  path: string,
  everything: boolean,
  ctx: CoreContext,
): Promise<TdtIndex> {
  const numRecords = Math.floor((await requireFile(path, ctx)) / RECORD_BYTES);
  if (numRecords < 2) {
    throw new EphysError("TruncatedFile", `${path} has no records beside its head`, { path });
  }
  const streams = new Map<string, PiecesInMaking>();
  const snippets = new Map<string, TimesInMaking>();
  const strobes = new Map<string, TimesInMaking>();
  let startS = NaN;
  let stopS = NaN;
  await eachRecord(path, numRecords, ctx, (record, index) => {
    if (index === 1 && record.store === START_MARK) startS = record.timeS;
    if (index === numRecords - 1 && record.store === STOP_MARK) stopS = record.timeS;
    if ((record.type & TYPE_MASK) === EVENT_TYPES.stream) addPiece(streams, record);
    else if (everything && record.type === EVENT_TYPES.snippet) addTime(snippets, record);
    else if (everything && record.type === EVENT_TYPES.strobeOn) addTime(strobes, record);
  });
  return {
    startS,
    stopS,
    streams: mapValues(streams, (made) => ({ ...made, offsets: made.offsets.done() })),
    snippets: mapValues(snippets, doneTimes),
    strobes: mapValues(strobes, doneTimes),
  };
}

async function eachRecord(
  path: string,
  numRecords: number,
  ctx: CoreContext,
  visit: (record: TsqRecord, index: number) => void,
): Promise<void> {
  const source = await ctx.fs.openBytes(path);
  try {
    for (let from = 0; from < numRecords; from += BATCH_RECORDS) {
      const count = Math.min(BATCH_RECORDS, numRecords - from);
      const bytes = new Uint8Array(count * RECORD_BYTES);
      await source.readInto(from * RECORD_BYTES, bytes);
      const view = new DataView(bytes.buffer);
      for (let i = 0; i < count; i++) visit(recordAt(bytes, view, i * RECORD_BYTES), from + i);
    }
  } finally {
    await source.close();
  }
}

function recordAt(bytes: Uint8Array, view: DataView, at: number): TsqRecord {
  return {
    type: view.getInt32(at + 4, true),
    store: zeroEnded(bytes.subarray(at + 8, at + 12)),
    channel: view.getUint16(at + 12, true),
    code: view.getUint16(at + 14, true),
    timeS: view.getFloat64(at + 16, true),
    offset: view.getBigInt64(at + 24, true),
    dataFormat: view.getInt32(at + 32, true),
    frequency: view.getFloat32(at + 36, true),
  };
}

function keyOf({ store, channel }: TsqRecord): string {
  return `${store} ${String(channel)}`;
}

function addPiece(streams: Map<string, PiecesInMaking>, record: TsqRecord): void {
  const key = keyOf(record);
  let made = streams.get(key);
  if (!made) {
    const { timeS, frequency, dataFormat } = record;
    made = { offsets: new GrowingNumbers(), firstTimeS: timeS, frequency, dataFormat };
    streams.set(key, made);
  }
  made.offsets.push(Number(record.offset));
}

function addTime(times: Map<string, TimesInMaking>, record: TsqRecord): void {
  const key = keyOf(record);
  let made = times.get(key);
  if (!made) {
    made = { times: new GrowingNumbers(), codes: new GrowingNumbers(), values: [] };
    times.set(key, made);
  }
  made.times.push(record.timeS);
  made.codes.push(record.code);
  made.values.push(String(record.offset));
}

function doneTimes({ times, codes, values }: TimesInMaking): TdtTimes {
  return { times: times.done(), codes: codes.done(), values };
}

function mapValues<A, B>(map: ReadonlyMap<string, A>, change: (value: A) => B): Map<string, B> {
  return new Map([...map].map(([key, value]) => [key, change(value)]));
}
