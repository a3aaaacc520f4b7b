import { encodeNpy, isStructured, ndArray } from "#core/array/index.ts";
import type { CoreContext } from "#core/compute/index.ts";
import {
  EphysError,
  formatJson,
  probeGroupToJson,
  SI_VERSION,
  type ExtractorDict,
} from "#core/model/index.ts";
import { describeExtractor } from "#core/recording/index.ts";
import { spikesToStructured, type Sorting } from "#core/sorting/index.ts";
import type { SortingAnalyzer } from "./analyzer.ts";
import { attributesToJson } from "./attributes.ts";
import { livesInMemory, relativePaths } from "./dict-paths.ts";
import { writeExtension } from "./extension-files.ts";

const FOLDER_SORTING_CLASS = "spikeinterface.core.sortingfolder.NumpyFolderSorting";

/**
 * Writes an analyzer with its extensions as SpikeInterface's `binary_folder` and returns it as it lives there.
 * spikeinterface_info.json comes last: without it the folder is not an analyzer.
 * @param provenance the sorting that was analysed, where the analyzer's own differs
 */
export async function saveAnalyzer(
  analyzer: SortingAnalyzer,
  folder: string,
  ctx: CoreContext & { log(message: string): void },
  provenance: Sorting = analyzer.sorting,
): Promise<SortingAnalyzer> {
  const { fs } = ctx;
  const at = (...parts: string[]): string => fs.path.join(folder, ...parts);
  if ((await fs.stat(folder)) !== undefined && (await fs.list(folder)).length > 0) {
    throw new EphysError("AlreadyExists", `${folder} exists already; choose another folder`, {
      path: folder,
    });
  }
  await fs.makeFolder(folder);
  await writeSorting(analyzer.sorting, at("sorting"), ctx);
  await fs.makeFolder(at("recording_info"));
  await fs.writeFile(
    at("recording_info", "recording_attributes.json"),
    formatJson(attributesToJson(analyzer.attributes)),
  );
  if (analyzer.probeGroup !== undefined) {
    const probes = formatJson(probeGroupToJson(analyzer.probeGroup));
    await fs.writeFile(at("recording_info", "probegroup.json"), probes);
  }
  if (analyzer.sparsity !== undefined) {
    const { mask, numUnits, numChannels } = analyzer.sparsity;
    await fs.writeFile(
      at("sparsity_mask.npy"),
      encodeNpy(ndArray("bool", [numUnits, numChannels], mask)),
    );
  }
  await writeDict(analyzer.recording?.dict, "recording", folder, ctx);
  await writeDict(provenance.dict, "sorting_provenance", folder, ctx);
  await fs.writeFile(at("settings.json"), formatJson({ return_in_uV: analyzer.returnInUv }));
  for (const extension of analyzer.extensions.values()) {
    await writeExtension(folder, extension, ctx);
  }
  const info = { version: SI_VERSION, dev_mode: false, object: "SortingAnalyzer" };
  await fs.writeFile(at("spikeinterface_info.json"), formatJson(info));
  return {
    ...analyzer,
    format: "binary_folder",
    folder,
    extensions: new Map(analyzer.extensions),
  };
}

async function writeDict(
  dict: ExtractorDict | undefined,
  name: string,
  folder: string,
  ctx: CoreContext & { log(message: string): void },
): Promise<void> {
  if (dict === undefined) return;
  if (livesInMemory(dict)) {
    ctx.log(`${name} lives in memory only: ${folder} will not lead back to it`);
    return;
  }
  const { fs } = ctx;
  const text = formatJson(relativePaths(dict, folder, fs.path));
  await fs.writeFile(fs.path.join(folder, `${name}.json`), text);
}

/** A `numpy_folder` (inventory 2.5) with the units' properties. */
async function writeSorting(sorting: Sorting, folder: string, ctx: CoreContext): Promise<void> {
  const { fs } = ctx;
  const at = (...parts: string[]): string => fs.path.join(folder, ...parts);
  await fs.makeFolder(at("properties"));
  await fs.writeFile(at("spikes.npy"), encodeNpy(spikesToStructured(sorting.spikes)));
  for (const [name, array] of sorting.properties) {
    if (isStructured(array) || array.data.length > 0) {
      await fs.writeFile(at("properties", `${name}.npy`), encodeNpy(array));
    }
  }
  const dict = describeExtractor({
    siClass: FOLDER_SORTING_CLASS,
    kwargs: { folder_path: "." },
    annotations: sorting.annotations,
    properties: new Map(),
    mainProperties: [],
  });
  await fs.writeFile(at("si_folder.json"), formatJson({ ...dict, relative_paths: true }));
  const info = {
    sampling_frequency: sorting.samplingFrequency,
    unit_ids: sorting.unitIds,
    num_segments: sorting.numSegments,
  };
  await fs.writeFile(at("numpysorting_info.json"), formatJson(info));
}
