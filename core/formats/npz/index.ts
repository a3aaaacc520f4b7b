import { z } from "zod";
import type { CoreContext } from "#core/compute/index.ts";
import { isEphysError } from "#core/model/index.ts";
import { sortingFromLabels, type Sorting } from "#core/sorting/index.ts";
import { NPZ_CLASS } from "./si-class.ts";
import { defineFormat, type Detection } from "../define.ts";
import { isFile } from "../shared/files.ts";
import { pathArgument } from "../shared/kwargs.ts";
import { readNpzSorting } from "../shared/npz-sorting.ts";

/** A sorting in one .npz file (SpikeInterface's NpzSortingExtractor). */
export const npz = defineFormat({
  id: "npz",
  label: "Sorting in a .npz file",
  extensions: ["npz"],
  params: z.object({}),
  detect,
  readers: [{ function: "read_npz_sorting", kind: "sorting", path: "file_path" }],
  readSorting: (path, _params, ctx) => readNpz(path, ctx),
  sortingDicts: [
    {
      siClass: NPZ_CLASS,
      read: (kwargs, ctx) => readNpz(pathArgument(kwargs, "file_path", NPZ_CLASS), ctx),
    },
  ],
});

async function readNpz(path: string, ctx: CoreContext): Promise<Sorting> {
  const { unitIds, samplingFrequency, segments } = await readNpzSorting(path, ctx);
  return sortingFromLabels(segments, {
    unitIds,
    samplingFrequency,
    source: { siClass: NPZ_CLASS, kwargs: { file_path: path } },
  });
}

async function detect(path: string, ctx: CoreContext): Promise<Detection | undefined> {
  if (!(await isFile(path, ctx))) return undefined;
  const [p, k] = await ctx.fs.readBytes(path, 4);
  if (p !== 0x50 || k !== 0x4b || ctx.fs.path.extname(path).toLowerCase() !== ".npz") {
    return undefined;
  }
  try {
    const { unitIds } = await readNpzSorting(path, ctx);
    return {
      // below the folder that may hold it
      confidence: 0.9,
      why: `its arrays are those of a sorting with ${String(unitIds.length)} units`,
      root: path,
      kinds: ["sorting"],
    };
  } catch (error) {
    if (isEphysError(error)) return undefined;
    throw error;
  }
}
