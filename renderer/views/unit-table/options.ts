import type { UnitId } from "#core/model/index.ts";
import type { MetricColumn, UnitTable } from "#contract/index.ts";
import { formatCount, formatNumber, unitText } from "../../app/index.ts";
import { csvOf } from "../../parts/index.ts";
import type { CellValue, Column, FilterValue, Lookup } from "../../tables/index.ts";

export interface UnitRow {
  readonly id: UnitId;
  readonly index: number;
}

export const unitRows = (table: UnitTable): readonly UnitRow[] =>
  table.unitIds.map((id, index) => ({ id, index }));

/** Short heads for metrics whose names are longer than their numbers. */
const SHORT: Readonly<Record<string, string>> = {
  num_spikes: "spikes",
  firing_rate: "rate",
  presence_ratio: "presence",
  isi_violations_ratio: "ISI viol.",
  isi_violations_count: "ISI count",
};

/** What stands under the pointer besides a metric's meaning: formula, unit, source, and what has to be computed for it. */
function metricFacts({
  unit,
  formula,
  citation,
  requires,
  extension,
}: MetricColumn): readonly (readonly [string, string])[] {
  const facts: readonly (readonly [string, string])[] = [
    ["formula", formula],
    ["unit", unit === null || unit === "" ? "none" : unitText(unit)],
    ["source", citation],
    ["needs", requires.map((one) => one.replaceAll("|", " or ")).join(", ")],
    ["stands in", extension],
  ];
  return facts.filter(([, text]) => text !== "");
}

function metricColumn(
  metric: MetricColumn,
  values: readonly CellValue[] | undefined,
): Column<UnitRow> {
  const isCount = metric.dtype === "int";
  const label = SHORT[metric.name] ?? metric.label;
  return {
    key: metric.name,
    label,
    ...(metric.unit === null ? {} : { unit: unitText(metric.unit) }),
    help: metric.description,
    facts: metricFacts(metric),
    numeric: metric.dtype === "int" || metric.dtype === "float",
    width: Math.min(120, Math.max(54, 14 + 5.9 * `${label} ${metric.unit ?? ""}`.length)),
    value: ({ index }) => values?.[index] ?? null,
    whyEmpty: `${metric.name} could not be computed for this unit`,
    format: (value) =>
      typeof value === "number" || value === null
        ? isCount && value !== null
          ? formatCount(value)
          : formatNumber(value)
        : String(value),
  };
}

/** id, label, channel, depth, then every metric. */
export function unitColumns(
  table: UnitTable,
  channelNames: readonly string[],
): readonly Column<UnitRow>[] {
  return [
    {
      key: "id",
      sticky: true,
      label: "id",
      width: 52,
      value: ({ id }) => id,
      format: String,
      help: "unit id",
    },
    {
      key: "label",
      sticky: true,
      label: "label",
      width: 50,
      value: ({ index }) => table.labels[index] ?? null,
      format: (v) => (v === null ? "" : String(v)),
      whyEmpty: "not labelled",
    },
    {
      key: "channel",
      label: "channel",
      width: 60,
      value: ({ index }) => channelNames[table.mainChannels[index] ?? -1] ?? null,
      help: "channel of the largest template peak",
    },
    {
      key: "depth",
      label: "depth",
      unit: "µm",
      numeric: true,
      width: 70,
      value: ({ index }) => table.locationsUm[index]?.[1] ?? null,
      whyEmpty: "needs unit_locations",
    },
    ...table.columns.map((metric, at) => metricColumn(metric, table.values[at])),
  ];
}

/** What a filter sees of one row. */
export function lookupOf(columns: readonly Column<UnitRow>[]): (row: UnitRow) => Lookup {
  const byName = new Map(columns.map((column) => [column.key, column]));
  return (row) =>
    (name): FilterValue | undefined =>
      byName.get(name)?.value(row);
}

export const unitsCsv = (rows: readonly UnitRow[], columns: readonly Column<UnitRow>[]): string =>
  csvOf(
    columns.map(({ key }) => (key === "id" ? "unit_id" : key)),
    rows.map((row) => columns.map((column) => column.value(row))),
  );

/** Columns in which no unit has a value: hidden until asked for. */
export const emptyColumns = (table: UnitTable): ReadonlySet<string> =>
  new Set(
    table.columns.flatMap(({ name }, at) =>
      table.unitIds.length > 0 && table.values[at]?.every((value) => value === null) === true
        ? [name]
        : [],
    ),
  );

/** Columns in the order that the user has dragged them to; new ones keep their place at the end. */
export function orderedColumns<C extends { readonly key: string; readonly sticky?: boolean }>(
  columns: readonly C[],
  order: readonly string[],
): readonly C[] {
  const rank = new Map(order.map((key, at) => [key, at]));
  const of = (column: C): number =>
    column.sticky === true ? -1 : (rank.get(column.key) ?? order.length);
  return columns.map((column, at) => ({ column, at })).sort((a, b) => of(a.column) - of(b.column) || a.at - b.at).map(({ column }) => column); // prettier-ignore
}

/** The order after one column was dropped on another. */
export function movedColumn(keys: readonly string[], from: string, to: string): readonly string[] {
  const without = keys.filter((key) => key !== from);
  const at = keys.indexOf(to);
  return [...without.slice(0, at), from, ...without.slice(at)];
}

/** Unit ids as they are typed in other tools. */
export const idsAs = {
  list: (ids: readonly UnitId[]): string => ids.join(", "),
  python: (ids: readonly UnitId[]): string => `[${ids.map((id) => (typeof id === "number" ? id : JSON.stringify(id))).join(", ")}]`, // prettier-ignore
  matlab: (ids: readonly UnitId[]): string =>
    ids.every((id) => typeof id === "number")
      ? `[${ids.join(" ")}]`
      : `{${ids.map((id) => `'${String(id).replaceAll("'", "''")}'`).join(", ")}}`,
} as const;
