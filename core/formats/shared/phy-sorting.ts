import { toFloat64, type NdArray } from "#core/array/index.ts";
import type { CoreContext } from "#core/compute/index.ts";
import { EphysError, type JsonObject } from "#core/model/index.ts";
import { sortingFromSpikes, type Sorting } from "#core/sorting/index.ts";
import type { Properties } from "#core/recording/index.ts";
import {
  columnArray,
  columnTexts,
  joinTables,
  parseTable,
  pickTableRows,
  tableLength,
  type Table,
} from "./delimited-table.ts";
import { isFile, readPlainNpy, requireFile } from "./files.ts";
import { parsePythonAssignments, pythonNumber } from "./python-file.ts";

/** How a Phy or Kilosort folder is read; names and defaults of SpikeInterface's readers are set by the formats. */
export interface PhyOptions {
  readonly excludeClusterGroups: readonly string[];
  readonly keepGoodOnly: boolean;
  readonly removeEmptyUnits: boolean;
  readonly loadAllClusterProperties: boolean;
  readonly source: { readonly siClass: string; readonly kwargs: JsonObject };
}

/**
 * The sorting in a folder of spike_times.npy, spike_clusters.npy (or spike_templates.npy), params.py and tables.
 * Clusters that the tables do not name are dropped.
 * @throws MissingSibling, CorruptFile, TruncatedFile, InvalidParameter
 */
export async function readPhySorting(
  folder: string,
  options: PhyOptions,
  ctx: CoreContext,
): Promise<Sorting> {
  const { times, clusters } = await readSpikes(folder, ctx);
  const samplingFrequency = await readSampleRate(folder, ctx);
  const present = [...new Set(clusters)].sort((a, b) => a - b);
  const tables = (await readClusterTable(folder, ctx)) ?? unsorted(present);
  const table = chooseRows(tables, new Set(present), options, folder);
  const clusterIds = integerIds(table, folder);
  const unitIds = siUnitIds(table, clusterIds);
  return sortingFromSpikes({
    unitIds,
    samplingFrequency,
    numSegments: 1,
    spikes: spikesOfClusters(times, clusters, clusterIds),
    properties: unitProperties(table, options.loadAllClusterProperties),
    annotations: { phy_folder: folder },
    source: options.source,
  });
}

async function readSpikes(
  folder: string,
  ctx: CoreContext,
): Promise<{ times: Float64Array; clusters: Float64Array }> {
  const join = (...parts: string[]): string => ctx.fs.path.join(...parts);
  const owner = `the Phy folder ${folder}`;
  const clustersPath = join(folder, "spike_clusters.npy");
  const path = (await isFile(clustersPath, ctx))
    ? clustersPath
    : join(folder, "spike_templates.npy");
  const times = toFloat64(await readPlainNpy(join(folder, "spike_times.npy"), ctx, owner));
  const clusters = toFloat64(await readPlainNpy(path, ctx, owner));
  if (times.length !== clusters.length) {
    throw new EphysError(
      "CorruptFile",
      `${folder}: ${String(times.length)} spike times for ${String(clusters.length)} cluster numbers`,
      { path },
    );
  }
  return { times: times.map(Math.trunc), clusters };
}

async function readSampleRate(folder: string, ctx: CoreContext): Promise<number> {
  const path = ctx.fs.path.join(folder, "params.py");
  await requireFile(path, ctx, `the Phy folder ${folder}`);
  const assigned = parsePythonAssignments(await ctx.fs.readText(path));
  const values = new Map([...assigned].map(([name, value]) => [name.toLowerCase(), value]));
  const rate = pythonNumber(values, "sample_rate", path);
  if (rate > 0) return rate;
  throw new EphysError("CorruptFile", `${path} has sample_rate = ${String(rate)}`, { path });
}

/** cluster_info.tsv|csv alone, or all tables with a column cluster_id joined, in the order of their names. */
async function readClusterTable(folder: string, ctx: CoreContext): Promise<Table | undefined> {
  const names = (await ctx.fs.list(folder)).filter((name) => /\.(?:csv|tsv)$/.test(name));
  const infos = names.filter((name) => name.includes("cluster_info"));
  const single = infos.length === 1;
  let joined: Table | undefined;
  for (const name of single ? infos : names) {
    const text = await ctx.fs.readText(ctx.fs.path.join(folder, name));
    const table = parseTable(text, name.endsWith(".tsv") ? "\t" : ",");
    if (table === undefined) continue;
    if (single) return table;
    if (!table.has("cluster_id")) continue;
    joined = joined ? joinTables(joined, table, "cluster_id") : table;
  }
  return joined;
}

