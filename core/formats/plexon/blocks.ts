import type { CoreContext } from "#core/compute/index.ts";
import { EphysError } from "#core/model/index.ts";
import { requireFile } from "../shared/files.ts";
import { GrowingNumbers } from "../shared/session/index.ts";
import type { PlxHeader } from "./header.ts";

const BLOCK_HEADER_BYTES = 16;
/** Bytes read at a time. */
const BATCH_BYTES = 4 * 1024 * 1024;
const SPIKE = 1;
const EVENT = 4;
const SLOW = 5;

/** Blocks of one signal, in the order of the file. */
interface SlowBlocks {
  /** byte of each block's samples */
  readonly offsets: Float64Array;
  /** samples before each block */
  readonly starts: Float64Array;
  readonly counts: Float64Array;
  readonly numSamples: number;
}

/** Spikes or events of one channel. */
export interface PlxTimes {
  readonly timestamps: Float64Array;
  /** a spike's unit; an event's value */
  readonly units: Float64Array;
}

/** Where everything in a .plx lies, keyed by channel number. */
export interface PlxBlocks {
  readonly slow: ReadonlyMap<number, SlowBlocks>;
  readonly spikes: ReadonlyMap<number, PlxTimes>;
  readonly events: ReadonlyMap<number, PlxTimes>;
  /** of the last block in the file */
  readonly lastTimestamp: number;
}

interface SlowInMaking {
  readonly offsets: GrowingNumbers;
  readonly starts: GrowingNumbers;
  readonly counts: GrowingNumbers;
  numSamples: number;
}

interface TimesInMaking {
  readonly timestamps: GrowingNumbers;
  readonly units: GrowingNumbers;
}

/**
 * Goes through all blocks: the format has no index.
 * @param everything keeps spikes and events, not only where signals lie
 * @throws CorruptFile for unknown kinds and channels, TruncatedFile
 */
export async function scanBlocks(
  path: string,
  header: PlxHeader,
  everything: boolean,
  ctx: CoreContext,
): Promise<PlxBlocks> {
  const slow = new Map(header.slow.map(({ channel }) => [channel, newSlow()]));
  const spikes = new Map(header.dsp.map(({ channel }) => [channel, newTimes()]));
  const events = new Map(header.events.map(({ channel }) => [channel, newTimes()]));
  let lastTimestamp = 0;
  await eachBlock(path, header.bytes, ctx, (view, at, position) => {
    const type = view.getUint16(at, true);
    const channel = view.getUint16(at + 8, true);
    lastTimestamp = view.getUint16(at + 2, true) * 2 ** 32 + view.getUint32(at + 4, true);
    if (type === SLOW) {
      const made = slow.get(channel);
      if (!made) throw unknownBlock(path, type, channel, position);
      addSlow(made, position + BLOCK_HEADER_BYTES, samplesOf(view, at));
      return;
    }
    const made = type === SPIKE ? spikes.get(channel) : type === EVENT ? events.get(channel) : null;
    if (!made) throw unknownBlock(path, type, channel, position);
    if (!everything) return;
    made.timestamps.push(lastTimestamp);
    made.units.push(view.getUint16(at + 10, true));
  });
  return {
    slow: mapValues(slow, ({ offsets, starts, counts, numSamples }) => ({
      offsets: offsets.done(),
      starts: starts.done(),
      counts: counts.done(),
      numSamples,
    })),
    spikes: mapValues(spikes, doneTimes),
    events: mapValues(events, doneTimes),
    lastTimestamp,
  };
}

function samplesOf(view: DataView, at: number): number {
  return view.getUint16(at + 12, true) * view.getUint16(at + 14, true);
}

function addSlow(made: SlowInMaking, offset: number, count: number): void {
  made.offsets.push(offset);
  made.starts.push(made.numSamples);
  made.counts.push(count);
  made.numSamples += count;
}

/** Calls `visit` with each block's header: where it is in `view` and in the file. */
async function eachBlock(
  path: string,
  first: number,
  ctx: CoreContext,
  visit: (view: DataView, at: number, position: number) => void,
): Promise<void> {
  const fileBytes = await requireFile(path, ctx);
  const source = await ctx.fs.openBytes(path);
  const bytes = new Uint8Array(Math.min(BATCH_BYTES, Math.max(0, fileBytes - first)));
  const view = new DataView(bytes.buffer);
  try {
    let position = first;
    while (position < fileBytes) {
      const start = position;
      const count = Math.min(bytes.length, fileBytes - start);
      await source.readInto(start, bytes.subarray(0, count));
      while (position - start + BLOCK_HEADER_BYTES <= count) {
        const at = position - start;
        const end = position + BLOCK_HEADER_BYTES + 2 * samplesOf(view, at);
        if (end > fileBytes) throw truncated(path, position, end - fileBytes);
        visit(view, at, position);
        position = end;
      }
      if (position === start) throw truncated(path, position, BLOCK_HEADER_BYTES - count);
    }
  } finally {
    await source.close();
  }
}

function truncated(path: string, position: number, missing: number): EphysError {
  return new EphysError(
    "TruncatedFile",
    `${path}: the block at byte ${String(position)} lacks ${String(missing)} bytes; copy the file again`,
    { path, position },
  );
}

function unknownBlock(path: string, type: number, channel: number, position: number): EphysError {
  return new EphysError(
    "CorruptFile",
    `${path}: the block at byte ${String(position)} is of type ${String(type)}, channel ${String(channel)}, which its header does not list`,
    { path, position },
  );
}

function newSlow(): SlowInMaking {
  const made = () => new GrowingNumbers();
  return { offsets: made(), starts: made(), counts: made(), numSamples: 0 };
}

function newTimes(): TimesInMaking {
  return { timestamps: new GrowingNumbers(), units: new GrowingNumbers() };
}

function doneTimes({ timestamps, units }: TimesInMaking): PlxTimes {
  return { timestamps: timestamps.done(), units: units.done() };
}

function mapValues<K, A, B>(map: ReadonlyMap<K, A>, change: (value: A) => B): Map<K, B> {
  return new Map([...map].map(([key, value]) => [key, change(value)]));
}
