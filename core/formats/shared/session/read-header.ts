import type { CoreContext } from "#core/compute/index.ts";
import { isEphysError } from "#core/model/index.ts";
import { requireFile } from "../files.ts";
import { ByteCursor } from "./byte-cursor.ts";

/** What is read at first; enough for nearly every header. */
const FIRST_BYTES = 256 * 1024;
/** Longer headers are none. */
const MAX_BYTES = 64 * 1024 * 1024;

/**
 * Parses the header at a file's start without reading the file: more is read only when it is longer than it looks.
 * @param owner the file that this one belongs to
 * @throws FileNotFound or MissingSibling, TruncatedFile, and what `parse` throws
 */
export async function readHeader<T>(
  path: string,
  parse: (cursor: ByteCursor, fileBytes: number) => T,
  ctx: CoreContext,
  owner?: string,
): Promise<T> {
  const fileBytes = await requireFile(path, ctx, owner);
  for (let count = FIRST_BYTES; ; count *= 8) {
    const bytes = await ctx.fs.readBytes(path, Math.min(count, MAX_BYTES));
    try {
      return parse(new ByteCursor(bytes, path), fileBytes);
    } catch (error) {
      const mayBeLonger = bytes.length < fileBytes && count < MAX_BYTES;
      if (!isEphysError(error, "TruncatedFile") || !mayBeLonger) throw error;
    }
  }
}
