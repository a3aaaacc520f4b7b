import { z } from "zod";
import { toFloat64 } from "#core/array/index.ts";
import type { CoreContext } from "#core/compute/index.ts";
import { EphysError, type JsonObject } from "#core/model/index.ts";
import type { Sorting } from "#core/sorting/index.ts";
import {
  isFolder,
  jsonCount,
  jsonNumber,
  peekJsonObject,
  readJsonObject,
} from "../shared/files.ts";
import { defineSortingFormat, type SortingSource } from "../shared/sorting-format.ts";
import { sortingFromTrains, trainsOfLabels } from "../shared/unit-trains.ts";
import { readRecords } from "./arrays.ts";

const GROUP_FOLDER = /^channel_group_(.+)$/;

const params = z.object({
  chan_grp: z
    .union([z.number(), z.string()])
    .nullish()
    .describe("Which group of channels; needed when there are several."),
});

/** Working folder of Tridesclous: info.json and a folder per group of channels with its catalogue and spikes. */
export const tridesclous = defineSortingFormat({
  id: "tridesclous",
  label: "Tridesclous",
  extensions: [],
  params,
  siClass: "spikeinterface.extractors.tridesclousextractors.TridesclousSortingExtractor",
  reader: "read_tridesclous",
  pathName: "folder_path",
  async recognise(path, ctx) {
    const info = await peekJsonObject(ctx.fs.path.join(path, "info.json"), ctx);
    if (info?.["tridesclous_version"] === undefined) return undefined;
    return (await groupsOf(path, ctx)).length > 0
      ? "info.json names a version of Tridesclous, and there are groups of channels"
      : undefined;
  },
  read: readTridesclous,
});

/** What follows "channel_group_" in the folder's names. */
async function groupsOf(folder: string, ctx: CoreContext): Promise<string[]> {
  if (!(await isFolder(folder, ctx))) return [];
  return (await ctx.fs.list(folder)).flatMap((name) => GROUP_FOLDER.exec(name)?.[1] ?? []);
}

async function readTridesclous(
  path: string,
  { chan_grp: asked }: z.output<typeof params>,
  ctx: CoreContext,
  source: SortingSource,
): Promise<Sorting> {
  const { samplingFrequency, numSegments } = await readInfo(path, ctx);
  const group = await chooseGroup(path, asked, ctx);
  const root = ctx.fs.path.join(path, `channel_group_${group}`);
  const clusters = await readRecords(
    ctx.fs.path.join(root, "catalogues", "initial"),
    "clusters",
    ctx,
  );
  const labels = clusters.columns["cluster_label"];
  // negative labels are trash, noise and the like
  const unitIds = [...toFloat64(labels)].filter((label) => label >= 0);
  const segments: number[][][] = [];
  for (let i = 0; i < numSegments; i++) {
    const { columns } = await readRecords(
      ctx.fs.path.join(root, `segment_${String(i)}`),
      "spikes",
      ctx,
    );
    const [frames, of] = [toFloat64(columns["index"]), toFloat64(columns["cluster_label"])];
    segments.push(trainsOfLabels(frames, of, unitIds));
  }
  return sortingFromTrains(segments, {
    unitIds,
    samplingFrequency,
    source: { ...source, kwargs: { folder_path: path, chan_grp: asked ?? groupId(group) } },
  });
}

async function readInfo(
  folder: string,
  ctx: CoreContext,
): Promise<{ samplingFrequency: number; numSegments: number }> {
  const path = ctx.fs.path.join(folder, "info.json");
  const info = await readJsonObject(path, ctx);
  const source = info["datasource_info"];
  if (typeof source !== "object" || source === null || Array.isArray(source)) {
    throw new EphysError(
      "CorruptFile",
      `${path} has no "datasource_info" (rate, segments): open the folder once with Tridesclous 1.4 or later`,
      { path },
    );
  }
  const about = source as JsonObject; // neither null nor a list
  const samplingFrequency = jsonNumber(about, "sample_rate", path);
  if (samplingFrequency <= 0) {
    throw new EphysError(
      "CorruptFile",
      `${path} has a sample_rate of ${String(samplingFrequency)}`,
      {
        path,
      },
    );
  }
  return { samplingFrequency, numSegments: jsonCount(about, "nb_segment", path, { most: 1e5 }) };
}

async function chooseGroup(
  folder: string,
  asked: string | number | null | undefined,
  ctx: CoreContext,
): Promise<string> {
  const groups = await groupsOf(folder, ctx);
  if (asked == null && groups.length === 1) return groups[0];
  const name = String(asked ?? "");
  if (groups.includes(name)) return name;
  throw new EphysError(
    "InvalidParameter",
    `${folder} has the channel groups ${groups.join(", ") || "(none)"}; say which one (chan_grp)`,
    { parameter: "chan_grp", path: folder },
  );
}

/** Groups are numbers in nearly every probe file. */
function groupId(group: string): string | number {
  return /^\d+$/.test(group) ? Number(group) : group;
}
