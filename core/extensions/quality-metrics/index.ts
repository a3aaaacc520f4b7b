import { z } from "zod";
import {
  selectTableRows,
  type DataColumn,
  type DataTable,
  type SortingAnalyzer,
} from "#core/analyzer/index.ts";
import {
  computeQualityMetrics,
  isComputable,
  METRICS,
  metricByName,
  metricParams,
} from "#core/metrics/index.ts";
import type { JsonObject } from "#core/model/index.ts";
import { defineExtension } from "../define.ts";
import { followTable, type UnitChange } from "../unit-change.ts";

const names = z.array(z.string());
const paramsByMetric = z.record(z.string(), z.record(z.string(), z.json()));

/** What of the stored parameters says how the metrics were computed. */
const metricsStored = z.object({
  metric_names: names.nullish(),
  metric_params: paramsByMetric.nullish(),
  seed: z.number().nullish(),
});

/** Numbers that tell good units from bad ones. */
export const qualityMetrics = defineExtension({
  name: "quality_metrics",
  label: "Quality metrics",
  summary: "Numbers per unit that tell well isolated units from noise.",
  siClass: "spikeinterface.qualitymetrics.quality_metric_calculator.ComputeQualityMetrics",
  siModule: "spikeinterface",
  dependsOn: [],
  // each metric needs some; those that lack theirs are left out
  uses: [...new Set(METRICS.flatMap(({ requires }) => requires.flatMap((one) => one.split("|"))))],
  needsRecording: false,
  si: { useNodePipeline: false, needJobKwargs: true },
  params: z.strictObject({
    metric_names: names
      .nullable()
      .default(null)
      .describe("Metrics to compute; null = all whose extensions exist."),
    metric_params: paramsByMetric
      .nullable()
      .default(null)
      .describe("Per metric, what differs from its defaults."),
    qm_params: paramsByMetric.nullish().describe("Older name of metric_params."),
    peak_sign: z
      .enum(["neg", "pos", "both"])
      .nullable()
      .default(null)
      .describe("Sign of the peak for all metrics that ask for one."),
    seed: z.int().nonnegative().nullable().default(null).describe("Seed of metrics that draw."),
    skip_pc_metrics: z
      .boolean()
      .default(false)
      .describe("Leave out metrics of principal components."),
    delete_existing_metrics: z
      .boolean()
      .default(false)
      .describe("Forget columns that were computed before and are not asked for now."),
    metrics_to_compute: names
      .nullable()
      .default(null)
      .describe("Set by the computation: what was computed this time."),
  }),
  siDefaults: {
    metric_names: null,
    metric_params: null,
    qm_params: null,
    peak_sign: null,
    seed: null,
    skip_pc_metrics: false,
    delete_existing_metrics: false,
    metrics_to_compute: null,
  },
  resolve(params, analyzer) {
    const { qm_params, ...stored } = params;
    const given = params.metric_params ?? qm_params ?? {};
    const names = params.metric_names ?? defaultNames(analyzer, params.skip_pc_metrics);
    const isPossible = (name: string): boolean => isComputable(metricByName(name), analyzer);
    const asked = params.metric_names ?? names.filter(isPossible);
    const complete = Object.fromEntries(
      METRICS.map(({ name }) => {
        const metric = metricByName(name);
        const own: JsonObject = { ...given[name] };
        const forced =
          params.peak_sign !== null && "peak_sign" in metric.params.shape
            ? { peak_sign: params.peak_sign }
            : {};
        return [name, metricParams(metric, { ...own, ...forced })];
      }),
    );
    const kept = params.delete_existing_metrics
      ? []
      : existingNames(analyzer).filter((name) => !names.includes(name));
    return {
      ...stored,
      metric_names: [...names, ...kept],
      metric_params: complete as Record<
        string,
        Record<string, z.output<ReturnType<typeof z.json>>>
      >,
      metrics_to_compute: [...asked],
    };
  },
  async start({ analyzer, params, ctx }) {
    const skip = params.skip_pc_metrics;
    const fresh = await computeQualityMetrics(
      analyzer,
      {
        metricNames: (params.metrics_to_compute ?? []).filter(
          (name) => !skip || metricByName(name).ofComponents !== true,
        ),
        metricParams: params.metric_params ?? undefined,
        seed: params.seed,
      },
      ctx,
    );
    const table = params.delete_existing_metrics ? fresh : withExisting(fresh, analyzer);
    return { kind: "done", data: new Map([["metrics", { kind: "table", table }]]) };
  },
  selectUnits(extension, _analyzer, unitIndices) {
    return new Map(
      Array.from(extension.data, ([name, value]) => [
        name,
        value.kind === "table"
          ? ({ kind: "table", table: selectTableRows(value.table, [...unitIndices]) } as const)
          : value,
      ]),
    );
  },
  async regroupUnits(change) {
    const before = change.extension.data.get("metrics");
    const stored = metricsStored.safeParse(change.extension.params);
    if (before?.kind !== "table" || !stored.success) return undefined;
    const known = new Set<string>(METRICS.map(({ name }) => name));
    // metrics that a newer reference computes, or that lack an extension now, are missing for new units
    const metricNames = (stored.data.metric_names ?? []).filter(
      (name) => known.has(name) && isComputable(metricByName(name), change.after),
    );
    const table = followTable(change, before.table, await tableOfMade(change, metricNames, stored.data)); // prettier-ignore
    return new Map([["metrics", { kind: "table", table }]]);
  },
});

