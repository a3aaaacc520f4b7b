import { encodeNpy, toFloat64, type NdArray } from "#core/array/index.ts";
import type { CoreContext } from "#core/compute/index.ts";
import type { UnitId } from "#core/model/index.ts";
import type { Sorting } from "#core/sorting/index.ts";
import { backupName, NEW_FILES, replacedSince, withReplaced } from "./as-of.ts";
import { clusterIdsOf, fileClusters, fileRows } from "./files.ts";

/** Units of a Phy folder as they are now. */
export interface PhyState {
  readonly folder: string;
  /** as the folder was read */
  readonly base: Sorting;
  /** when that was, ISO 8601; undefined = nothing was written back since */
  readonly asOf?: string;
  /** as curated: the same spikes in the same rows */
  readonly sorting: Sorting;
  readonly units: {
    readonly removed: ReadonlySet<UnitId>;
    readonly labels: ReadonlyMap<UnitId, Readonly<Record<string, readonly string[]>>>;
    readonly notes: ReadonlyMap<UnitId, string>;
  };
}

/** The category that Phy keeps as `group`. */
const GROUP = "quality";

/**
 * Writes Phy's files in a new state: spike_clusters.npy, cluster_group.tsv, a cluster_<name>.tsv per other category and for
 * notes, the tables that exist completed with new clusters. What is replaced is copied first into a dated folder beside it;
 * every file is written under a temporary name and renamed. spike_templates.npy keeps the sorter's answer, as with Phy;
 * deleted units become noise, because Phy has no deletion.
 * @throws InvalidValue when the folder has changed since it was read
 */
export async function writePhyBack(
  state: PhyState,
  now: Date,
  ctx: CoreContext,
): Promise<{ backup: string; files: readonly string[] }> {
  const { folder } = state;
  const replaced = await replacedSince(folder, state.asOf, ctx);
  const then = withReplaced(replaced, ctx);
  const clusters = await fileClusters(folder, then);
  const rows = await fileRows(folder, state.base, then);
  const numberOf = clusterNumbers(state, clusters);
  const files = new Map<string, Uint8Array | string>();
  files.set("spike_clusters.npy", encodeNpy(regrouped(clusters, rows, state.sorting, numberOf)));
  await addTables(files, state, numberOf, then);
  const backup = ctx.fs.path.join(folder, backupName(now));
  await ctx.fs.makeFolder(backup);
  // tables that were added before and that nothing is said in any more
  const stale = [...replaced]
    .filter(([, place]) => place === undefined)
    .map(([path]) => ctx.fs.path.basename(path))
    .filter((name) => !files.has(name));
  const fresh: string[] = [];
  for (const name of [...files.keys(), ...stale]) {
    const path = ctx.fs.path.join(folder, name);
    if ((await ctx.fs.stat(path)) === undefined) fresh.push(name);
    else await ctx.fs.writeFile(ctx.fs.path.join(backup, name), await ctx.fs.readBytes(path));
  }
  if (fresh.length > 0) {
    await ctx.fs.writeFile(ctx.fs.path.join(backup, NEW_FILES), JSON.stringify(fresh));
  }
  for (const [name, content] of files) {
    await ctx.fs.writeFile(ctx.fs.path.join(folder, name), content);
  }
  for (const name of stale) await ctx.fs.remove(ctx.fs.path.join(folder, name));
  return { backup, files: [...files.keys()] };
}

/** Phy's number of every unit: its own for those that were there, a new one above all for those that were made. */
function clusterNumbers({ base, sorting }: PhyState, clusters: NdArray): Map<UnitId, number> {
  const own = clusterIdsOf(base);
  const known = new Map(base.unitIds.map((id, u) => [id, own[u]]));
  let largest = -1;
  for (const cluster of toFloat64(clusters)) largest = Math.max(largest, cluster);
  for (const cluster of own) largest = Math.max(largest, cluster);
  const out = new Map<UnitId, number>();
  for (const id of sorting.unitIds) {
    const number = known.get(id);
    if (number !== undefined) out.set(id, number);
  }
  const made = sorting.unitIds.filter((id) => !known.has(id));
  // in the order in which they were made, whatever the order of the units
  for (const id of made.sort((a, b) => Number(a) - Number(b))) {
    // an id of ours is taken over where it is a number that Phy would give
    largest = typeof id === "number" && id > largest ? id : largest + 1;
    out.set(id, largest);
  }
  return out;
}

/** The cluster of every spike in the file's own type and shape; spikes of clusters that were left out keep theirs. */
function regrouped(
  clusters: NdArray,
  rows: Float64Array,
  { spikes, unitIds }: Sorting,
  numberOf: ReadonlyMap<UnitId, number>,
): NdArray {
  const numbers = unitIds.map((id) => numberOf.get(id) ?? -1);
  const data = (clusters.data as Float64Array).slice(); // any array of numbers is copied and written to alike
  for (let i = 0; i < rows.length; i++) data[rows[i]] = numbers[spikes.unitIndex[i]];
  return { ...clusters, data };
}

