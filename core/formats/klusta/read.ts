import type { CoreContext } from "#core/compute/index.ts";
import type { Hdf5File } from "#core/io/index.ts";
import { EphysError } from "#core/model/index.ts";
import { isFolder } from "../shared/files.ts";
import { attributeNumber, openHdf5, readNumbers } from "../shared/hdf5/index.ts";
import { distinct, trainsOfLabels } from "../shared/unit-trains.ts";

const GROUP_NAMES = ["noise", "mua", "good", "unsorted"] as const;
type ClusterGroup = (typeof GROUP_NAMES)[number];

/** A cluster of one channel group. */
export interface KlustaUnit {
  readonly cluster: number;
  readonly channelGroup: number;
  readonly quality: ClusterGroup;
  readonly frames: readonly number[];
}

/** The .kwik of a path: itself or the only one of a folder. @throws FileNotFound, InvalidParameter */
export async function kwikOf(
  path: string,
  ctx: CoreContext,
): Promise<{ kwik: string; folder: string }> {
  if (!(await isFolder(path, ctx))) return { kwik: path, folder: ctx.fs.path.dirname(path) };
  const names = (await ctx.fs.list(path)).filter((name) => name.endsWith(".kwik"));
  if (names.length === 1) return { kwik: ctx.fs.path.join(path, names[0]), folder: path };
  throw new EphysError(
    names.length === 0 ? "FileNotFound" : "InvalidParameter",
    `${path} must hold one .kwik file; it holds ${names.join(", ") || "none"}`,
    { path },
  );
}

/**
 * The rate that the .prm beside a .kwik names, Hz. The .prm is Python; nothing of it is run, the number is looked for.
 * @throws MissingSibling, CorruptFile
 */
export async function rateOf(folder: string, ctx: CoreContext): Promise<number> {
  const name = (await ctx.fs.list(folder)).find((file) => file.endsWith(".prm"));
  if (name === undefined) {
    throw new EphysError("MissingSibling", `${folder} has no .prm with the sampling rate`, {
      path: folder,
    });
  }
  const path = ctx.fs.path.join(folder, name);
  const lines = (await ctx.fs.readText(path)).split(/\r\n|\r|\n/).map(withoutComment);
  const found = /\bsample_rate['"]?\s*[=:]\s*([0-9.eE+_]+)/.exec(lines.join("\n"));
  const rate = Number(found?.[1].replaceAll("_", "") ?? NaN);
  if (rate > 0) return rate;
  throw new EphysError("CorruptFile", `${path} names no sample_rate`, { path });
}

function withoutComment(line: string): string {
  const at = line.indexOf("#");
  return at < 0 ? line : line.slice(0, at);
}

/** Every cluster that has spikes, by channel group and number. @throws CorruptFile */
export async function readUnits(path: string, ctx: CoreContext): Promise<KlustaUnit[]> {
  const file = await openHdf5(path, ctx);
  const units: KlustaUnit[] = [];
  for (const { name } of await file.list("/channel_groups")) {
    const group = `/channel_groups/${name}`;
    const channelGroup = Number(name);
    if (!Number.isInteger(channelGroup)) {
      throw corrupt(file, `${group} is not numbered`);
    }
    const labels = await readNumbers(file, `${group}/spikes/clusters/main`);
    const times = await readNumbers(file, `${group}/spikes/time_samples`);
    if (labels.length !== times.length) {
      throw corrupt(file, `${group} has as many clusters as times of spikes no more`);
    }
    const clusters = distinct(labels);
    const trains = trainsOfLabels(times, labels, clusters);
    for (const [i, cluster] of clusters.entries()) {
      const quality = await qualityOf(file, `${group}/clusters/main/${String(cluster)}`);
      units.push({ cluster, channelGroup, quality, frames: trains[i] });
    }
  }
  return units;
}

async function qualityOf(file: Hdf5File, path: string): Promise<ClusterGroup> {
  const number = attributeNumber((await file.attributes(path))["cluster_group"]) ?? -1;
  const name = GROUP_NAMES.find((_, i) => i === number);
  if (name !== undefined) return name;
  throw corrupt(file, `${path} is of cluster group ${String(number)}`);
}

function corrupt(file: Hdf5File, what: string): EphysError {
  return new EphysError("CorruptFile", `${file.path}: ${what}`, { path: file.path });
}
