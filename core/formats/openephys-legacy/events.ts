import type { CoreContext } from "#core/compute/index.ts";
import { EphysError } from "#core/model/index.ts";
import { requireFile } from "../shared/files.ts";
import type { SessionEvents } from "../shared/session/index.ts";
import { HEADER_BYTES, readLegacyHeader } from "./header.ts";

const EVENT_BYTES = 16;

/** Events of each segment, all of one channel. */
export interface LegacyEvents {
  readonly name: string;
  readonly segments: readonly SessionEvents[];
}

/**
 * Events that lie within the signals. Labels are type, processor and channel: "3#100#1" is a TTL (3) on channel 1.
 * @param numbers of the segments in file names, from 0
 * @param spans first and last timestamp of each segment
 * @throws MissingSibling, TruncatedFile
 */
export async function readLegacyEvents(
  folder: string,
  files: readonly string[],
  numbers: readonly number[],
  spans: readonly (readonly [number, number])[],
  ctx: CoreContext,
): Promise<LegacyEvents | undefined> {
  const { path } = ctx.fs;
  if (files.length === 0) return undefined;
  const stem = path.basename(files[0]).replace(/\.events$/, "");
  const segments: SessionEvents[] = [];
  let name = stem;
  for (const [i, number] of numbers.entries()) {
    name = number === 0 ? stem : `${stem}_${String(number + 1)}`;
    const file = path.join(folder, `${name}.events`);
    await requireFile(file, ctx, folder);
    const rate = Number((await readLegacyHeader(file, ctx)).get("sampleRate"));
    // a file without a rate has no events
    if (!(rate > 0)) break;
    segments.push(await readSegment(file, rate, spans[i], ctx));
  }
  return segments.length > 0 ? { name, segments } : undefined;
}

async function readSegment(
  path: string,
  rate: number,
  [first, last]: readonly [number, number],
  ctx: CoreContext,
): Promise<SessionEvents> {
  const bytes = (await ctx.fs.readBytes(path)).subarray(HEADER_BYTES);
  if (bytes.length % EVENT_BYTES !== 0) {
    throw new EphysError(
      "TruncatedFile",
      `${path}: ${String(bytes.length)} bytes are no whole number of events of ${String(EVENT_BYTES)} bytes`,
      { path },
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const timestamps: number[] = [];
  const labels: string[] = [];
  for (let at = 0; at < bytes.length; at += EVENT_BYTES) {
    const timestamp = Number(view.getBigInt64(at, true));
    if (timestamp < first || timestamp > last) continue;
    timestamps.push(timestamp);
    const [type, processor, channel] = [bytes[at + 10], bytes[at + 11], bytes[at + 13]];
    labels.push(`${String(type)}#${String(processor)}#${String(channel)}`);
  }
  const times = Float64Array.from(timestamps);
  return { timestamps: times, seconds: times.map((time) => time / rate), labels };
}
