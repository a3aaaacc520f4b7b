import { decodeNpy, isStructured, toFloat64, type NdArray } from "#core/array/index.ts";
import type { CoreContext } from "#core/compute/index.ts";
import { isFile, parsePythonAssignments } from "#core/formats/index.ts";
import { EphysError } from "#core/model/index.ts";
import type { Sorting } from "#core/sorting/index.ts";

/** One of a Phy folder's arrays; undefined where there is none. @throws CorruptFile */
export async function optionalNpy(
  folder: string,
  name: string,
  ctx: CoreContext,
): Promise<NdArray | undefined> {
  const path = ctx.fs.path.join(folder, name);
  if (!(await isFile(path, ctx))) return undefined;
  const array = decodeNpy(await ctx.fs.readBytes(path), path);
  if (isStructured(array)) {
    throw new EphysError("CorruptFile", `${path} holds records where plain numbers are expected`, {
      path,
    });
  }
  return array;
}

/** The cluster of every spike in the file, as Phy last left it. @throws MissingSibling */
export async function fileClusters(folder: string, ctx: CoreContext): Promise<NdArray> {
  const found =
    (await optionalNpy(folder, "spike_clusters.npy", ctx)) ??
    (await optionalNpy(folder, "spike_templates.npy", ctx));
  if (found !== undefined) return found;
  throw new EphysError("MissingSibling", `${folder} has neither spike_clusters.npy nor spike_templates.npy`, { path: folder }); // prettier-ignore
}

/** Phy's number of each unit of a sorting that was read from its folder. */
export function clusterIdsOf(sorting: Sorting): number[] {
  const property = sorting.properties.get("original_cluster_id");
  return property === undefined || isStructured(property)
    ? sorting.unitIds.map(Number)
    : Array.from(toFloat64(property));
}

/**
 * Where each spike of the sorting stands in the folder's files. Clusters that the folder's tables do not name were left out
 * when it was read, and spikes are in the order of their times.
 */
export async function fileRows(
  folder: string,
  sorting: Sorting,
  ctx: CoreContext,
): Promise<Float64Array> {
  const clusters = toFloat64(await fileClusters(folder, ctx));
  const named = new Set(clusterIdsOf(sorting));
  const rows: number[] = [];
  for (let i = 0; i < clusters.length; i++) if (named.has(clusters[i])) rows.push(i);
  const found = await optionalNpy(folder, "spike_times.npy", ctx);
  const times = found === undefined ? new Float64Array() : toFloat64(found);
  let ordered = true;
  for (let i = 1; i < rows.length && ordered; i++) {
    ordered = Math.trunc(times[rows[i - 1]]) <= Math.trunc(times[rows[i]]);
  }
  if (!ordered) rows.sort((a, b) => Math.trunc(times[a]) - Math.trunc(times[b]) || a - b);
  if (rows.length !== sorting.spikes.unitIndex.length) {
    throw new EphysError(
      "InvalidValue",
      `${folder} has changed since it was opened: ${String(rows.length)} spikes instead of ${String(sorting.spikes.unitIndex.length)}; open it again`,
      { path: folder },
    );
  }
  return Float64Array.from(rows);
}

/** params.py, names in lower case. */
export async function phyParams(
  folder: string,
  ctx: CoreContext,
): Promise<ReadonlyMap<string, unknown>> {
  const text = await ctx.fs.readText(ctx.fs.path.join(folder, "params.py"));
  return new Map([...parsePythonAssignments(text)].map(([name, value]) => [name.toLowerCase(), value])); // prettier-ignore
}
