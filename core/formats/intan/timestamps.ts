import type { CoreContext } from "#core/compute/index.ts";
import type { ByteSource } from "#core/io/index.ts";
import { EphysError } from "#core/model/index.ts";
import type { TimestampPlace } from "./places.ts";

/** Files with at most this many blocks are checked completely. */
const CHECKED_BLOCKS = 1024;
/** Blocks of larger files that are looked at besides the first and the last. */
const PROBES = 128;

/** Where sample numbers stop following each other. */
export interface Discontinuity {
  /** sample before the jump */
  readonly sample: number;
  readonly previous: number;
  readonly next: number;
}

/** A block of sample numbers that was read; offsets are number − position, which a file without gaps has but one of. */
interface Probed {
  readonly block: number;
  readonly from: number;
  readonly firstOffset: number;
  readonly lastOffset: number;
  readonly inside: readonly Discontinuity[];
}

/** Samples that are missing at a jump; negative where numbers repeat. They may wrap around at 32 bit. */
export function missingAt({ previous, next }: Discontinuity): number {
  return (next - previous - 1) | 0;
}

/**
 * The places where a sample's number is not that of the one before plus one. Of a large file only blocks spread over
 * it are read, and those between two whose numbers do not fit their positions, so that a gap is found exactly without
 * reading the whole file.
 * @param limit jumps after which the search ends
 */
export async function findDiscontinuities(
  place: TimestampPlace,
  limit: number,
  ctx: CoreContext,
): Promise<Discontinuity[]> {
  const numBlocks = Math.ceil(place.numSamples / place.blockSamples);
  if (numBlocks === 0) return [];
  const source = await ctx.fs.openBytes(place.path);
  try {
    const found: Discontinuity[] = [];
    const step = numBlocks <= CHECKED_BLOCKS ? 1 : (numBlocks - 1) / PROBES;
    let before: Probed | undefined;
    for (let probe = 0; found.length < limit; probe++) {
      const block = Math.min(numBlocks - 1, Math.round(probe * step));
      const now = await probeBlock(source, place, block);
      if (before) await findBetween(source, place, [before, now], { found, limit });
      found.push(...now.inside);
      before = now;
      if (block === numBlocks - 1) break;
    }
    return found.slice(0, limit);
  } finally {
    await source.close();
  }
}

/** Halves the way between two blocks until the jumps between them are known. */
async function findBetween(
  source: ByteSource,
  place: TimestampPlace,
  [low, high]: readonly [Probed, Probed],
  into: { readonly found: Discontinuity[]; readonly limit: number },
): Promise<void> {
  if (low.lastOffset === high.firstOffset || into.found.length >= into.limit) return;
  if (high.block - low.block === 1) {
    const sample = high.from - 1;
    const previous = (low.lastOffset + sample) | 0;
    into.found.push({ sample, previous, next: (high.firstOffset + high.from) | 0 });
    return;
  }
  const middle = await probeBlock(source, place, (low.block + high.block) >>> 1);
  await findBetween(source, place, [low, middle], into);
  into.found.push(...middle.inside);
  await findBetween(source, place, [middle, high], into);
}

async function probeBlock(
  source: ByteSource,
  place: TimestampPlace,
  block: number,
): Promise<Probed> {
  const from = block * place.blockSamples;
  const count = Math.min(place.blockSamples, place.numSamples - from);
  const bytes = new Uint8Array(4 * count);
  await source.readInto(place.offsetBytes + block * place.blockBytes, bytes);
  const view = new DataView(bytes.buffer);
  const inside: Discontinuity[] = [];
  let previous = view.getInt32(0, true);
  const firstOffset = (previous - from) | 0;
  for (let i = 1; i < count; i++) {
    const next = view.getInt32(4 * i, true);
    if (next !== ((previous + 1) | 0)) inside.push({ sample: from + i - 1, previous, next });
    previous = next;
  }
  return { block, from, firstOffset, lastOffset: (previous - from - count + 1) | 0, inside };
}

/** @throws CorruptFile naming the jump */
export function refuseDiscontinuity(
  { sample, previous, next }: Discontinuity,
  path: string,
): EphysError {
  return new EphysError(
    "CorruptFile",
    `${path}: sample numbers jump from ${String(previous)} to ${String(next)} after sample ${String(sample)}; ` +
      "samples are missing or files were joined wrongly. Set gaps to segments to read each part as a segment, " +
      "or ignore_integrity_checks to read on as if nothing were missing",
    { path, sample, previous, next },
  );
}
