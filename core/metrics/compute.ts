import type { DataTable, SortingAnalyzer } from "#core/analyzer/index.ts";
import { EphysError, type JsonObject } from "#core/model/index.ts";
import { countSpikes } from "#core/sorting/index.ts";
import { METRICS } from "./catalog.ts";
import type { MetricDefinition } from "./define.ts";

const BY_NAME = new Map<string, MetricDefinition>(METRICS.map((metric) => [metric.name, metric]));

/** The metric called `name`. @throws UnknownName listing those that exist */
export function metricByName(name: string): MetricDefinition {
  const metric = BY_NAME.get(name);
  if (metric !== undefined) return metric;
  throw new EphysError(
    "UnknownName",
    `no quality metric is called "${name}"; there are ${[...BY_NAME.keys()].join(", ")}`,
    { name },
  );
}

/** Whether the analyzer has the extensions that a metric needs. */
export function isComputable(metric: MetricDefinition, analyzer: SortingAnalyzer): boolean {
  return missingFor(metric, analyzer) === undefined;
}

/** The parameters of a metric, completed; SpikeInterface's names. @throws InvalidParameter */
export function metricParams(metric: MetricDefinition, given: JsonObject = {}): JsonObject {
  const parsed = metric.params.safeParse(given);
  if (parsed.success) return parsed.data as JsonObject; // schemas of metrics hold JSON values only
  const [issue] = parsed.error.issues;
  throw new EphysError(
    "InvalidParameter",
    `metric ${metric.name}: ${issue.path.join(".")} ${issue.message}`.trim(),
    { metric: metric.name },
  );
}

export interface QualityMetricOptions {
  /** default: all whose extensions exist */
  readonly metricNames?: readonly string[] | undefined;
  /** per metric, what differs from its defaults */
  readonly metricParams?: Readonly<Record<string, JsonObject>> | undefined;
}

/**
 * Quality metrics of all units, one column per value, in the order of the names. Units without spikes have no values.
 * @throws MissingExtension when a metric that was asked for by name lacks an extension
 */
export function computeQualityMetrics(
  analyzer: SortingAnalyzer,
  options: QualityMetricOptions = {},
): DataTable {
  const chosen =
    options.metricNames?.map(metricByName) ??
    METRICS.filter((metric: MetricDefinition) => isComputable(metric, analyzer));
  const counts = countSpikes(analyzer.sorting);
  const columns = chosen.flatMap((metric: MetricDefinition) => {
    const missing = missingFor(metric, analyzer);
    if (missing !== undefined) {
      throw new EphysError(
        "MissingExtension",
        `metric ${metric.name} needs the extension ${missing.replaceAll("|", " or ")}; compute it first`,
        { metric: metric.name, name: missing },
      );
    }
    const params = metricParams(metric, options.metricParams?.[metric.name]);
    const results = metric.compute({ analyzer, params });
    return metric.columns.map(({ name, dtype }) => ({
      name,
      dtype,
      values: results[name].map((value, unit) =>
        counts[unit] === 0 ? (name === "num_spikes" ? 0 : NaN) : value,
      ),
    }));
  });
  return { index: analyzer.sorting.unitIds, columns };
}

function missingFor(metric: MetricDefinition, analyzer: SortingAnalyzer): string | undefined {
  return metric.requires.find(
    (names) => !names.split("|").some((name) => analyzer.extensions.has(name)),
  );
}
