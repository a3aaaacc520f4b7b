import { z } from "zod";
import type { CoreContext } from "#core/compute/index.ts";
import { EphysError } from "#core/model/index.ts";
import type { Sorting } from "#core/sorting/index.ts";
import { isFile } from "../shared/files.ts";
import {
  findMatValue,
  isMatFile,
  MAT_HEAD_BYTES,
  matValue,
  openMat,
  type MatFile,
  type MatValue,
} from "../shared/mat/index.ts";
import { rint } from "../shared/rint.ts";
import { defineSortingFormat, type SortingSource } from "../shared/sorting-format.ts";
import { sortingFromTrains } from "../shared/unit-trains.ts";

const params = z.object({
  sampling_frequency: z
    .number()
    .positive()
    .nullish()
    .describe("Hz; default: that of the file, of .session.mat or of .sessionInfo.mat."),
  session_info_file_path: z
    .string()
    .nullish()
    .describe("The .sessionInfo.mat; default: the one of the session beside the file."),
});
type Params = z.output<typeof params>;

/** CellExplorer's SESSION.spikes.cellinfo.mat: spikes.UID and spikes.times (s). */
export const cellExplorer = defineSortingFormat({
  id: "cellexplorer",
  label: "CellExplorer",
  extensions: ["mat"],
  params,
  siClass: "spikeinterface.extractors.cellexplorersortingextractor.CellExplorerSortingExtractor",
  reader: "read_cellexplorer",
  pathName: "file_path",
  async recognise(path, ctx) {
    if (!path.toLowerCase().endsWith(".mat") || !(await isFile(path, ctx))) return undefined;
    if (!isMatFile(await ctx.fs.readBytes(path, MAT_HEAD_BYTES))) return undefined;
    const file = await openMat(path, ctx);
    if (!file.names.includes("spikes")) return undefined;
    const spikes = await file.variable("spikes");
    const isThere =
      spikes?.kind === "struct" && ["UID", "times"].every((n) => spikes.names.includes(n));
    return isThere ? "a struct spikes with UID and times, which CellExplorer saves" : undefined;
  },
  read,
});

async function read(
  path: string,
  given: Params,
  ctx: CoreContext,
  source: SortingSource,
): Promise<Sorting> {
  const file = await openMat(path, ctx);
  const samplingFrequency = given.sampling_frequency ?? (await rateOf(file, given, ctx));
  const ids = idsOf(await matValue(file, "spikes/UID"), path);
  const times = trainsOf(await matValue(file, "spikes/times"), path);
  if (times.length < ids.length) {
    throw new EphysError(
      "CorruptFile",
      `${path} has ${String(ids.length)} units in UID and ${String(times.length)} in times`,
      { path },
    );
  }
  const trains = ids.map((_, i) => times[i].map((second) => rint(samplingFrequency * second)));
  if (!trains.every((train) => train.every(Number.isFinite))) {
    throw new EphysError("CorruptFile", `${path}: spikes.times holds values that are no times`, {
      path,
    });
  }
  return sortingFromTrains([trains], { unitIds: ids, samplingFrequency, source });
}

/** Hz, as the reference looks for it: the file, the session's metadata, the session's older metadata. */
async function rateOf(file: MatFile, given: Params, ctx: CoreContext): Promise<number> {
  const own = await findMatValue(file, "spikes/sr");
  if (own) return numberOf(own, file.path);
  const folder = ctx.fs.path.dirname(file.path);
  const session = ctx.fs.path.basename(file.path).split(".")[0] ?? "";
  const sessionPath = ctx.fs.path.join(folder, `${session}.session.mat`);
  if (await isFile(sessionPath, ctx)) {
    const found = await findMatValue(await openMat(sessionPath, ctx), "session/extracellular/sr");
    if (found) return numberOf(found, sessionPath);
  }
  const infoPath =
    given.session_info_file_path ?? ctx.fs.path.join(folder, `${session}.sessionInfo.mat`);
  if (!(await isFile(infoPath, ctx))) {
    throw new EphysError(
      "MissingSibling",
      `${file.path} does not tell its sampling rate and ${infoPath} is not there: give sampling_frequency`,
      { path: infoPath },
    );
  }
  return numberOf(
    await matValue(await openMat(infoPath, ctx), "sessionInfo/rates/wideband"),
    infoPath,
  );
}

function numberOf(value: MatValue, path: string): number {
  const [rate] = value.kind === "numbers" ? value.data : [];
  if (rate > 0) return rate;
  throw new EphysError("CorruptFile", `${path} has no sampling rate above 0`, { path });
}

/** Unit ids as texts, numbers as Python prints whole ones. */
function idsOf(value: MatValue, path: string): string[] {
  if (value.kind === "numbers") return Array.from(value.data, String);
  if (value.kind === "text") return [...value.rows];
  if (value.kind === "cells") return value.items.flatMap((item) => idsOf(item, path));
  throw new EphysError("CorruptFile", `${path}: spikes.UID is ${value.kind}`, { path });
}

/** Times per unit: one cell each, or the times of the only unit. */
function trainsOf(value: MatValue, path: string): Float64Array[] {
  if (value.kind === "numbers") return [value.data];
  if (value.kind === "cells") return value.items.flatMap((item) => trainsOf(item, path));
  throw new EphysError("CorruptFile", `${path}: spikes.times is ${value.kind}`, { path });
}
