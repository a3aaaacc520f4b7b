import type { NdArray } from "#core/array/index.ts";
import { extensionTable, type DataColumn, type SortingAnalyzer } from "#core/analyzer/index.ts";
import type { ComputeContext } from "#core/compute/index.ts";
import { pandasCell } from "../shared/python-text.ts";

interface TableParams {
  readonly add_quality_metrics: boolean;
  readonly add_template_metrics: boolean;
  readonly additional_properties: readonly string[] | null;
  readonly labels_as_groups: boolean;
}

/** Metrics that Phy counts itself. */
const OWN_OF_PHY = new Set(["num_spikes", "firing_rate"]);

/** cluster_<name>.tsv for groups, ids, channel groups, metrics and properties. */
export async function writeTables(
  analyzer: SortingAnalyzer,
  folder: string,
  params: TableParams,
  ctx: ComputeContext,
): Promise<string[]> {
  const { unitIds, properties } = analyzer.sorting;
  const names: string[] = [];
  const write = async (file: string, column: DataColumn): Promise<void> => {
    const lines = unitIds.map((_, u) => `${String(u)}\t${pandasCell(column, u, "\t")}`);
    const text = [`cluster_id\t${column.name}`, ...lines].join("\n");
    names.push(`cluster_${file}.tsv`);
    await ctx.fs.writeFile(ctx.fs.path.join(folder, `cluster_${file}.tsv`), `${text}\n`);
  };
  const zeros = { name: "channel_group", dtype: "int" as const, values: new Float64Array(unitIds.length) }; // prettier-ignore
  await write("group", groups(analyzer, params.labels_as_groups));
  await write("si_unit_ids", idColumn(unitIds));
  await write("channel_group", propertyColumn(properties.get("group"), "channel_group") ?? zeros);
  for (const [extension, isAsked] of [
    ["quality_metrics", params.add_quality_metrics],
    ["template_metrics", params.add_template_metrics],
  ] as const) {
    if (!isAsked || !analyzer.extensions.has(extension)) continue;
    for (const column of extensionTable(analyzer, extension).columns) {
      if (extension === "quality_metrics" && OWN_OF_PHY.has(column.name)) continue;
      await write(column.name, column);
    }
  }
  for (const name of params.additional_properties ?? []) {
    const column = propertyColumn(properties.get(name), name);
    if (column !== undefined) await write(name, column);
  }
  return names;
}

/** Phy's group of each unit: from its label where it has one that Phy knows. */
function groups({ sorting }: SortingAnalyzer, fromLabels: boolean): DataColumn {
  const labels = propertyColumn(sorting.properties.get("quality"), "quality");
  const values = sorting.unitIds.map((_, u) => {
    const label =
      fromLabels && labels?.dtype === "str" ? String(labels.values[u]).toLowerCase() : "";
    return ["good", "mua", "noise"].includes(label) ? label : "unsorted";
  });
  return { name: "group", dtype: "str", values };
}

function idColumn(unitIds: readonly (string | number)[]): DataColumn {
  const isNumber = unitIds.every((id) => typeof id === "number");
  return isNumber
    ? { name: "si_unit_id", dtype: "int", values: Float64Array.from(unitIds, Number) }
    : { name: "si_unit_id", dtype: "str", values: unitIds.map(String) };
}

function propertyColumn(
  value: NdArray | { readonly columns: unknown } | undefined,
  name: string,
): DataColumn | undefined {
  if (value === undefined || "columns" in value || value.shape.length !== 1) return undefined;
  if (Array.isArray(value.data)) return { name, dtype: "str", values: value.data };
  const values = Float64Array.from(value.data as ArrayLike<number>, Number);
  if (value.dtype === "bool") {
    return { name, dtype: "str", values: Array.from(values, (flag) => (flag !== 0 ? "True" : "False")) }; // prettier-ignore
  }
  return { name, dtype: value.dtype.startsWith("float") ? "float" : "int", values };
}
