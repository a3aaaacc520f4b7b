import { zeroEnded } from "../shared/session/index.ts";
import type { CoreContext } from "#core/compute/index.ts";
import { EphysError } from "#core/model/index.ts";
import { requireFile } from "../shared/files.ts";
import { HEADER_BYTES } from "./header.ts";

/** Kinds of files with times: bytes of a record, and the time's byte in it. */
const KINDS = {
  nse: { recordBytes: 112, timeByte: 0 },
  ntt: { recordBytes: 304, timeByte: 0 },
  nev: { recordBytes: 184, timeByte: 6 },
} as const;
type Kind = keyof typeof KINDS;

/** First and last time of a file, µs; undefined for a file without records. */
export type TimeSpan = readonly [number, number] | undefined;

/** @throws TruncatedFile for a file that is no whole number of records */
async function countRecords(path: string, kind: Kind, ctx: CoreContext): Promise<number> {
  const bytes = Math.max(0, (await requireFile(path, ctx)) - HEADER_BYTES);
  const { recordBytes } = KINDS[kind];
  if (bytes % recordBytes === 0) return bytes / recordBytes;
  throw new EphysError(
    "TruncatedFile",
    `${path}: ${String(bytes)} bytes behind its header are no whole number of records of ${String(recordBytes)} bytes; copy it again`,
    { path },
  );
}

/** Times of the first and the last record; nothing else is read. */
export async function readSpan(path: string, kind: Kind, ctx: CoreContext): Promise<TimeSpan> {
  const count = await countRecords(path, kind, ctx);
  if (count === 0) return undefined;
  const { recordBytes, timeByte } = KINDS[kind];
  const source = await ctx.fs.openBytes(path);
  try {
    const time = async (record: number): Promise<number> => {
      const bytes = new Uint8Array(8);
      await source.readInto(HEADER_BYTES + record * recordBytes + timeByte, bytes);
      return Number(new DataView(bytes.buffer).getBigUint64(0, true));
    };
    return [await time(0), await time(count - 1)];
  } finally {
    await source.close();
  }
}

/** Spikes of a .nse or .ntt file: times in µs and units. */
export interface NlxSpikes {
  readonly times: Float64Array;
  readonly units: Float64Array;
}

export async function readSpikes(
  path: string,
  kind: "nse" | "ntt",
  ctx: CoreContext,
): Promise<NlxSpikes> {
  const count = await countRecords(path, kind, ctx);
  const { recordBytes } = KINDS[kind];
  const view = viewOf((await ctx.fs.readBytes(path)).subarray(HEADER_BYTES));
  const times = new Float64Array(count);
  const units = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    times[i] = Number(view.getBigUint64(i * recordBytes, true));
    units[i] = view.getUint32(i * recordBytes + 12, true);
  }
  return { times, units };
}

/** Events of a .nev file: times in µs, ids, TTL values and texts. */
export interface NlxEvents {
  readonly times: Float64Array;
  readonly ids: Float64Array;
  readonly ttls: Float64Array;
  readonly texts: readonly string[];
}

export async function readNevEvents(path: string, ctx: CoreContext): Promise<NlxEvents> {
  const count = await countRecords(path, "nev", ctx);
  const { recordBytes, timeByte } = KINDS.nev;
  const bytes = (await ctx.fs.readBytes(path)).subarray(HEADER_BYTES);
  const view = viewOf(bytes);
  const times = new Float64Array(count);
  const ids = new Float64Array(count);
  const ttls = new Float64Array(count);
  const texts: string[] = [];
  for (let i = 0; i < count; i++) {
    const at = i * recordBytes;
    times[i] = Number(view.getBigUint64(at + timeByte, true));
    ids[i] = view.getInt16(at + 14, true);
    ttls[i] = view.getInt16(at + 16, true);
    texts.push(zeroEnded(bytes.subarray(at + 56, at + recordBytes)));
  }
  return { times, ids, ttls, texts };
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
