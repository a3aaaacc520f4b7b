import type { SortingAnalyzer } from "#core/analyzer/index.ts";
import { METRICS } from "#core/metrics/index.ts";
import { EphysError, type JsonObject, type JsonValue } from "#core/model/index.ts";
import { equalJson, METRIC_EXTENSIONS, metricNamesOf, metricParamsOf } from "./metric-table.ts";

/* What a model has to remember of how its metrics were computed. */

/** Columns of quality metrics; silhouette_full is a way to compute silhouette. */
const QUALITY_COLUMNS = new Set([
  ...METRICS.flatMap((metric) => metric.columns.map(({ name }) => name)),
  "nn_unit_id",
  "silhouette_full",
]);

const TEMPLATE_COLUMNS = new Set([
  "peak_to_valley",
  "peak_trough_ratio",
  "half_width",
  "repolarization_slope",
  "recovery_slope",
  "num_positive_peaks",
  "num_negative_peaks",
  "velocity_above",
  "velocity_below",
  "exp_decay",
  "spread",
]);

/** Metrics of tables: only their names are known. */
export function paramsFromNames(names: readonly string[]): JsonObject {
  return {
    quality_metric_params: { metric_names: names.filter((name) => QUALITY_COLUMNS.has(name)) },
    template_metric_params: { metric_names: names.filter((name) => TEMPLATE_COLUMNS.has(name)) },
  };
}

/** Metrics whose parameters differ between analyzers. */
function conflictingMetrics(analyzers: readonly SortingAnalyzer[]): ReadonlySet<string> {
  const all = analyzers.map((analyzer) => ({
    ...metricParamsOf(analyzer.extensions.get("quality_metrics")),
    ...metricParamsOf(analyzer.extensions.get("template_metrics")),
  }));
  const found = new Set<string>();
  for (const [i, later] of all.entries()) {
    for (const earlier of all.slice(0, i)) {
      for (const [metric, params] of Object.entries(later)) {
        if (!equalJson(params, earlier[metric])) found.add(metric);
      }
    }
  }
  return found;
}

/**
 * The first analyzer's parameters of the metrics that all analyzers computed alike.
 * @throws InvalidParameter naming the metrics that differ, when `enforce` is set
 */
export function paramsFromAnalyzers(
  analyzers: readonly SortingAnalyzer[],
  enforce: boolean,
  log: (message: string) => void,
): JsonObject {
  const conflicts = conflictingMetrics(analyzers);
  if (conflicts.size > 0) {
    const message = `these metrics were computed with different parameters: ${[...conflicts].join(", ")}`;
    if (enforce) throw new EphysError("InvalidParameter", message, { metrics: [...conflicts] });
    log(message);
  }
  const out: Record<string, JsonValue> = {};
  for (const name of METRIC_EXTENSIONS) {
    const extension = analyzers[0]?.extensions.get(name);
    if (extension === undefined) continue;
    const stored = metricParamsOf(extension);
    const kept = metricNamesOf(extension.params).filter((metric) => !conflicts.has(metric));
    const metric_params = Object.fromEntries(kept.map((metric) => [metric, stored[metric] ?? {}]));
    out[`${name.slice(0, -1)}_params`] = { ...extension.params, metric_params };
  }
  return out;
}
