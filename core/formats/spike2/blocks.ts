import type { ByteSource } from "#core/io/index.ts";
import { EphysError } from "#core/model/index.ts";
import { GrowingNumbers } from "../shared/session/index.ts";
import { KIND, type SonChannel, type SonHeader } from "./header.ts";

const BLOCK_HEADER_BYTES = 20;
/** The count of blocks in the header has 16 bits. */
const COUNT_LIMIT = 65_536;

/** The blocks of a channel, in the order of their chain. */
export interface SonBlocks {
  /** byte of the first item of each */
  readonly offsets: Float64Array;
  readonly counts: Float64Array;
  /** ticks of first and last item */
  readonly firstTicks: Float64Array;
  readonly lastTicks: Float64Array;
}

/** Bytes of an item. */
export function itemBytes({ kind, extraBytes }: SonChannel): number {
  switch (kind) {
    case KIND.wave:
      return 2;
    case KIND.realWave:
    case KIND.fall:
    case KIND.rise:
    case KIND.both:
      return 4;
    case KIND.marker:
      return 8;
    default:
      return 8 + extraBytes;
  }
}

/** Follows the chain of a channel's blocks. @throws CorruptFile (a chain in a circle, too short), TruncatedFile */
export async function readBlockChain(
  source: ByteSource,
  channel: SonChannel,
  { blockUnit }: SonHeader,
  path: string,
): Promise<SonBlocks> {
  const columns = Array.from({ length: 4 }, () => new GrowingNumbers());
  const [offsets, counts, firstTicks, lastTicks] = columns;
  const bytes = new Uint8Array(BLOCK_HEADER_BYTES);
  const view = new DataView(bytes.buffer);
  const seen = new Set<number>();
  const most = wantedBlocks(channel, source.sizeBytes);
  let at = channel.firstBlock;
  while (offsets.length < most && at >= 0) {
    if (seen.has(at)) throw corrupt(path, channel, "leads in a circle");
    seen.add(at);
    if (at + BLOCK_HEADER_BYTES > source.sizeBytes) throw truncated(path, channel, at);
    await source.readInto(at, bytes);
    const items = view.getUint16(18, true);
    if (at + BLOCK_HEADER_BYTES + items * itemBytes(channel) > source.sizeBytes) {
      throw truncated(path, channel, at);
    }
    offsets.push(at + BLOCK_HEADER_BYTES);
    counts.push(items);
    firstTicks.push(view.getInt32(8, true));
    lastTicks.push(view.getInt32(12, true));
    const next = view.getInt32(4, true);
    at = next < 0 ? -1 : next * blockUnit;
  }
  // a longer chain is one whose count went beyond its 16 bits
  if (offsets.length < channel.numBlocks) {
    throw corrupt(
      path,
      channel,
      `has ${String(offsets.length)} of ${String(channel.numBlocks)} blocks`,
    );
  }
  const whole = (offsets.length - channel.numBlocks) % COUNT_LIMIT === 0;
  const keep = whole ? offsets.length : channel.numBlocks;
  return {
    offsets: offsets.done().subarray(0, keep),
    counts: counts.done().subarray(0, keep),
    firstTicks: firstTicks.done().subarray(0, keep),
    lastTicks: lastTicks.done().subarray(0, keep),
  };
}

/** Unused channels have no blocks; no chain has more than fit in the file. */
function wantedBlocks({ kind, numBlocks, firstBlock }: SonChannel, fileBytes: number): number {
  if (kind === 0 || (numBlocks === 0 && firstBlock <= 0)) return 0;
  return Math.ceil(fileBytes / BLOCK_HEADER_BYTES);
}

function corrupt(path: string, { index }: SonChannel, what: string): EphysError {
  return new EphysError("CorruptFile", `${path}: the chain of channel ${String(index)} ${what}`, {
    path,
    channel: index,
  });
}

function truncated(path: string, { index }: SonChannel, at: number): EphysError {
  return new EphysError(
    "TruncatedFile",
    `${path} ends before the block of channel ${String(index)} at byte ${String(at)} does; copy it again`,
    { path, channel: index },
  );
}
