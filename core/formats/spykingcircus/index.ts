import { z } from "zod";
import type { CoreContext } from "#core/compute/index.ts";
import { EphysError } from "#core/model/index.ts";
import { isFolder } from "../shared/files.ts";
import { openHdf5, readNumbers } from "../shared/hdf5/index.ts";
import { defineSortingFormat } from "../shared/sorting-format.ts";
import { sortingFromTrains } from "../shared/unit-trains.ts";

/** Units of SpyKING CIRCUS: a folder of results beside the .params of the sampling rate. */
export const spykingcircus = defineSortingFormat({
  id: "spykingcircus",
  label: "SpyKING CIRCUS",
  extensions: [],
  params: z.object({}),
  siClass: "spikeinterface.extractors.spykingcircusextractors.SpykingCircusSortingExtractor",
  reader: "read_spykingcircus",
  pathName: "folder_path",
  recognise: async (path, ctx) => {
    if (!(await isFolder(path, ctx))) return undefined;
    const { results, params } = await filesOf(path, ctx);
    const name = (file: string): string => ctx.fs.path.basename(file);
    return `SpyKING CIRCUS's ${name(results)} and ${name(params)} are there`;
  },
  async read(path, _params, ctx, source) {
    const { results, params } = await filesOf(path, ctx);
    const samplingFrequency = await rateOf(params, ctx);
    const file = await openHdf5(results, ctx);
    const unitIds: number[] = [];
    const trains: Float64Array[] = [];
    for (const { name } of await file.list("/spiketimes")) {
      const id = Number(name.split("_").at(-1));
      if (!Number.isInteger(id)) {
        throw new EphysError("CorruptFile", `${results}: spiketimes/${name} has no number`, {
          path: results,
        });
      }
      unitIds.push(id);
      trains.push(await readNumbers(file, `/spiketimes/${name}`));
    }
    return sortingFromTrains([trains], { unitIds, samplingFrequency, source });
  },
});

/** The results (merged ones first) in a folder or the one below it, and the parameters beside that folder. */
async function filesOf(
  folder: string,
  ctx: CoreContext,
): Promise<{ results: string; params: string }> {
  const paths = ctx.fs.path;
  const holder = (await holdsResults(folder, ctx)) ? folder : await folderOfResults(folder, ctx);
  const names = await ctx.fs.list(holder);
  const results =
    names.find((name) => name.includes("result-merged.hdf5")) ??
    names.find((name) => name.includes("result.hdf5"));
  const parent = paths.dirname(holder);
  const params = (await ctx.fs.list(parent)).filter((name) => name.endsWith(".params")).at(-1);
  if (results !== undefined && params !== undefined) {
    return { results: paths.join(holder, results), params: paths.join(parent, params) };
  }
  throw new EphysError(
    "MissingSibling",
    results === undefined
      ? `${holder} has no result.hdf5 of SpyKING CIRCUS`
      : `${parent} has no .params with the sampling rate`,
    { path: folder },
  );
}

async function holdsResults(folder: string, ctx: CoreContext): Promise<boolean> {
  return (await ctx.fs.list(folder)).some((name) => name.endsWith(".hdf5"));
}

async function folderOfResults(folder: string, ctx: CoreContext): Promise<string> {
  for (const name of await ctx.fs.list(folder)) {
    const inner = ctx.fs.path.join(folder, name);
    if ((await isFolder(inner, ctx)) && (await holdsResults(inner, ctx))) return inner;
  }
  throw new EphysError("FormatNotRecognised", `${folder} holds no results of SpyKING CIRCUS`, {
    path: folder,
  });
}

/** Hz, of a line such as "sampling_rate = 20000 # Hz" */
async function rateOf(path: string, ctx: CoreContext): Promise<number> {
  const lines = (await ctx.fs.readText(path)).split(/\r\n|\r|\n/);
  const line = lines.filter((text) => text.includes("sampling_rate")).at(-1) ?? "";
  const value = line.split("=").at(-1) ?? "";
  const rate = Number(value.split("#")[0]);
  if (value !== "" && rate > 0) return rate;
  throw new EphysError("CorruptFile", `${path} names no sampling_rate ("${line.slice(0, 60)}")`, {
    path,
  });
}
