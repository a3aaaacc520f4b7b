import { z } from "zod";
import type { CoreContext } from "#core/compute/index.ts";
import { EphysError, type JsonObject } from "#core/model/index.ts";
import { sortingFromLabels, type Sorting } from "#core/sorting/index.ts";
import { NPZ_FOLDER_CLASS } from "./si-class.ts";
import { defineFormat, type Detection } from "../define.ts";
import { isFile, peekJsonObject, readJsonObject } from "../shared/files.ts";
import { readFolderMetadata } from "../shared/folder-metadata.ts";
import { pathArgument } from "../shared/kwargs.ts";
import { readNpzSorting } from "../shared/npz-sorting.ts";

/** SpikeInterface's older sorting folder: npz.json, sorting_cached.npz, properties. */
export const npzFolder = defineFormat({
  id: "npz_folder",
  label: "SpikeInterface sorting folder (npz)",
  extensions: [],
  params: z.object({}),
  detect,
  readers: [{ function: "read_npz_folder", kind: "sorting", path: "folder_path" }],
  readSorting: (path, _params, ctx) => readNpzFolder(path, ctx),
  sortingDicts: [
    {
      siClass: NPZ_FOLDER_CLASS,
      read: (kwargs, ctx) =>
        readNpzFolder(pathArgument(kwargs, "folder_path", NPZ_FOLDER_CLASS), ctx),
    },
  ],
});

async function detect(path: string, ctx: CoreContext): Promise<Detection | undefined> {
  const { fs } = ctx;
  const name = fs.path.basename(path);
  const file = await isFile(path, ctx);
  if (file && !["npz.json", "sorting_cached.npz", "si_folder.json"].includes(name)) {
    return undefined;
  }
  const root = file ? fs.path.dirname(path) : path;
  const dict = await peekJsonObject(fs.path.join(root, "npz.json"), ctx);
  if (dict === undefined || !isNpzDict(dict)) return undefined;
  // above the bare .npz file, which is recognised too
  const confidence = 1;
  return {
    confidence,
    why: "npz.json describes a SpikeInterface NpzSortingExtractor",
    root,
    kinds: ["sorting"],
  };
}

function isNpzDict(dict: JsonObject): boolean {
  const name = dict["class"];
  return typeof name === "string" && name.endsWith(".NpzSortingExtractor");
}

/** @throws MissingSibling, CorruptFile, FormatNotRecognised */
async function readNpzFolder(folder: string, ctx: CoreContext): Promise<Sorting> {
  const { fs } = ctx;
  const path = fs.path.join(folder, "npz.json");
  const owner = `the sorting folder ${folder}`;
  const dict = await readJsonObject(path, ctx, owner);
  if (!isNpzDict(dict)) {
    throw new EphysError(
      "FormatNotRecognised",
      `${path} does not describe a SpikeInterface NpzSortingExtractor`,
      { path },
    );
  }
  const kwargs = (dict["kwargs"] ?? {}) as JsonObject;
  const file = fs.path.resolve(folder, pathArgument(kwargs, "file_path", path));
  const { unitIds, samplingFrequency, segments } = await readNpzSorting(file, ctx, owner);
  const metadata = await readFolderMetadata(folder, unitIds.length, ctx);
  return sortingFromLabels(segments, {
    unitIds,
    samplingFrequency,
    properties: metadata.properties,
    annotations: metadata.annotations,
    source: { siClass: NPZ_FOLDER_CLASS, kwargs: { folder_path: folder } },
  });
}
