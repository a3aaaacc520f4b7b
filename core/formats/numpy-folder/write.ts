import { encodeNpy } from "#core/array/index.ts";
import type { CoreContext } from "#core/compute/index.ts";
import { formatJson, type UnitId } from "#core/model/index.ts";
import { spikesToStructured, type Sorting } from "#core/sorting/index.ts";
import {
  folderDict,
  writeProperties,
  writeProvenance,
  writeWholeFolder,
} from "../shared/write-folder.ts";
import { NUMPY_FOLDER_CLASS } from "./si-class.ts";

/**
 * Writes a sorting as SpikeInterface's numpy_folder (inventory 2.5), under a temporary name first.
 * @throws AlreadyExists, WriteFailed, OutOfSpace
 */
export async function writeNumpyFolder(
  sorting: Sorting,
  folder: string,
  ctx: CoreContext,
): Promise<void> {
  const { fs } = ctx;
  await writeWholeFolder(folder, ctx, async (partial) => {
    await writeProvenance(sorting.dict, partial, folder, ctx);
    await writeProperties(sorting.properties, partial, ctx);
    await fs.writeFile(fs.path.join(partial, "numpysorting_info.json"), infoText(sorting));
    await fs.writeFile(
      fs.path.join(partial, "spikes.npy"),
      encodeNpy(spikesToStructured(sorting.spikes)),
    );
    const dict = folderDict(NUMPY_FOLDER_CLASS, { folder_path: "." }, sorting.annotations, {});
    await fs.writeFile(fs.path.join(partial, "si_folder.json"), formatJson(dict));
  });
}

/** One line, as Python's json writes it without indentation; the rate is a float. */
function infoText({ samplingFrequency, unitIds, numSegments }: Sorting): string {
  const rate = String(samplingFrequency);
  const float = /^\d+$/.test(rate) ? `${rate}.0` : rate;
  const ids = unitIds.map((id: UnitId) => JSON.stringify(id)).join(", ");
  return `{"sampling_frequency": ${float}, "unit_ids": [${ids}], "num_segments": ${String(numSegments)}}`;
}
