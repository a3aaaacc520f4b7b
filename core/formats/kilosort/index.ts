import { z } from "zod";
import type { CoreContext } from "#core/compute/index.ts";
import type { Sorting } from "#core/sorting/index.ts";
import { defineFormat, type Detection } from "../define.ts";
import { isFile } from "../shared/files.ts";
import { parseParams, pathArgument } from "../shared/kwargs.ts";
import { looksLikePhy, readPhySorting } from "../shared/phy-sorting.ts";

const KILOSORT_CLASS = "spikeinterface.extractors.phykilosortextractors.KiloSortSortingExtractor";

const params = z.object({
  keep_good_only: z.boolean().default(false).describe("Only units that Kilosort labels good."),
  remove_empty_units: z.boolean().default(true).describe("Leave out units without a spike."),
});

/** Kilosort's output folder. */
export const kilosort = defineFormat({
  id: "kilosort",
  label: "Kilosort",
  extensions: ["py"],
  params,
  detect,
  readers: [{ function: "read_kilosort", kind: "sorting", path: "folder_path" }],
  readSorting: (path, given, ctx) => read(path, parseParams(params, given, "Kilosort"), ctx),
  sortingDicts: [
    {
      siClass: KILOSORT_CLASS,
      read: (kwargs, ctx) =>
        read(
          pathArgument(kwargs, "folder_path", KILOSORT_CLASS),
          parseParams(params, kwargs, KILOSORT_CLASS),
          ctx,
        ),
    },
  ],
});

function read(folder: string, given: z.output<typeof params>, ctx: CoreContext): Promise<Sorting> {
  return readPhySorting(
    folder,
    {
      excludeClusterGroups: [],
      keepGoodOnly: given.keep_good_only,
      removeEmptyUnits: given.remove_empty_units,
      loadAllClusterProperties: true,
      source: {
        siClass: KILOSORT_CLASS,
        kwargs: {
          folder_path: folder,
          keep_good_only: given.keep_good_only,
          ...(!given.remove_empty_units && { remove_empty_units: false }),
        },
      },
    },
    ctx,
  );
}

async function detect(path: string, ctx: CoreContext): Promise<Detection | undefined> {
  const file = await isFile(path, ctx);
  if (file && ctx.fs.path.basename(path) !== "params.py") return undefined;
  const root = file ? ctx.fs.path.dirname(path) : path;
  const found = await looksLikePhy(root, ctx);
  return (
    found && {
      // a folder that was never opened in Phy is Kilosort's own
      confidence: found.curated ? 0.8 : 0.95,
      why: `params.py and spike_times.npy${found.labelled ? " with cluster_KSLabel.tsv" : ""}`,
      root,
      kinds: ["sorting"],
    }
  );
}
