import { EphysError } from "#core/model/index.ts";
import type { NsxBlock } from "./data-blocks.ts";
import { KINDS, type NevData } from "./nev.ts";
import type { NsxHeader } from "./nsx.ts";

/* To which segment a packet of a .nev belongs (neo 0.14, BlackrockRawIO). */

/** Ticks within which the next segment's clock is said to have been reset. */
const RESET_TICKS = 96;

/** Segments that the .nev itself tells: its clock was reset, or time runs backwards. */
export function ownSegments(nev: NevData): { readonly ids: Int32Array; readonly count: number } {
  const { timestamps, kinds, restarts, spec } = nev;
  const ids = new Int32Array(timestamps.length);
  if (spec === "2.1" || spec === "2.2") return { ids, count: 1 };
  const resets = new Set(restarts);
  let before = -1;
  for (let i = 0; i < timestamps.length; i++) {
    if (kinds[i] >= KINDS.length) continue;
    if (timestamps[i] < before) resets.add(i);
    before = timestamps[i];
  }
  let segment = 0;
  for (let i = 0; i < ids.length; i++) {
    if (resets.has(i)) segment++;
    ids[i] = segment;
  }
  return { ids, count: resets.size + 1 };
}

/**
 * Matches packets with the blocks of a .nsX (specification 2.3): pauses without a reset are seen there only.
 * `ids` are changed in place to positions of blocks.
 * @throws InvalidValue when the two files do not fit
 */
export function matchBlocks(
  nev: NevData,
  { ids, count }: ReturnType<typeof ownSegments>,
  header: NsxHeader,
  blocks: readonly NsxBlock[],
): void {
  const full = blocks.flatMap((block, i) => (block.numSamples > 1 ? [{ block, i }] : []));
  let numSegments = count;
  for (let kind = 0; kind < KINDS.length; kind++) {
    const packets = packetsOf(nev, kind);
    const found = matchKind(nev, packets, ids, { header, blocks: full.map(({ block }) => block) });
    numSegments = Math.max(numSegments, count + found);
  }
  if (numSegments !== full.length) {
    throw new EphysError(
      "InvalidValue",
      `${header.path} has ${String(full.length)} segments, its .nev has ${String(numSegments)}; open the spikes alone (nsx_to_load: [])`,
      { path: header.path },
    );
  }
  for (const [i, segment] of ids.entries()) {
    if (nev.kinds[i] >= KINDS.length) continue;
    const own = full.at(segment);
    if (!own || segment < 0) throw doNotFit(header.path);
    ids[i] = own.i;
  }
}

function packetsOf({ kinds }: NevData, kind: number): number[] {
  const packets: number[] = [];
  for (let i = 0; i < kinds.length; i++) if (kinds[i] === kind) packets.push(i);
  return packets;
}

/** @returns how many segments only the .nsX tells of */
function matchKind(
  { timestamps }: NevData,
  packets: readonly number[],
  ids: Int32Array,
  { header, blocks }: { readonly header: NsxHeader; readonly blocks: readonly NsxBlock[] },
): number {
  const { period } = header;
  const first = blocks[0]?.timestamp ?? 0;
  let found = 0;
  for (const [i, block] of blocks.entries()) {
    const end = block.timestamp + block.numSamples * period;
    const own = packets.filter((p) => ids[p] === i);
    const after = own.filter((p) => timestamps[p] > end + period);
    for (const p of own) if (timestamps[p] < block.timestamp - first - period) ids[p]--;
    if (after.length === 0) continue;
    const next = blocks.at(i + 1);
    if (!next) break; // spikes may be found a little longer
    const sinceFirst = next.timestamp - first;
    const isReset = sinceFirst >= 0 && sinceFirst <= RESET_TICKS;
    const stillOwn = packets.filter((p) => ids[p] === i).length;
    if (isReset && stillOwn !== after.length) throw doNotFit(header.path);
    found++;
    for (const p of packets) if (ids[p] > i) ids[p]++;
    for (const p of after) ids[p]++;
  }
  return found;
}

function doNotFit(path: string): EphysError {
  return new EphysError(
    "InvalidValue",
    `segments of ${path} cannot be told apart in its .nev; open the spikes alone (nsx_to_load: [])`,
    { path },
  );
}
