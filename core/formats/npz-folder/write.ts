import type { CoreContext } from "#core/compute/index.ts";
import { formatJson } from "#core/model/index.ts";
import type { Sorting } from "#core/sorting/index.ts";
import { encodeNpzSorting } from "../shared/encode-npz-sorting.ts";
import {
  folderDict,
  writeProperties,
  writeProvenance,
  writeWholeFolder,
} from "../shared/write-folder.ts";
import { NPZ_FOLDER_CLASS, NPZ_FILE_CLASS } from "./si-class.ts";

/** Writes a sorting as SpikeInterface's npz_folder (inventory 2.4), under a temporary name first. */
export async function writeNpzFolder(
  sorting: Sorting,
  folder: string,
  ctx: CoreContext,
): Promise<void> {
  const { fs } = ctx;
  const join = (...parts: string[]): string => fs.path.join(...parts);
  await writeWholeFolder(folder, ctx, async (partial) => {
    await writeProvenance(sorting.dict, partial, folder, ctx);
    await writeProperties(sorting.properties, partial, ctx);
    await fs.writeFile(join(partial, "sorting_cached.npz"), encodeNpzSorting(sorting));
    const file = folderDict(NPZ_FILE_CLASS, { file_path: "sorting_cached.npz" }, {}, {});
    await fs.writeFile(join(partial, "npz.json"), formatJson(file));
    const own = folderDict(NPZ_FOLDER_CLASS, { folder_path: "." }, sorting.annotations, {});
    await fs.writeFile(join(partial, "si_folder.json"), formatJson(own));
  });
}
