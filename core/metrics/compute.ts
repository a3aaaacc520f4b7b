import type { DataColumn, DataTable, SortingAnalyzer } from "#core/analyzer/index.ts";
import { throwIfCancelled, type ComputeContext } from "#core/compute/index.ts";
import { checkedBy, EphysError, type JsonObject } from "#core/model/index.ts";
import { countSpikes } from "#core/sorting/index.ts";
import { METRICS } from "./catalog.ts";
import type { MetricDefinition, MetricValues, SharedResults } from "./define.ts";

const BY_NAME = new Map<string, MetricDefinition>(
  // each definition checks its own parameters, so that the common type may forget them
  METRICS.map((metric) => [metric.name, metric as unknown as MetricDefinition]),
);

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
export function isComputable(
  metric: Pick<MetricDefinition, "requires">,
  analyzer: SortingAnalyzer,
): boolean {
  return missingFor(metric, analyzer) === undefined;
}

/** The metrics that are computed when none is asked for by name. */
export function defaultMetrics(analyzer: SortingAnalyzer): MetricDefinition[] {
  return [...BY_NAME.values()].filter(
    (metric) => metric.optIn !== true && isComputable(metric, analyzer),
  );
}

/** The parameters of a metric, completed; SpikeInterface's names. @throws InvalidParameter */
export function metricParams(
  metric: Pick<MetricDefinition, "name" | "params">,
  given: JsonObject = {},
): JsonObject {
  const { name, params } = metric;
  return checkedBy(params, given, `metric ${name}`, { metric: name }) as JsonObject; // schemas of metrics hold JSON values only
}

export interface QualityMetricOptions {
  /** default: all whose extensions exist, without those that are opt-in */
  readonly metricNames?: readonly string[] | undefined;
  /** per metric, what differs from its defaults */
  readonly metricParams?: Readonly<Record<string, JsonObject>> | undefined;
  /** of metrics that draw; default null, which is 0 */
  readonly seed?: number | null | undefined;
  /** positions of the units whose values are wanted; default all */
  readonly units?: ReadonlySet<number> | undefined;
}

/**
 * Quality metrics of all units, one column per value: those of spikes and templates in the order of their names, then those
 * of principal components. Units without spikes have no values.
 * @throws MissingExtension when a metric that was asked for by name lacks an extension
 */
export async function computeQualityMetrics(
  analyzer: SortingAnalyzer,
  options: QualityMetricOptions,
  ctx: ComputeContext,
): Promise<DataTable> {
  const { units, seed = null } = options;
  const chosen = options.metricNames?.map(metricByName) ?? defaultMetrics(analyzer);
  for (const metric of chosen) refuseMissing(metric, analyzer);
  const counts = countSpikes(analyzer.sorting);
  const wants = (unit: number): boolean => counts[unit] > 0 && (units?.has(unit) ?? true);
  const shared = sharedResults();
  const columns: DataColumn[] = [];
  const last: DataColumn[][] = [[], [], []];
  const compute = (metric: MetricDefinition): MetricValues | Promise<MetricValues> => {
    const params = metricParams(metric, options.metricParams?.[metric.name]);
    return metric.compute({ analyzer, params, ctx, seed, wants, shared });
  };
  const plain = chosen.filter(({ ofComponents }) => ofComponents !== true);
  for (const [i, metric] of plain.entries()) {
    throwIfCancelled(ctx.cancel);
    ctx.report({ step: `metric ${metric.name}`, fraction: i / plain.length });
    columns.push(...columnsOf(metric, await compute(metric), counts));
  }
  throwIfCancelled(ctx.cancel);
  // all at once: they go over the same neighbourhoods
  const ofComponents = chosen.filter((metric) => metric.ofComponents === true);
  const results = await allSettled(ofComponents.map(async (metric) => compute(metric)));
  for (const [i, metric] of ofComponents.entries()) {
    for (const column of columnsOf(metric, results[i], counts)) {
      last[rankOf(column.name)].push(column);
    }
  }
  return { index: analyzer.sorting.unitIds, columns: [...columns, ...last.flat()] };
}

/** The values of all promises, when none is under way any more. @throws what the first of them failed with */
async function allSettled<T>(promises: readonly Promise<T>[]): Promise<readonly T[]> {
  await Promise.allSettled(promises);
  return Promise.all(promises);
}

/** Columns that were computed; some depend on parameters. */
function columnsOf(
  metric: MetricDefinition,
  results: MetricValues,
  counts: ArrayLike<number>,
): DataColumn[] {
  return metric.columns
    .filter(({ name }) => name in results)
    .map(({ name, dtype }) => ({
      name,
      dtype,
      values: results[name].map((value, unit) =>
        counts[unit] === 0 ? (name === "num_spikes" ? 0 : NaN) : value,
      ),
    }));
}

/** SpikeInterface appends the columns of metrics that have two of them. */
function rankOf(column: string): number {
  if (column === "nn_unit_id" || column === "silhouette_full") return 2;
  return column === "nn_hit_rate" || column === "nn_miss_rate" ? 1 : 0;
}

function sharedResults(): SharedResults {
  const made = new Map<string, unknown>();
  return {
    once<T>(key: string, make: () => T): T {
      if (!made.has(key)) made.set(key, make());
      return made.get(key) as T; // one type per key, as the interface asks
    },
  };
}

function refuseMissing(metric: MetricDefinition, analyzer: SortingAnalyzer): void {
  const missing = missingFor(metric, analyzer);
  if (missing === undefined) return;
  throw new EphysError(
    "MissingExtension",
    `metric ${metric.name} needs the extension ${missing.replaceAll("|", " or ")}; compute it first`,
    { metric: metric.name, name: missing },
  );
}

function missingFor(
  metric: Pick<MetricDefinition, "requires">,
  analyzer: SortingAnalyzer,
): string | undefined {
  return metric.requires.find(
    (names) => !names.split("|").some((name) => analyzer.extensions.has(name)),
  );
}
