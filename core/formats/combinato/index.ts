import { z } from "zod";
import { ndArray, type NdArray } from "#core/array/index.ts";
import type { CoreContext } from "#core/compute/index.ts";
import { EphysError } from "#core/model/index.ts";
import type { Sorting } from "#core/sorting/index.ts";
import { isFile, isFolder, requireFile } from "../shared/files.ts";
import { openHdf5, readNumber } from "../shared/hdf5/index.ts";
import { defineSortingFormat, type SortingSource } from "../shared/sorting-format.ts";
import { sortingFromTrains } from "../shared/unit-trains.ts";
import { readSign, type CombinatoGroup } from "./groups.ts";

const SIGNS = ["neg", "pos"] as const;

const params = z.object({
  sampling_frequency: z
    .number()
    .positive()
    .nullish()
    .describe("Hz; default: sr of the .h5 with the folder's name beside it."),
  user: z.string().default("simple").describe("Who sorted: the folder sort_neg_<user>."),
  det_sign: z.enum(["both", "pos", "neg"]).default("both").describe("Spikes of which sign."),
  keep_good_only: z.boolean().default(true).describe("Leave unsorted and artifacts out."),
});
type Params = z.output<typeof params>;

/** Combinato's folder: data_<name>.h5 with times, sort_<sign>_<user>/sort_cat.h5 with classes and groups. */
export const combinato = defineSortingFormat({
  id: "combinato",
  label: "Combinato",
  extensions: [],
  params,
  siClass: "spikeinterface.extractors.combinatoextractors.CombinatoSortingExtractor",
  reader: "read_combinato",
  pathName: "folder_path",
  async recognise(path, ctx) {
    if (!(await isFolder(path, ctx)) || !(await isFile(timesPath(path, ctx), ctx)))
      return undefined;
    const names = await ctx.fs.list(path);
    const sorted = names.find((name) => /^sort_(?:neg|pos)_/.test(name));
    return sorted && `data_${stemOf(path, ctx)}.h5 beside Combinato's ${sorted}`;
  },
  read: readCombinato,
});

/** Name of a folder without its last ending, as Python's stem. */
function stemOf(folder: string, ctx: CoreContext): string {
  return ctx.fs.path.basename(folder).replace(/(?<=.)\.[^.]*$/, "");
}

function timesPath(folder: string, ctx: CoreContext): string {
  return ctx.fs.path.join(folder, `data_${stemOf(folder, ctx)}.h5`);
}

async function readCombinato(
  folder: string,
  given: Params,
  ctx: CoreContext,
  source: SortingSource,
): Promise<Sorting> {
  const samplingFrequency = given.sampling_frequency ?? (await rateOf(folder, ctx));
  const path = timesPath(folder, ctx);
  await requireFile(path, ctx, folder);
  const times = await openHdf5(path, ctx);
  const groups: CombinatoGroup[] = [];
  for (const sign of SIGNS) {
    if (given.det_sign !== "both" && given.det_sign !== sign) continue;
    const sortPath = ctx.fs.path.join(folder, `sort_${sign}_${given.user}`, "sort_cat.h5");
    if (!(await isFile(sortPath, ctx))) continue;
    groups.push(...(await readSign(await openHdf5(sortPath, ctx), times, sign, samplingFrequency)));
  }
  const kept = groups.filter(({ type }) => !given.keep_good_only || type >= 1);
  const flags = (is: (group: CombinatoGroup) => boolean): NdArray =>
    ndArray(
      "bool",
      [kept.length],
      Uint8Array.from(kept, (group) => (is(group) ? 1 : 0)),
    );
  return sortingFromTrains([kept.map(({ frames }) => frames)], {
    unitIds: kept.map((_, i) => i),
    samplingFrequency,
    properties: new Map([
      ["unsorted", flags(({ type }) => type === 0)],
      ["artifact", flags(({ type }) => type === -1)],
    ]),
    source,
  });
}

async function rateOf(folder: string, ctx: CoreContext): Promise<number> {
  const path = `${folder}.h5`;
  if (!(await isFile(path, ctx))) {
    throw new EphysError(
      "InvalidParameter",
      `${path} with the sampling rate is not there: give sampling_frequency`,
      { parameter: "sampling_frequency" },
    );
  }
  const rate = await readNumber(await openHdf5(path, ctx), "/sr");
  if (rate > 0) return rate;
  throw new EphysError("CorruptFile", `${path} has sr = ${String(rate)}`, { path });
}
