import type { JsonObject } from "#core/model/index.ts";
import type { AnalyzerSummary, SortingSummary } from "#contract/index.ts";
import { formatCount, formatDate } from "../../app/index.ts";
import { valueOrDefault, withFields } from "../../forms/index.ts";
import type { Column } from "../../tables/index.ts";

export interface SortingRow extends SortingSummary {
  readonly analyzer: AnalyzerSummary | undefined;
}

/** Sortings with the newest analyzer of each. */
export function sortingRows(
  sortings: readonly SortingSummary[],
  analyzers: readonly AnalyzerSummary[],
): readonly SortingRow[] {
  return sortings.map((sorting) => ({
    ...sorting,
    analyzer: analyzers
      .filter(({ sortingId }) => sortingId === sorting.id)
      .reduce<AnalyzerSummary | undefined>((a, b) => (a && a.id > b.id ? a : b), undefined),
  }));
}

const extensionsText = (analyzer: AnalyzerSummary | undefined): string =>
  analyzer
    ? `${analyzer.extensions.filter(({ state }) => state === "done").length} extensions`
    : "none yet";

export const SORTING_COLUMNS: readonly Column<SortingRow>[] = [
  { key: "name", label: "Sorting", width: 140, grow: true, value: ({ name }) => name },
  { key: "source", label: "From", width: 100, value: ({ source }) => source },
  {
    key: "truth",
    label: "Truth",
    width: 48,
    value: (s) => s.isGroundTruth,
    format: (v) => (v === true ? "yes" : ""),
  },
  {
    key: "units",
    label: "Units",
    numeric: true,
    width: 56,
    value: (s) => s.numUnits,
    format: String,
  },
  {
    key: "spikes",
    label: "Spikes",
    numeric: true,
    width: 78,
    value: (s) => s.numSpikes,
    format: (value) => formatCount(Number(value)),
  },
  {
    key: "analyzer",
    label: "Analyzer",
    width: 100,
    value: ({ analyzer }) => extensionsText(analyzer),
  },
  {
    key: "made",
    label: "Made",
    width: 118,
    value: (s) => s.createdAt,
    format: (v) => formatDate(String(v)),
  },
];

/** What each method of choosing a unit's channels looks at, beside the templates' own fields. */
const METHOD_FIELDS: Readonly<Record<string, readonly string[]>> = {
  radius: ["radius_um"],
  best_channels: ["num_channels", "amplitude_mode"],
  closest_channels: ["num_channels"],
  snr: ["threshold", "amplitude_mode"],
  amplitude: ["threshold", "amplitude_mode"],
};
const TEMPLATE_FIELDS = ["peak_sign", "num_spikes_for_sparsity", "ms_before", "ms_after"];

/** The sparsity's form without the fields that the chosen method does not look at. */
export function sparsityForm(schema: JsonObject, values: JsonObject): JsonObject {
  const method = valueOrDefault(schema, values, "method");
  const own = typeof method === "string" ? METHOD_FIELDS[method] : undefined;
  const counts = new Set(["method", ...(own ? [...own, ...TEMPLATE_FIELDS] : ["by_property"])]);
  return withFields(schema, (name) => counts.has(name));
}
