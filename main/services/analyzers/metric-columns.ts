import type { MetricColumn } from "#contract/index.ts";
import { METRICS, TEMPLATE_METRICS } from "#core/metrics/index.ts";

/** Label, unit and meaning of a metric's column; its bare name where the catalog does not know it (a newer Python's). */
export function metricColumnInfo(
  name: string,
): Pick<MetricColumn, "label" | "unit" | "description"> {
  for (const metric of METRICS) {
    const column = metric.columns.find((candidate) => candidate.name === name);
    if (column !== undefined) {
      return { label: column.label, unit: column.unit, description: column.description };
    }
  }
  const shape = TEMPLATE_METRICS.find((metric) => metric.name === name);
  if (shape !== undefined) {
    return { label: shape.label, unit: shape.unit, description: shape.description };
  }
  return { label: name.replaceAll("_", " "), unit: null, description: "" };
}
