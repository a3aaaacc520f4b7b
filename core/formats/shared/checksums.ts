import type { CoreContext } from "#core/compute/index.ts";
import { EphysError, formatJson, type JsonObject, type JsonValue } from "#core/model/index.ts";
import { readJsonObject } from "./files.ts";

/* `checksums.json` of a written recording: CRC-32 of every chunk of its files. SpikeInterface does not look at it. */

const NAME = "checksums.json";

/** Bytes of a file from one place to another, with their CRC-32. */
export interface ChunkSum {
  /** below the folder, with "/" */
  readonly file: string;
  readonly offsetBytes: number;
  readonly sizeBytes: number;
  readonly crc32: number;
}

export async function writeChecksums(
  folder: string,
  sums: readonly ChunkSum[],
  ctx: CoreContext,
): Promise<void> {
  const chunks = sums.map(({ file, offsetBytes, sizeBytes, crc32 }) => [
    file,
    offsetBytes,
    sizeBytes,
    crc32,
  ]);
  const content = { algorithm: "crc32", columns: ["file", "offset", "bytes", "crc32"], chunks };
  await ctx.fs.writeFile(ctx.fs.path.join(folder, NAME), formatJson(content));
}

/** What comparing files with their checksums found. */
export interface ChecksumReport {
  readonly numChunks: number;
  /** chunks whose bytes are others, or are not there */
  readonly damaged: readonly ChunkSum[];
}

/** Reads every file of a written recording and compares. @throws MissingSibling (no checksums), CorruptFile */
export async function verifyChecksums(folder: string, ctx: CoreContext): Promise<ChecksumReport> {
  const path = ctx.fs.path.join(folder, NAME);
  const sums = parseSums(await readJsonObject(path, ctx, `the check of ${folder}`), path);
  const damaged: ChunkSum[] = [];
  for (const sum of sums) {
    const file = ctx.fs.path.join(folder, ...sum.file.split("/"));
    if (!(await holdsChunk(file, sum, ctx))) damaged.push(sum);
  }
  return { numChunks: sums.length, damaged };
}

/** True when a file has these bytes at this place. */
export async function holdsChunk(
  path: string,
  { offsetBytes, sizeBytes, crc32 }: Omit<ChunkSum, "file">,
  ctx: CoreContext,
): Promise<boolean> {
  const stat = await ctx.fs.stat(path);
  if (stat?.kind !== "file" || stat.sizeBytes < offsetBytes + sizeBytes) return false;
  const bytes = new Uint8Array(sizeBytes);
  const source = await ctx.fs.openBytes(path);
  try {
    await source.readInto(offsetBytes, bytes);
  } finally {
    await source.close();
  }
  return ctx.kernels.crc32(bytes) === crc32;
}

function parseSums(json: JsonObject, path: string): ChunkSum[] {
  const { algorithm, chunks } = json;
  const rows = Array.isArray(chunks) ? (chunks as readonly JsonValue[]) : undefined;
  const sums = rows?.map((row) => {
    const [file, offsetBytes, sizeBytes, crc32] = Array.isArray(row)
      ? (row as readonly JsonValue[])
      : [];
    const isInside =
      typeof file === "string" && !file.startsWith("/") && !file.split(/[\\/]/).includes("..");
    return isInside && isCount(offsetBytes) && isCount(sizeBytes) && isCount(crc32)
      ? { file, offsetBytes, sizeBytes, crc32 }
      : undefined;
  });
  const read = sums?.filter((sum) => sum !== undefined);
  if (algorithm === "crc32" && read && read.length === rows?.length) return read;
  throw new EphysError("CorruptFile", `${path} is no list of checksums (crc32)`, { path });
}

function isCount(value: JsonValue | undefined): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}
