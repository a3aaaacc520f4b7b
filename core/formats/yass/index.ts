import { z } from "zod";
import { toFloat64 } from "#core/array/index.ts";
import type { CoreContext } from "#core/compute/index.ts";
import { EphysError, type JsonObject } from "#core/model/index.ts";
import type { Sorting } from "#core/sorting/index.ts";
import { isFile, isFolder, readPlainNpy } from "../shared/files.ts";
import { defineSortingFormat, type SortingSource } from "../shared/sorting-format.ts";
import { distinct, sortingFromTrains, trainsOfLabels } from "../shared/unit-trains.ts";
import { readYamlObject } from "../shared/yaml.ts";

/** YASS's output folder: config.yaml and tmp/output/spike_train.npy ([spike × (frame, unit)]). */
export const yass = defineSortingFormat({
  id: "yass",
  label: "YASS",
  extensions: [],
  params: z.object({}),
  siClass: "spikeinterface.extractors.yassextractors.YassSortingExtractor",
  reader: "read_yass",
  pathName: "folder_path",
  async recognise(path, ctx) {
    if (!(await isFolder(path, ctx)) || !(await isFile(trainPath(path, ctx), ctx)))
      return undefined;
    return (await isFile(ctx.fs.path.join(path, "config.yaml"), ctx))
      ? "YASS's config.yaml beside tmp/output/spike_train.npy"
      : undefined;
  },
  read: readYass,
});

function trainPath(folder: string, ctx: CoreContext): string {
  return ctx.fs.path.join(folder, "tmp", "output", "spike_train.npy");
}

async function readYass(
  folder: string,
  _params: unknown,
  ctx: CoreContext,
  source: SortingSource,
): Promise<Sorting> {
  const configPath = ctx.fs.path.join(folder, "config.yaml");
  const recordings = (await readYamlObject(configPath, ctx, folder))["recordings"];
  const rate = (recordings as JsonObject | null | undefined)?.["sampling_rate"];
  if (typeof rate !== "number" || !(rate > 0) || !Number.isFinite(rate)) {
    throw new EphysError("CorruptFile", `${configPath} has no number recordings/sampling_rate`, {
      path: configPath,
    });
  }
  const path = trainPath(folder, ctx);
  const array = await readPlainNpy(path, ctx, folder);
  const [count, width] = array.shape;
  if (array.shape.length !== 2 || width < 2 || Array.isArray(array.data)) {
    throw new EphysError("CorruptFile", `${path} does not hold rows of frame and unit`, { path });
  }
  const data = toFloat64(array);
  const column = (c: number): Float64Array =>
    Float64Array.from({ length: count }, (_, i) => data[i * width + c]);
  const labels = column(1);
  const unitIds = distinct(labels);
  const trains = trainsOfLabels(column(0), labels, unitIds);
  return sortingFromTrains([trains], { unitIds, samplingFrequency: rate, source });
}
