import type { CoreContext } from "#core/compute/index.ts";
import { EphysError, type JsonObject } from "#core/model/index.ts";
import { openSortingPath, type OpenOptions } from "#core/open/index.ts";
import type { Sorting } from "#core/sorting/index.ts";
import { SORTERS } from "../catalog.ts";

/** Where a sorter leaves its result below its output folder, and how it is read. */
interface ResultPlace {
  /** parts of a path below the output folder */
  readonly path: readonly string[];
  /** format of core/formats; default: what the content says */
  readonly format?: string;
  /** value of the format's keep_good_only when the run's parameters do not say */
  readonly keepGoodOnly?: boolean;
}

const KILOSORT: ResultPlace = { path: [], format: "kilosort", keepGoodOnly: false };
const NPZ: ResultPlace = { path: ["firings.npz"], format: "npz" };
const INTERNAL: ResultPlace = { path: ["sorting"] };
const WAVECLUS: ResultPlace = {
  path: ["times_results.mat"],
  format: "waveclus",
  keepGoodOnly: true,
};

/** By sorter; SpikeInterface 0.103 sorters/external/*.py. */
const PLACES: Readonly<Record<string, ResultPlace>> = {
  ...Object.fromEntries(SORTERS.map(({ name }) => [name, INTERNAL])),
  kilosort: KILOSORT,
  kilosort2: KILOSORT,
  kilosort2_5: KILOSORT,
  kilosort3: KILOSORT,
  kilosort4: KILOSORT,
  pykilosort: { ...KILOSORT, path: ["output"] },
  mountainsort4: NPZ,
  mountainsort5: NPZ,
  rtsort: { path: ["rt_sorting"] },
  combinato: { path: ["recording"], format: "combinato", keepGoodOnly: true },
  hdsort: { path: ["hdsort_output", "hdsort_output_results.mat"], format: "hdsort" },
  herdingspikes: { path: ["HS2_sorted.hdf5"], format: "herdingspikes" },
  ironclust: { path: ["tmp", "firings.mda"], format: "mda" },
  spykingcircus: { path: ["recording"], format: "spykingcircus" },
  tridesclous: { path: [], format: "tridesclous" },
  waveclus: WAVECLUS,
  waveclus_snippets: WAVECLUS,
  yass: { path: [], format: "yass" },
};

/**
 * The sorting that a sorter left in its output folder.
 * @param params the run's parameters
 * @throws UnknownName for unknown sorters, and what the format's reader throws
 */
export async function readSorterResult(
  sorter: string,
  outputFolder: string,
  params: JsonObject,
  ctx: CoreContext,
): Promise<Sorting> {
  if (!Object.hasOwn(PLACES, sorter)) {
    throw new EphysError(
      "UnknownName",
      `no sorter is called "${sorter}"; there are ${Object.keys(PLACES).join(", ")}`,
      { sorter },
    );
  }
  const { path, format, keepGoodOnly } = PLACES[sorter];
  const keep = params["keep_good_only"] ?? keepGoodOnly;
  const options: Record<string, JsonObject[string]> = {};
  if (keepGoodOnly !== undefined && typeof keep === "boolean") options["keep_good_only"] = keep;
  if (sorter === "ironclust") {
    options["sampling_frequency"] = await ironclustRate(outputFolder, ctx);
  }
  const open: OpenOptions = { ...(format !== undefined && { format }), params: options };
  return openSortingPath(ctx.fs.path.join(outputFolder, ...path), open, ctx);
}

async function ironclustRate(outputFolder: string, ctx: CoreContext): Promise<number> {
  const path = ctx.fs.path.join(outputFolder, "tmp", "samplerate.txt");
  const rate = Number((await ctx.fs.readText(path)).trim());
  if (rate > 0) return rate;
  throw new EphysError("CorruptFile", `${path} holds no sampling frequency`, { path });
}