async function addTables(
  files: Map<string, Uint8Array | string>,
  state: PhyState,
  numberOf: ReadonlyMap<UnitId, number>,
  ctx: CoreContext,
): Promise<void> {
  const { sorting, base, units } = state;
  const ids = [...sorting.unitIds].sort((a, b) => (numberOf.get(a) ?? 0) - (numberOf.get(b) ?? 0));
  const tableOf = (name: string, textOf: (id: UnitId) => string): string =>
    [`cluster_id\t${name}`, ...ids.map((id) => `${String(numberOf.get(id))}\t${textOf(id)}`)].join("\n") + "\n"; // prettier-ignore
  const group = groupOf(state);
  files.set("cluster_group.tsv", tableOf("group", group));
  const categories = new Set([...units.labels.values()].flatMap((own) => Object.keys(own)));
  categories.delete(GROUP);
  for (const category of categories) {
    const name = category.replaceAll(/[^\w-]/g, "_");
    files.set(`cluster_${name}.tsv`, tableOf(name, (id) => clean(units.labels.get(id)?.[category]?.join(", ") ?? ""))); // prettier-ignore
  }
  if (units.notes.size > 0) {
    files.set(
      "cluster_note.tsv",
      tableOf("note", (id) => clean(units.notes.get(id) ?? "")),
    );
  }
  const siIds = await textOf(state.folder, "cluster_si_unit_ids.tsv", ctx);
  if (siIds !== undefined) files.set("cluster_si_unit_ids.tsv", tableOf("si_unit_id", String));
  const info = await textOf(state.folder, "cluster_info.tsv", ctx);
  if (info !== undefined) {
    const rowOf = new Map(base.unitIds.map((id) => [numberOf.get(id) ?? -1, id]));
    files.set("cluster_info.tsv", completedInfo(info, state, numberOf, group, rowOf));
  }
}

/** Phy's group: good, mua, noise or unsorted; what the folder said where nobody has said anything since. */
function groupOf({ base, units }: PhyState): (id: UnitId) => string {
  const before = base.properties.get("quality");
  const texts = before !== undefined && !("columns" in before) ? before.data : undefined;
  const own = new Map(
    base.unitIds.map((id, u) => [id, texts === undefined ? "" : String(texts[u])]),
  );
  return (id) => {
    if (units.removed.has(id)) return "noise";
    const [label = ""] = units.labels.get(id)?.[GROUP] ?? [];
    if (label !== "") return label === "MUA" ? "mua" : label;
    const known = own.get(id) ?? "";
    return known === "" ? "unsorted" : known;
  };
}

/** Rows of clusters that are gone leave the table, new ones come in with what is known of them. */
function completedInfo(
  text: string,
  { sorting }: PhyState,
  numberOf: ReadonlyMap<UnitId, number>,
  group: (id: UnitId) => string,
  rowOf: ReadonlyMap<number, UnitId>,
): string {
  const [header = "", ...lines] = text
    .replace(/\r/g, "")
    .split("\n")
    .filter((line) => line !== "");
  const names = header.split("\t");
  const key = names.includes("cluster_id") ? "cluster_id" : "id";
  const counts = new Map<UnitId, number>();
  for (const unit of sorting.spikes.unitIndex) {
    counts.set(sorting.unitIds[unit], (counts.get(sorting.unitIds[unit]) ?? 0) + 1);
  }
  const alive = new Set(sorting.unitIds);
  const rows = new Map<number, Map<string, string>>();
  for (const line of lines) {
    const cells = line.split("\t");
    const row = new Map(names.map((name, k) => [name, cells[k] ?? ""]));
    const number = Number(row.get(key));
    const id = rowOf.get(number);
    // a cluster that the tables do not make a unit of stays as it is
    if (id === undefined || alive.has(id)) rows.set(number, row);
  }
  for (const id of sorting.unitIds) {
    const number = numberOf.get(id) ?? -1;
    const row = rows.get(number) ?? new Map<string, string>();
    row.set(key, String(number)).set("group", group(id)).set("n_spikes", String(counts.get(id) ?? 0)); // prettier-ignore
    if (names.includes("si_unit_id")) row.set("si_unit_id", row.get("si_unit_id") ?? String(id));
    rows.set(number, row);
  }
  const sorted = [...rows].sort(([a], [b]) => a - b).map(([, row]) => row);
  const columns = names.includes("group") ? names : [...names, "group"];
  return [columns.join("\t"), ...sorted.map((row) => columns.map((name) => row.get(name) ?? "").join("\t"))].join("\n") + "\n"; // prettier-ignore
}

const clean = (text: string): string => text.replaceAll(/[\t\r\n]+/g, " ");

async function textOf(folder: string, name: string, ctx: CoreContext): Promise<string | undefined> {
  const path = ctx.fs.path.join(folder, name);
  return (await ctx.fs.stat(path)) === undefined ? undefined : ctx.fs.readText(path);
}
