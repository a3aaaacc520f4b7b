import type { CoreContext } from "#core/compute/index.ts";
import type { Hdf5File } from "#core/io/index.ts";
import { isEphysError } from "#core/model/index.ts";
import type { Detection } from "../../define.ts";
import { isFile, requireFile } from "../files.ts";

const SIGNATURE = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];
/** MATLAB's header before the HDF5 content. */
const USER_BLOCK_BYTES = 512;

/** @throws FileNotFound, FormatNotRecognised, CorruptFile */
export async function openHdf5(path: string, ctx: CoreContext): Promise<Hdf5File> {
  await requireFile(path, ctx);
  return ctx.fs.hdf5.open(path);
}

/** True where the bytes are those of an HDF5 file, at the start or after MATLAB's header. */
async function hasSignature(path: string, ctx: CoreContext): Promise<boolean> {
  if (!(await isFile(path, ctx))) return false;
  const head = await ctx.fs.readBytes(path, USER_BLOCK_BYTES + SIGNATURE.length);
  const fitsAt = (at: number): boolean => SIGNATURE.every((byte, i) => head[at + i] === byte);
  return fitsAt(0) || fitsAt(USER_BLOCK_BYTES);
}

/**
 * Recognises an HDF5 file: `look` says what in it shows the format, undefined when it is another's. A file that cannot
 * be opened is nobody's.
 */
export async function detectHdf5(
  path: string,
  ctx: CoreContext,
  kinds: Detection["kinds"],
  look: (file: Hdf5File) => Promise<string | undefined>,
): Promise<Detection | undefined> {
  try {
    if (!(await hasSignature(path, ctx))) return undefined;
    const why = await look(await ctx.fs.hdf5.open(path));
    return why === undefined ? undefined : { confidence: 0.97, why, root: path, kinds };
  } catch (error) {
    if (isEphysError(error)) return undefined;
    throw error;
  }
}

/** True where every path is there as what it should be. */
export async function holds(
  file: Hdf5File,
  paths: Readonly<Record<string, "group" | "dataset">>,
): Promise<boolean> {
  for (const [path, kind] of Object.entries(paths)) {
    if ((await file.kindOf(path)) !== kind) return false;
  }
  return true;
}
