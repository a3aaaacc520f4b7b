import type { ByteSource } from "#core/io/index.ts";
import type { NsxBlock } from "./data-blocks.ts";
import type { NsxHeader } from "./nsx.ts";

/*
 * Specification 3.0 with the Precision Time Protocol: every sample is a packet with a time of its own in nanoseconds.
 * Gaps of more than two sample periods make segments.
 */

/** Timestamps a second of such files. */
export const PTP_RESOLUTION = 1_000_000_000;
/** Bytes before the samples of a packet: flag, time, number of points. */
export const PTP_HEAD_BYTES = 13;

/** Files of so many packets are looked through; larger ones only where times say that something is missing. */
const SCANNED_PACKETS = 65_536;
/** Packets between two looks. */
const STEP_PACKETS = 4096;
const BATCH_PACKETS = 4096;

/** A gap: the packet before it. */
interface Look {
  readonly packet: number;
  /** ns */
  readonly time: number;
  readonly numPoints: number;
}

export function packetBytes({ channels }: NsxHeader): number {
  return PTP_HEAD_BYTES + 2 * channels.length;
}

/** undefined when packets have more than one sample: the file is then of the usual kind. */
export async function ptpBlocks(
  header: NsxHeader,
  source: ByteSource,
): Promise<NsxBlock[] | undefined> {
  const itemBytes = packetBytes(header);
  const numPackets = Math.floor((header.fileBytes - header.headerBytes) / itemBytes);
  const gaps = numPackets > 0 ? await findGaps(header, source, numPackets) : [];
  if (!gaps) return undefined;
  const starts = [0, ...gaps.map((packet) => packet + 1)];
  const blocks: NsxBlock[] = [];
  for (const [i, start] of starts.entries()) {
    // the last sample of the file is left out, as in the reference
    const numSamples = Math.max(0, (starts[i + 1] ?? numPackets - 1) - start);
    const ends = numSamples > 0 ? start + numSamples - 1 : start;
    const [first] = numPackets > 0 ? await look(header, source, start, 1) : [NOTHING];
    const [last] = numPackets > 0 ? await look(header, source, ends, 1) : [NOTHING];
    blocks.push({
      timestamp: first.time,
      offsetBytes: header.headerBytes + start * itemBytes,
      numSamples,
      stopS: last.time / PTP_RESOLUTION + header.period / 30_000,
      hasHeads: true,
    });
  }
  return blocks;
}

const NOTHING: Look = { packet: 0, time: 0, numPoints: 1 };

/** Packets that a gap follows; undefined for a file that is not of this kind. */
async function findGaps(
  header: NsxHeader,
  source: ByteSource,
  numPackets: number,
): Promise<number[] | undefined> {
  const gaps: number[] = [];
  const step = numPackets <= SCANNED_PACKETS ? numPackets : STEP_PACKETS;
  let [before] = await look(header, source, 0, 1);
  for (let from = 0; from < numPackets - 1; from += step) {
    const to = Math.min(numPackets - 1, from + step);
    const [after] = await look(header, source, to, 1);
    if (before.numPoints !== 1 || after.numPoints !== 1) return undefined;
    const expected = ((to - from) * header.period) / 30_000;
    const elapsed = (after.time - before.time) / PTP_RESOLUTION;
    const isWhole = Math.abs(elapsed - expected) < (0.5 * header.period) / 30_000;
    if (step !== STEP_PACKETS || !isWhole) {
      const found = await scan(header, source, from, to);
      if (!found) return undefined;
      gaps.push(...found);
    }
    before = after;
  }
  return before.numPoints === 1 ? gaps : undefined;
}

/** Looks at every packet from one to another, both included. */
async function scan(
  header: NsxHeader,
  source: ByteSource,
  from: number,
  to: number,
): Promise<number[] | undefined> {
  const threshold = 2 / header.samplingFrequency;
  const gaps: number[] = [];
  let before: Look | undefined;
  for (let at = from; at <= to; at += BATCH_PACKETS) {
    for (const one of await look(header, source, at, Math.min(BATCH_PACKETS, to + 1 - at))) {
      if (one.numPoints !== 1) return undefined;
      const step = before ? one.time / PTP_RESOLUTION - before.time / PTP_RESOLUTION : 0;
      if (before && step > threshold) gaps.push(before.packet);
      before = one;
    }
  }
  return gaps;
}

async function look(
  header: NsxHeader,
  source: ByteSource,
  packet: number,
  count: number,
): Promise<Look[]> {
  const itemBytes = packetBytes(header);
  const bytes = new Uint8Array((count - 1) * itemBytes + PTP_HEAD_BYTES);
  await source.readInto(header.headerBytes + packet * itemBytes, bytes);
  const view = new DataView(bytes.buffer);
  return Array.from({ length: count }, (_, i) => ({
    packet: packet + i,
    time: Number(view.getBigUint64(i * itemBytes + 1, true)),
    numPoints: view.getUint32(i * itemBytes + 9, true),
  }));
}
