import type { MetricColumn } from "#contract/index.ts";
import { METRICS, TEMPLATE_METRICS } from "#core/metrics/index.ts";

type ColumnInfo = Pick<
  MetricColumn,
  "label" | "unit" | "description" | "formula" | "citation" | "requires"
>;

/** Label, unit and meaning of a metric's column; its bare name where the catalog does not know it (a newer Python's). */
export function metricColumnInfo(name: string): ColumnInfo {
  for (const metric of METRICS) {
    const column = metric.columns.find((candidate) => candidate.name === name);
    if (column === undefined) continue;
    const { label, unit, description } = column;
    const formula = "formula" in column && typeof column.formula === "string" ? column.formula : "";
    return {
      label,
      unit,
      description,
      formula,
      citation: metric.citation,
      requires: metric.requires,
    };
  }
  const shape = TEMPLATE_METRICS.find((metric) => metric.name === name);
  if (shape !== undefined) {
    const { label, unit, description, formula, citation } = shape;
    return { label, unit, description, formula, citation, requires: ["templates"] };
  }
  const label = name.replaceAll("_", " ");
  return { label, unit: null, description: "", formula: "", citation: "", requires: [] };
}
