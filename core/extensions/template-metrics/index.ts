import { z } from "zod";
import { selectTableRows, type DataTable, type SortingAnalyzer } from "#core/analyzer/index.ts";
import {
  computeTemplateMetrics,
  TEMPLATE_METRICS,
  templateMetricParams,
  type TemplateMetric,
  type TemplateMetricParams,
} from "#core/metrics/index.ts";
import { EphysError } from "#core/model/index.ts";
import { defineExtension, type ExtensionData } from "../define.ts";
import { analyzerOfMadeUnits, followTable } from "../unit-change.ts";
import { channelPositions, sparsityParam } from "../sparsity-param.ts";

const names = z.array(z.string());
const paramsByMetric = z.record(z.string(), templateMetricParams.partial());

const params = z.strictObject({
  metric_names: names
    .nullable()
    .default(null)
    .describe("Metrics to compute; null = those of one channel."),
  peak_sign: z
    .enum(["neg", "pos", "both"])
    .default("neg")
    .describe("Sign of the peak that decides a unit's channel."),
  upsampling_factor: z
    .number()
    .positive()
    .max(100)
    .default(10)
    .transform((factor) => Math.max(1, Math.trunc(factor)))
    .describe("How many times finer the templates are sampled first."),
  sparsity: sparsityParam
    .nullable()
    .default(null)
    .describe("Channels by unit: one row for each of them instead of one for the unit."),
  metric_params: paramsByMetric
    .nullable()
    .default(null)
    .describe("Per metric, what differs from its defaults."),
  metrics_kwargs: templateMetricParams
    .partial()
    .nullish()
    .describe("Older way to give the same parameters to all metrics."),
  include_multi_channel_metrics: z
    .boolean()
    .optional()
    .describe("Also velocity, decay and spread over the channels."),
  delete_existing_metrics: z
    .boolean()
    .default(false)
    .describe("Forget columns that were computed before and are not asked for now."),
  metrics_to_compute: names
    .optional()
    .describe("Set by the computation: what was computed this time."),
});

type Params = z.output<typeof params>;

const isMulti = ({ kind }: TemplateMetric): boolean => kind === "multi";
const namesOf = (metrics: readonly TemplateMetric[]): string[] => metrics.map(({ name }) => name);

/** Numbers of the shape of each unit's template. */
export const templateMetrics = defineExtension({
  name: "template_metrics",
  label: "Template metrics",
  summary: "Numbers of the shape of each unit's template: widths, slopes, peaks, velocity, spread.",
  siClass: "spikeinterface.postprocessing.template_metrics.ComputeTemplateMetrics",
  siModule: "spikeinterface",
  dependsOn: ["templates"],
  needsRecording: false,
  si: { useNodePipeline: false, needJobKwargs: false },
  params,
  siDefaults: {
    metric_names: null,
    peak_sign: "neg",
    upsampling_factor: 10,
    sparsity: null,
    metric_params: null,
    metrics_kwargs: null,
    include_multi_channel_metrics: false,
    delete_existing_metrics: false,
  },
  resolve(params, analyzer) {
    const asked = askedMetrics(params);
    const kept = params.delete_existing_metrics ? [] : existingNames(analyzer);
    return {
      metric_names: [...asked, ...kept.filter((name) => !asked.includes(name))],
      sparsity: params.sparsity,
      peak_sign: params.peak_sign,
      upsampling_factor: params.upsampling_factor,
      metric_params: completeParams(asked, params),
      delete_existing_metrics: params.delete_existing_metrics,
      metrics_to_compute: asked,
    };
  },
  start({ analyzer, params }) {
    const fresh = compute(analyzer, params, params.metrics_to_compute ?? []);
    const kept = params.delete_existing_metrics ? [] : existingColumns(analyzer, fresh);
    return tableData({ index: fresh.index, columns: [...fresh.columns, ...kept] }, "done");
  },
  selectUnits(extension, analyzer, unitIndices) {
    const value = extension.data.get("metrics");
    if (value?.kind !== "table") return extension.data;
    const ids = new Set(Array.from(unitIndices, (unit) => analyzer.sorting.unitIds[unit]));
    const { index } = value.table;
    // a unit may have a row for each of its channels
    const rows =
      index.length === analyzer.sorting.unitIds.length
        ? [...unitIndices]
        : [...index.keys()].filter((row) => ids.has(index[row]));
    return new Map([["metrics", { kind: "table", table: selectTableRows(value.table, rows) }]]);
  },
  regroupUnits(change) {
    const before = change.extension.data.get("metrics");
    const stored = params.safeParse(change.extension.params);
    if (before?.kind !== "table" || !stored.success || stored.data.sparsity !== null) {
      return undefined;
    }
    const names = stored.data.metric_names ?? [];
    const complete = { ...stored.data, metric_params: completeParams(names, stored.data) };
    const made = analyzerOfMadeUnits(change, ["templates"]);
    const table = followTable(change, before.table, compute(made, complete, names));
    return new Map([["metrics", { kind: "table", table }]]);
  },
});