/** Metrics of the units that were made; what needs no other unit is computed without them. */
async function tableOfMade(
  change: UnitChange,
  metricNames: readonly string[],
  stored: z.output<typeof metricsStored>,
): Promise<DataTable> {
  const { after, madeUnits, ctx } = change;
  const options = { metricParams: stored.metric_params ?? undefined, seed: stored.seed };
  const needsOthers = (name: string): boolean => {
    const metric = metricByName(name);
    return metric.ofComponents === true || metric.ofOthers === true;
  };
  const alone = await computeQualityMetrics(
    change.madeAlone(),
    { ...options, metricNames: metricNames.filter((name) => !needsOthers(name)) },
    ctx,
  );
  const others = metricNames.filter(needsOthers);
  if (others.length === 0) return alone;
  const units = new Set(madeUnits);
  const among = await computeQualityMetrics(after, { ...options, metricNames: others, units }, ctx);
  const own = selectTableRows(among, [...madeUnits]);
  return { index: alone.index, columns: [...alone.columns, ...own.columns] };
}

/** What is computed when nothing is named: all but what is opt-in, components where they exist. */
function defaultNames(analyzer: SortingAnalyzer, skipComponents: boolean): string[] {
  const withComponents = !skipComponents && analyzer.extensions.has("principal_components");
  return METRICS.map(({ name }) => metricByName(name))
    .filter(({ optIn }) => optIn !== true)
    .filter(({ ofComponents }) => withComponents || ofComponents !== true)
    .map(({ name }) => name);
}

function existingNames(analyzer: SortingAnalyzer): string[] {
  const value = analyzer.extensions.get("quality_metrics")?.params["metric_names"];
  return Array.isArray(value) ? value.filter((name) => typeof name === "string") : [];
}

/** New columns, then those of an earlier computation that are not among them. */
function withExisting(fresh: DataTable, analyzer: SortingAnalyzer): DataTable {
  const before = analyzer.extensions.get("quality_metrics")?.data.get("metrics");
  if (before?.kind !== "table" || before.table.index.length !== fresh.index.length) return fresh;
  const known = new Set(fresh.columns.map(({ name }) => name));
  const kept: DataColumn[] = before.table.columns.filter(({ name }) => !known.has(name));
  return { index: fresh.index, columns: [...fresh.columns, ...kept] };
}
