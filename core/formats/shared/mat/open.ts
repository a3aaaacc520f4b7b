import type { CoreContext } from "#core/compute/index.ts";
import { EphysError } from "#core/model/index.ts";
import { requireFile } from "../files.ts";
import { isMat5, openMat5 } from "./mat5.ts";
import { openMat73 } from "./mat73.ts";
import type { MatFile } from "./value.ts";

const HDF5_SIGNATURE = [0x89, 0x48, 0x44, 0x46];
/** MATLAB's header before the HDF5 content. */
const USER_BLOCK_BYTES = 512;
/** Bytes that tell a .mat file. */
export const MAT_HEAD_BYTES = USER_BLOCK_BYTES + HDF5_SIGNATURE.length;

/** True for the first bytes of a .mat file, of version 5 to 7.3. */
export function isMatFile(head: Uint8Array): boolean {
  return isMat5(head) || isHdf5(head);
}

function isHdf5(head: Uint8Array): boolean {
  const fitsAt = (at: number): boolean => HDF5_SIGNATURE.every((byte, i) => head[at + i] === byte);
  return fitsAt(0) || fitsAt(USER_BLOCK_BYTES);
}

/** Opens a .mat file. @throws FileNotFound, FormatNotRecognised, CorruptFile, TruncatedFile */
export async function openMat(path: string, ctx: CoreContext): Promise<MatFile> {
  await requireFile(path, ctx);
  const head = await ctx.fs.readBytes(path, MAT_HEAD_BYTES);
  if (isMat5(head)) return openMat5(path, ctx);
  if (isHdf5(head)) return openMat73(path, ctx);
  throw new EphysError("FormatNotRecognised", `${path} is no MATLAB file of version 5 to 7.3`, {
    path,
  });
}