/** @throws UnknownName, InvalidParameter */
function askedMetrics(params: Params): string[] {
  const multi = namesOf(TEMPLATE_METRICS.filter(isMulti));
  const given = params.metric_names ?? namesOf(TEMPLATE_METRICS.filter((m) => !isMulti(m)));
  const unknown = given.find((name) => TEMPLATE_METRICS.every((metric) => metric.name !== name));
  if (unknown !== undefined) {
    throw new EphysError(
      "UnknownName",
      `no template metric is called "${unknown}"; there are ${namesOf(TEMPLATE_METRICS).join(", ")}`,
      { name: unknown },
    );
  }
  const asked = [
    ...new Set([...given, ...(params.include_multi_channel_metrics === true ? multi : [])]),
  ];
  if (params.sparsity !== null && asked.some((name) => multi.includes(name))) {
    throw new EphysError(
      "InvalidParameter",
      "metrics of many channels have one value for a unit: leave sparsity out",
      { parameter: "sparsity" },
    );
  }
  return asked;
}

function completeParams(
  names: readonly string[],
  { metric_params, metrics_kwargs }: Params,
): Record<string, TemplateMetricParams> {
  return Object.fromEntries(
    names.map((name) => {
      const own = metric_params === null ? metrics_kwargs : metric_params[name];
      return [name, templateMetricParams.parse(own ?? {})] as const;
    }),
  );
}

function compute(analyzer: SortingAnalyzer, params: Params, names: readonly string[]): DataTable {
  const complete = completeParams(names, params);
  return computeTemplateMetrics(analyzer, {
    names,
    params: new Map(Object.entries(complete)),
    peakSign: params.peak_sign,
    upsamplingFactor: params.upsampling_factor,
    ...(params.sparsity !== null && { channels: channelPositions(params.sparsity, analyzer) }),
  });
}

function existingNames(analyzer: SortingAnalyzer): string[] {
  const value = analyzer.extensions.get("template_metrics")?.params["metric_names"];
  return Array.isArray(value) ? value.filter((name) => typeof name === "string") : [];
}

/** Columns of an earlier computation that are not computed now. */
function existingColumns(analyzer: SortingAnalyzer, fresh: DataTable): DataTable["columns"] {
  const before = analyzer.extensions.get("template_metrics")?.data.get("metrics");
  if (before?.kind !== "table" || before.table.index.length !== fresh.index.length) return [];
  const known = new Set(fresh.columns.map(({ name }) => name));
  return before.table.columns.filter(({ name }) => !known.has(name));
}

function tableData(
  table: DataTable,
  kind: "done",
): { readonly kind: "done"; readonly data: ExtensionData } {
  return { kind, data: new Map([["metrics", { kind: "table", table }]]) };
}