function unsorted(clusters: readonly number[]): Table {
  return new Map([
    ["cluster_id", { kind: "int", values: clusters }],
    ["group", { kind: "text", values: clusters.map(() => "unsorted") }],
  ]);
}

function chooseRows(
  all: Table,
  present: ReadonlySet<number>,
  options: PhyOptions,
  folder: string,
): Table {
  let table = all;
  const keep = (test: (row: number) => boolean): void => {
    const rows = Array.from({ length: tableLength(table) }, (_, i) => i).filter(test);
    table = pickTableRows(table, rows);
  };
  for (const group of options.excludeClusterGroups) {
    const values = table.get("group")?.values;
    if (!values) {
      throw new EphysError(
        "InvalidParameter",
        `${folder} has no column "group", so exclude_cluster_groups cannot be used`,
        { parameter: "exclude_cluster_groups" },
      );
    }
    keep((row) => values[row] !== group);
  }
  const labels = table.get("KSLabel")?.values;
  if (options.keepGoodOnly && labels) keep((row) => labels[row] === "good");
  table = withClusterId(table, folder);
  const ids = table.get("cluster_id")?.values ?? [];
  if (options.removeEmptyUnits) keep((row) => present.has(Number(ids[row])));
  return table;
}

/** Older tables call the column "id". */
function withClusterId(table: Table, folder: string): Table {
  if (table.has("cluster_id")) return table;
  const ids = table.get("id");
  if (!ids) {
    throw new EphysError("CorruptFile", `the tables in ${folder} have no column "cluster_id"`, {
      path: folder,
    });
  }
  return new Map([...[...table].filter(([name]) => name !== "id"), ["cluster_id", ids]]);
}

function integerIds(table: Table, folder: string): number[] {
  const column = table.get("cluster_id");
  const values = column?.values ?? [];
  if (values.every((value) => typeof value === "number" && Number.isInteger(value))) {
    return values as number[]; // just checked
  }
  throw new EphysError(
    "CorruptFile",
    `${folder}: column "cluster_id" holds more than whole numbers`,
    {
      path: folder,
    },
  );
}

/**
 * SpikeInterface's own unit ids where the table has them; an empty one, or one that still stands elsewhere too, gets the
 * next number above the largest.
 */
function siUnitIds(table: Table, clusterIds: readonly number[]): number[] {
  const column = table.get("si_unit_id");
  if (!column) return [...clusterIds];
  const ids = column.values.map((value) => (typeof value === "number" ? value : NaN));
  let largest = ids.reduce((max, id) => (id > max ? id : max), -1);
  if (ids.some((id) => !Number.isNaN(id))) {
    largest = Math.max(...ids.filter((id) => !Number.isNaN(id)));
  }
  for (let i = 0; i < ids.length; i++) {
    const repeated = ids.filter((id) => id === ids[i]).length !== 1;
    if (repeated) ids[i] = ++largest;
  }
  return ids.map(Math.trunc);
}

function spikesOfClusters(
  times: Float64Array,
  clusters: Float64Array,
  clusterIds: readonly number[],
): Sorting["spikes"] {
  const place = new Map(clusterIds.map((id, i) => [id, i]));
  const rows: number[] = [];
  for (let i = 0; i < clusters.length; i++) if (place.has(clusters[i])) rows.push(i);
  return {
    sampleIndex: Float64Array.from(rows, (row) => times[row]),
    unitIndex: Int32Array.from(rows, (row) => place.get(clusters[row]) ?? 0),
    segmentIndex: new Int32Array(rows.length),
  };
}

function unitProperties(table: Table, loadAll: boolean): Properties {
  const properties = new Map<string, NdArray>();
  for (const [name, column] of table) {
    const array = columnArray(column);
    if (name === "si_unit_id" || array === undefined) continue;
    if (["chan_grp", "ch_group", "channel_group"].includes(name)) properties.set("group", array);
    else if (name === "cluster_id") properties.set("original_cluster_id", array);
    else if (name === "group") {
      const texts = columnTexts(column);
      properties.set("quality", { dtype: "str", shape: [texts.length], data: texts });
    } else if (loadAll) properties.set(name, array);
  }
  return properties;
}

/** Files that a folder of this kind must have. */
export async function looksLikePhy(
  folder: string,
  ctx: CoreContext,
): Promise<{ curated: boolean; labelled: boolean } | undefined> {
  const join = (...parts: string[]): string => ctx.fs.path.join(...parts);
  const has = (name: string): Promise<boolean> => isFile(join(folder, name), ctx);
  if (!(await has("params.py")) || !(await has("spike_times.npy"))) return undefined;
  const curated = await has("spike_clusters.npy");
  if (!curated && !(await has("spike_templates.npy"))) return undefined;
  return { curated, labelled: await has("cluster_KSLabel.tsv") };
}
