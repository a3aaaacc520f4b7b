import type { MetricColumn, UnitTable } from "#contract/index.ts";
import { toFloat64 } from "#core/array/index.ts";
import { extensionArray, type DataColumn, type SortingAnalyzer } from "#core/analyzer/index.ts";
import { MAIN_CATEGORY } from "../curation/main-category.ts";
import type { Session } from "../session.ts";
import { metricColumnInfo } from "./metric-columns.ts";

/** The desk's table: every metric there is, labels, main channels and places of the units. */
export async function unitTable(session: Session, analyzerId: number): Promise<UnitTable> {
  const analyzer = await session.analyzers.early(analyzerId);
  const { unitIds } = analyzer.sorting;
  const { labels } = await session.analyzers.desk(analyzerId).units();
  const columns = withoutRepeats(metricTables(analyzer));
  return {
    analyzerId,
    unitIds,
    columns: columns.map(({ extension, column }) =>
      describeColumn(extension, column, analyzer.returnInUv),
    ),
    values: columns.map(({ column }) => valuesOf(column)),
    labels: unitIds.map((id) => labels.get(id)?.[MAIN_CATEGORY]?.[0] ?? null),
    mainChannels: mainChannels(analyzer),
    locationsUm: unitLocations(analyzer),
  };
}

/** Columns of every extension that is a table of metrics, in the extensions' order. */
export function metricTables(
  analyzer: SortingAnalyzer,
): { readonly extension: string; readonly column: DataColumn }[] {
  return [...analyzer.extensions].flatMap(([extension, { data }]) => {
    const value = data.get("metrics");
    if (value?.kind !== "table") return [];
    // a table may have a row for each channel of a unit
    if (value.table.index.length !== analyzer.sorting.unitIds.length) return [];
    return value.table.columns.map((column) => ({ extension, column }));
  });
}

/** A metric that several tables hold (num_spikes, firing_rate) stands once, from the first of them. */
function withoutRepeats<C extends { readonly column: DataColumn }>(columns: readonly C[]): C[] {
  const first = new Map(columns.map((one) => [one.column.name, one] as const).reverse());
  return columns.filter((one) => first.get(one.column.name) === one);
}

/** @param isInUv false: the samples have no known unit, and neither have metrics of them */
function describeColumn(
  extension: string,
  { name, dtype }: DataColumn,
  isInUv: boolean,
): MetricColumn {
  const info = metricColumnInfo(name);
  const unit = isInUv ? info.unit : (info.unit?.replace("µV", "a.u.") ?? null);
  return { ...info, unit, name, dtype, extension };
}

/** NaN and infinities have no JSON; they are shown as missing. */
function valuesOf({ values }: DataColumn): (number | string | null)[] {
  return Array.from<number | string, number | string | null>(values, (value) =>
    typeof value === "number" && !Number.isFinite(value) ? null : value,
  );
}

/** Channel with the largest peak of the mean waveform; −1 without templates. */
function mainChannels(analyzer: SortingAnalyzer): number[] {
  const { unitIds } = analyzer.sorting;
  if (!analyzer.extensions.has("templates")) return unitIds.map(() => -1);
  const name = analyzer.extensions.get("templates")?.data.has("average") ? "average" : "median";
  const { shape, data } = extensionArray(analyzer, "templates", name);
  const [, numSamples = 0, numChannels = 0] = shape;
  const values = data as Float32Array; // templates are stored as float32
  return unitIds.map((_, unit) => {
    let best = 0;
    let largest = -1;
    const start = unit * numSamples * numChannels;
    for (let i = 0; i < numSamples * numChannels; i++) {
      const size = Math.abs(values[start + i] ?? 0);
      if (size > largest) {
        largest = size;
        best = i % numChannels;
      }
    }
    return best;
  });
}

function unitLocations(analyzer: SortingAnalyzer): UnitTable["locationsUm"] {
  const { unitIds } = analyzer.sorting;
  if (!analyzer.extensions.has("unit_locations")) return unitIds.map(() => null);
  const { shape, data } = extensionArray(analyzer, "unit_locations", "unit_locations");
  const width = shape[1] ?? 0;
  const values = toFloat64({ dtype: "float64", shape, data });
  return unitIds.map((_, i): readonly [number, number] | null => {
    const x = values[i * width];
    const y = values[i * width + 1];
    return x === undefined || y === undefined || Number.isNaN(x) || Number.isNaN(y) ? null : [x, y];
  });
}
