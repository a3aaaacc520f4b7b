import { z } from "zod";
import type { CoreContext } from "#core/compute/index.ts";
import type { Sorting } from "#core/sorting/index.ts";
import { defineFormat, type Detection } from "../define.ts";
import { isFile } from "../shared/files.ts";
import { parseParams, pathArgument } from "../shared/kwargs.ts";
import { looksLikePhy, readPhySorting } from "../shared/phy-sorting.ts";

const PHY_CLASS = "spikeinterface.extractors.phykilosortextractors.PhySortingExtractor";

const params = z.object({
  exclude_cluster_groups: z
    .union([z.string(), z.array(z.string())])
    .nullish()
    .describe("Groups of clusters that are left out, e.g. noise."),
  load_all_cluster_properties: z
    .boolean()
    .default(true)
    .describe("Take over every column of the tables as a unit property."),
});

/** A folder that Phy reads and curates. */
export const phy = defineFormat({
  id: "phy",
  label: "Phy",
  extensions: ["py"],
  params,
  detect,
  readers: [{ function: "read_phy", kind: "sorting", path: "folder_path" }],
  readSorting: (path, given, ctx) => read(path, parseParams(params, given, "Phy"), ctx),
  sortingDicts: [
    {
      siClass: PHY_CLASS,
      read: (kwargs, ctx) =>
        read(
          pathArgument(kwargs, "folder_path", PHY_CLASS),
          parseParams(params, kwargs, PHY_CLASS),
          ctx,
        ),
    },
  ],
});

function read(folder: string, given: z.output<typeof params>, ctx: CoreContext): Promise<Sorting> {
  const excluded = given.exclude_cluster_groups ?? null;
  return readPhySorting(
    folder,
    {
      excludeClusterGroups: typeof excluded === "string" ? [excluded] : (excluded ?? []),
      keepGoodOnly: false,
      removeEmptyUnits: false,
      loadAllClusterProperties: given.load_all_cluster_properties,
      source: {
        siClass: PHY_CLASS,
        kwargs: {
          folder_path: folder,
          exclude_cluster_groups: excluded,
          ...(!given.load_all_cluster_properties && { load_all_cluster_properties: false }),
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
      confidence: found.curated ? 0.95 : 0.85,
      why: `params.py and spike_times.npy with ${found.curated ? "spike_clusters.npy" : "spike_templates.npy"}`,
      root,
      kinds: ["sorting"],
    }
  );
}
