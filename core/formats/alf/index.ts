import { z } from "zod";
import { toFloat64, type NdArray } from "#core/array/index.ts";
import type { CoreContext } from "#core/compute/index.ts";
import { EphysError } from "#core/model/index.ts";
import type { Sorting } from "#core/sorting/index.ts";
import { isFolder, readPlainNpy } from "../shared/files.ts";
import { defineSortingFormat, type SortingSource } from "../shared/sorting-format.ts";
import { sortingFromTrains } from "../shared/unit-trains.ts";

const params = z.object({
  sampling_frequency: z.number().positive().default(30_000).describe("Hz of spikes.samples."),
});

/** IBL's ALF folder: spikes.clusters.npy and spikes.samples.npy, and one row per unit in clusters.*.npy. */
export const alf = defineSortingFormat({
  id: "alf",
  label: "ALF (IBL)",
  extensions: [],
  params,
  siClass: "spikeinterface.extractors.alfsortingextractor.ALFSortingExtractor",
  reader: "read_alf_sorting",
  pathName: "folder_path",
  async recognise(path, ctx) {
    if (!(await isFolder(path, ctx))) return undefined;
    const names = await ctx.fs.list(path);
    const needed = [fileOf(names, "spikes", "clusters"), fileOf(names, "spikes", "samples")];
    return needed.includes(undefined) || !fileOf(names, "clusters")
      ? undefined
      : "spikes.clusters, spikes.samples and clusters.* of an ALF object";
  },
  read: readAlf,
});

/** [_namespace_]object.attribute[_timescale][.extra].npy */
function fileOf(
  names: readonly string[],
  object: string,
  attribute = "[^._]+",
): string | undefined {
  const pattern = new RegExp(
    `^(?:_[^_]+_)?${object}\\.${attribute}(?:_[^.]+)?(?:\\.[^.]+)*\\.npy$`,
  );
  return names.find((name) => pattern.test(name));
}

async function readAlf(
  folder: string,
  { sampling_frequency: samplingFrequency }: z.output<typeof params>,
  ctx: CoreContext,
  source: SortingSource,
): Promise<Sorting> {
  const names = await ctx.fs.list(folder);
  const read = async (object: string, attribute?: string): Promise<NdArray> => {
    const name = fileOf(names, object, attribute);
    if (name !== undefined) return readPlainNpy(ctx.fs.path.join(folder, name), ctx);
    const missing = `${object}.${attribute ?? "*"}.npy`;
    throw new EphysError("MissingSibling", `${folder} has no ${missing}, which ALF needs`, {
      path: folder,
    });
  };
  const numUnits = (await read("clusters")).shape[0] ?? 0;
  const clusters = numbersOf(await read("spikes", "clusters"), folder);
  const samples = numbersOf(await read("spikes", "samples"), folder);
  if (clusters.length !== samples.length) {
    throw new EphysError(
      "CorruptFile",
      `${folder}: spikes.clusters has ${String(clusters.length)} spikes, spikes.samples ${String(samples.length)}`,
      { path: folder },
    );
  }
  const trains = Array.from({ length: numUnits }, (): number[] => []);
  for (let i = 0; i < clusters.length; i++) {
    // spikes of clusters beyond the table are no unit's
    if (clusters[i] >= 0 && clusters[i] < numUnits)
      trains[clusters[i]]?.push(Math.trunc(samples[i]));
  }
  const unitIds = trains.map((_, i) => i);
  return sortingFromTrains([trains], { unitIds, samplingFrequency, source });
}

function numbersOf(array: NdArray, folder: string): Float64Array {
  if (!Array.isArray(array.data) && array.shape.length <= 2) return toFloat64(array);
  throw new EphysError("CorruptFile", `${folder}: an attribute of spikes does not hold numbers`, {
    path: folder,
  });
}
