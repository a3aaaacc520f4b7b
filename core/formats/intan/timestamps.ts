import type { CoreContext } from "#core/compute/index.ts";
import { EphysError } from "#core/model/index.ts";
import type { TimestampPlace } from "./places.ts";

/** Files with at most this many blocks are checked completely. */
const CHECKED_BLOCKS = 1024;
/** Blocks of larger files that are looked at besides the first and the last. */
const PROBES = 128;

/** Where sample numbers stop following each other. */
export interface Discontinuity {
  /** sample before the jump; of a large file the last one that was looked at before it */
  readonly sample: number;
  readonly previous: number;
  readonly next: number;
}

/**
 * The first place where a sample's number is not that of the one before plus one. Of a large file only blocks spread
 * over it are read: their numbers must be what their positions say, so that a missing or repeated block is found
 * without reading the whole file.
 */
export async function findDiscontinuity(
  place: TimestampPlace,
  ctx: CoreContext,
): Promise<Discontinuity | undefined> {
  const numBlocks = Math.ceil(place.numSamples / place.blockSamples);
  if (numBlocks === 0) return undefined;
  const source = await ctx.fs.openBytes(place.path);
  try {
    const step = numBlocks <= CHECKED_BLOCKS ? 1 : (numBlocks - 1) / PROBES;
    let expected: number | undefined;
    for (let probe = 0; ; probe++) {
      const block = Math.min(numBlocks - 1, Math.round(probe * step));
      const from = block * place.blockSamples;
      const count = Math.min(place.blockSamples, place.numSamples - from);
      const bytes = new Uint8Array(4 * count);
      await source.readInto(place.offsetBytes + block * place.blockBytes, bytes);
      const view = new DataView(bytes.buffer);
      for (let i = 0; i < count; i++) {
        const number = view.getInt32(4 * i, true);
        // numbers may wrap around, and then still follow each other
        const wanted = expected === undefined ? number : (expected + from + i) | 0;
        expected ??= (number - from - i) | 0;
        if (number !== wanted) return { sample: from + i - 1, previous: wanted - 1, next: number };
      }
      if (block === numBlocks - 1) return undefined;
    }
  } finally {
    await source.close();
  }
}

/** @throws CorruptFile naming the jump */
export function refuseDiscontinuity(
  { sample, previous, next }: Discontinuity,
  path: string,
): EphysError {
  return new EphysError(
    "CorruptFile",
    `${path}: sample numbers jump from ${String(previous)} to ${String(next)} after sample ${String(sample)}; ` +
      "samples are missing or files were joined wrongly. Set ignore_integrity_checks to read it anyway",
    { path, sample, previous, next },
  );
}
