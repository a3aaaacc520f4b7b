import type { CoreContext } from "#core/compute/index.ts";
import type { Hdf5File } from "#core/io/index.ts";
import { isEphysError } from "#core/model/index.ts";
import type { Detection } from "../../define.ts";
import { isFolder } from "../files.ts";
import { detectHdf5, openHdf5 } from "../hdf5/index.ts";
import { isZarrSession, openZarrSession } from "./zarr-file.ts";

/** A session in HDF5 (a file) or on zarr (a folder). @throws FileNotFound, FormatNotRecognised, CorruptFile */
export async function openNwb(path: string, ctx: CoreContext): Promise<Hdf5File> {
  return (await isFolder(path, ctx)) ? openZarrSession(path, ctx) : openHdf5(path, ctx);
}

/** As `detectHdf5`, of either kind. */
export async function detectNwb(
  path: string,
  ctx: CoreContext,
  kinds: Detection["kinds"],
  look: (file: Hdf5File) => Promise<string | undefined>,
): Promise<Detection | undefined> {
  if (!(await isFolder(path, ctx))) return detectHdf5(path, ctx, kinds, look);
  try {
    if (!(await isZarrSession(path, ctx))) return undefined;
    const why = await look(await openZarrSession(path, ctx));
    return why === undefined ? undefined : { confidence: 0.97, why, root: path, kinds };
  } catch (error) {
    if (isEphysError(error)) return undefined;
    throw error;
  }
}
