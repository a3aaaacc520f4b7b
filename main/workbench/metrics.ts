import { resolve } from "node:path";
import { csvFromTable, loadAnalyzer, type DataTable } from "#core/analyzer/index.ts";
import { computeExtensions } from "#core/extensions/index.ts";
import { EphysError, type UnitId } from "#core/model/index.ts";
import { chooseExtensions, metricTables } from "#main/services/index.ts";
import type { Workbench } from "./workbench.ts";

/** Extensions whose result is a table of metrics. */
const METRIC_EXTENSIONS = ["quality_metrics", "template_metrics"] as const;

export interface MetricRows {
  readonly unit_ids: readonly UnitId[];
  readonly columns: readonly string[];
  /** [unit][column], null where missing */
  readonly data: readonly (readonly (number | string | null)[])[];
}

/** Every metric of an analyzer; those that are not stored are computed, and not stored. */
export async function analyzerMetrics(
  path: string,
  csvFile: string | undefined,
  { ctx }: Workbench,
): Promise<MetricRows> {
  const analyzer = await loadAnalyzer(resolve(path), ctx);
  const inMemory = { ...analyzer, folder: undefined, format: "memory" as const };
  const known = new Set<string>(chooseExtensions(undefined).extensions.map(([name]) => name));
  const missing = METRIC_EXTENSIONS.filter(
    (name) => known.has(name) && !analyzer.extensions.has(name),
  );
  if (missing.length > 0) {
    await computeExtensions(inMemory, new Map(missing.map((name) => [name, {}])), ctx);
  }
  const columns = metricTables(inMemory).map(({ column }) => column);
  if (columns.length === 0) {
    throw new EphysError("MissingExtension", `${path} has no metrics`, { path });
  }
  const unitIds = analyzer.sorting.unitIds;
  if (csvFile !== undefined) {
    const table: DataTable = { index: unitIds, columns };
    await ctx.fs.writeFile(resolve(csvFile), csvFromTable(table));
  }
  return {
    unit_ids: unitIds,
    columns: columns.map(({ name }) => name),
    data: unitIds.map((_, row) => columns.map(({ values }) => plain(values[row]))),
  };
}

function plain(value: number | string | undefined): number | string | null {
  if (value === undefined) return null;
  return typeof value === "number" && !Number.isFinite(value) ? null : value;
}
