import { z } from "zod";
import { isStructured, readNpyFile } from "#core/array/index.ts";
import type { CoreContext } from "#core/compute/index.ts";
import { EphysError } from "#core/model/index.ts";
import { sortingFromSpikes, spikesFromStructured, type Sorting } from "#core/sorting/index.ts";
import { NUMPY_FOLDER_CLASS } from "./si-class.ts";
import { defineFormat, type Detection } from "../define.ts";
import {
  isFile,
  jsonCount,
  jsonIds,
  jsonNumber,
  peekJsonObject,
  readJsonObject,
  requireFile,
} from "../shared/files.ts";
import { readFolderMetadata } from "../shared/folder-metadata.ts";
import { pathArgument } from "../shared/kwargs.ts";

const INFO = "numpysorting_info.json";
/** More segments than this are a damaged number. */
const MAX_SEGMENTS = 100_000;

/** SpikeInterface's default sorting folder: numpysorting_info.json, spikes.npy, properties. */
export const numpyFolder = defineFormat({
  id: "numpy_folder",
  label: "SpikeInterface sorting folder",
  extensions: [],
  params: z.object({}),
  detect,
  readers: [{ function: "read_numpy_sorting_folder", kind: "sorting", path: "folder_path" }],
  readSorting: (path, _params, ctx) => readNumpyFolder(path, ctx),
  sortingDicts: [
    {
      siClass: NUMPY_FOLDER_CLASS,
      read: (kwargs, ctx) =>
        readNumpyFolder(pathArgument(kwargs, "folder_path", NUMPY_FOLDER_CLASS), ctx),
    },
  ],
});

async function detect(path: string, ctx: CoreContext): Promise<Detection | undefined> {
  const { fs } = ctx;
  const name = fs.path.basename(path);
  const file = await isFile(path, ctx);
  if (file && ![INFO, "spikes.npy", "si_folder.json"].includes(name)) return undefined;
  const root = file ? fs.path.dirname(path) : path;
  const info = await peekJsonObject(fs.path.join(root, INFO), ctx);
  if (info === undefined || !("unit_ids" in info)) return undefined;
  return {
    confidence: 1,
    why: `${INFO} names its units`,
    root,
    kinds: ["sorting"],
  };
}

/** @throws MissingSibling, CorruptFile, TruncatedFile */
async function readNumpyFolder(folder: string, ctx: CoreContext): Promise<Sorting> {
  const join = (...parts: string[]): string => ctx.fs.path.join(...parts);
  const owner = `the sorting folder ${folder}`;
  const infoPath = join(folder, INFO);
  const info = await readJsonObject(infoPath, ctx, owner);
  const unitIds = jsonIds(info, "unit_ids", infoPath);
  const spikesPath = join(folder, "spikes.npy");
  await requireFile(spikesPath, ctx, owner);
  const array = await readNpyFile(spikesPath, ctx.fs, { int32: ["unit_index", "segment_index"] });
  if (!isStructured(array)) {
    throw new EphysError("CorruptFile", `${spikesPath} holds no spike records`, {
      path: spikesPath,
    });
  }
  const metadata = await readFolderMetadata(folder, unitIds.length, ctx);
  return sortingFromSpikes({
    unitIds,
    samplingFrequency: jsonNumber(info, "sampling_frequency", infoPath),
    numSegments: jsonCount(info, "num_segments", infoPath, { least: 1, most: MAX_SEGMENTS }),
    spikes: spikesFromStructured(array, spikesPath),
    keepOrder: true,
    properties: metadata.properties,
    annotations: metadata.annotations,
    source: { siClass: NUMPY_FOLDER_CLASS, kwargs: { folder_path: folder } },
  });
}
