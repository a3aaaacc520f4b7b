import {
  extensionTable,
  type AnalyzerExtension,
  type DataColumn,
  type DataTable,
  type SortingAnalyzer,
} from "#core/analyzer/index.ts";
import { tableOf, type Table } from "#core/learning/index.ts";
import { EphysError, type JsonObject, type JsonValue, type UnitId } from "#core/model/index.ts";

/** The extensions whose columns a model may use. */
export const METRIC_EXTENSIONS = ["quality_metrics", "template_metrics"] as const;

/** All metrics of an analyzer, side by side. @throws MissingExtension, InvalidValue without units */
export function metricsOf(analyzer: SortingAnalyzer): DataTable {
  const names = METRIC_EXTENSIONS.filter((name) => analyzer.extensions.has(name));
  if (names.length === 0) {
    throw new EphysError(
      "MissingExtension",
      "labels are learnt from metrics: compute quality_metrics or template_metrics first",
      { name: METRIC_EXTENSIONS[0] },
    );
  }
  const known = new Set(analyzer.sorting.unitIds.map(String));
  const tables = names.map((name) => extensionTable(analyzer, name));
  const ids = new Map<string, UnitId>();
  for (const { index } of tables) for (const id of index) ids.set(String(id), id);
  const index = [...ids.values()].filter((id) => known.has(String(id)));
  if (index.length === 0) {
    throw new EphysError("InvalidValue", "none of the analyzer's units has metrics");
  }
  return { index, columns: tables.flatMap((table) => alignedColumns(table, index)) };
}

/** The columns of a table for other rows; NaN where it has none. */
function alignedColumns(table: DataTable, index: readonly UnitId[]): DataColumn[] {
  const rows = new Map(table.index.map((id, row) => [String(id), row]));
  return table.columns.map(({ name, dtype, values }) => {
    const take = (id: UnitId): number => rows.get(String(id)) ?? -1;
    if (!(values instanceof Float64Array)) {
      return { name, dtype, values: index.map((id) => values[take(id)] ?? "") };
    }
    return { name, dtype, values: Float64Array.from(index, (id) => values[take(id)] ?? NaN) };
  });
}

/** Tables below each other; a column that one lacks is missing there. */
export function stackTables(tables: readonly DataTable[]): DataTable {
  const names = [...new Set(tables.flatMap(({ columns }) => columns.map(({ name }) => name)))];
  return {
    index: tables.flatMap(({ index }) => [...index]),
    columns: names.map((name) => {
      const parts = tables.map((table) => ({
        length: table.index.length,
        column: table.columns.find((column) => column.name === name),
      }));
      const isText = parts.some(({ column }) => column?.dtype === "str");
      if (isText) {
        const texts = parts.flatMap(({ length, column }) =>
          Array.from({ length }, (_, row) => String(column?.values[row] ?? "")),
        );
        return { name, dtype: "str", values: texts };
      }
      const numbers = parts.flatMap(({ length, column }) =>
        Array.from({ length }, (_, row) => Number(column?.values[row] ?? NaN)),
      );
      return { name, dtype: "float", values: Float64Array.from(numbers) };
    }),
  };
}

/**
 * Some columns as a model sees them: single precision, infinities as missing values.
 * @throws InvalidParameter for metrics that are absent or no numbers
 */
export function modelTable(table: DataTable, names: readonly string[]): Table {
  const columns = names.map((name) => {
    const found = table.columns.find((column) => column.name === name);
    if (found === undefined) {
      const known = table.columns.map((column) => column.name).join(", ");
      throw new EphysError("InvalidParameter", `there is no metric "${name}"; there are ${known}`, {
        metric: name,
      });
    }
    if (found.values instanceof Float64Array) return found.values;
    throw new EphysError("InvalidValue", `metric "${name}" holds text, not numbers`, {
      metric: name,
    });
  });
  const out = tableOf(table.index.length, names.length);
  for (const [j, column] of columns.entries()) {
    for (let row = 0; row < column.length; row++) {
      const value = column[row];
      out.values[row * names.length + j] = Number.isFinite(value) ? Math.fround(value) : NaN;
    }
  }
  return out;
}

/** The stored parameters of each metric of an extension. */
export function metricParamsOf(extension: AnalyzerExtension | undefined): JsonObject {
  const params = extension?.params["metric_params"];
  return typeof params === "object" && params !== null && !Array.isArray(params)
    ? (params as JsonObject)
    : {};
}

/** The names of the metrics that an extension was asked for. */
export function metricNamesOf(params: JsonObject | undefined): string[] {
  const names = params?.["metric_names"];
  return Array.isArray(names) ? (names as readonly JsonValue[]).map(String) : [];
}

/** True when two parameter sets are equal, whatever their order. */
export function equalJson(a: JsonValue | undefined, b: JsonValue | undefined): boolean {
  return JSON.stringify(ordered(a ?? null)) === JSON.stringify(ordered(b ?? null));
}

function ordered(value: JsonValue): JsonValue {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return (value as readonly JsonValue[]).map(ordered);
  const entries = Object.entries(value as JsonObject).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, item]) => [key, ordered(item ?? null)]));
}
