import { z } from "zod";
import { selectTableRows, type DataColumn } from "#core/analyzer/index.ts";
import { computeQualityMetrics } from "#core/metrics/index.ts";
import { defineExtension } from "../define.ts";

/** SpikeInterface 0.104's metrics of spike trains; both are quality metrics too. */
const SPIKE_TRAIN_METRICS = ["num_spikes", "firing_rate"] as const;

const names = z.array(z.enum(SPIKE_TRAIN_METRICS));

/** Numbers of the spike trains alone: no recording, no templates. */
export const spikeTrainMetrics = defineExtension({
  name: "spiketrain_metrics",
  label: "Spike train metrics",
  summary:
    "Number of spikes and firing rate of each unit; SpikeInterface reads it from version 0.104 on.",
  siClass: "spikeinterface.metrics.spiketrain.spiketrain_metrics.ComputeSpikeTrainMetrics",
  siModule: "spikeinterface",
  dependsOn: [],
  needsRecording: false,
  si: { useNodePipeline: false, needJobKwargs: false },
  params: z.strictObject({
    metric_names: names.nullable().default(null).describe("Metrics to compute; null = all."),
    metric_params: z
      .record(z.enum(SPIKE_TRAIN_METRICS), z.strictObject({}))
      .nullable()
      .default(null)
      .describe("Per metric, what differs from its defaults; neither has any."),
    delete_existing_metrics: z
      .boolean()
      .default(false)
      .describe("Forget columns that were computed before and are not asked for now."),
    metrics_to_compute: names
      .optional()
      .describe("Set by the computation: what was computed this time."),
  }),
  siDefaults: { metric_names: null, metric_params: null, delete_existing_metrics: false },
  resolve(params, analyzer) {
    const asked = [...new Set(params.metric_names ?? SPIKE_TRAIN_METRICS)];
    const stored = names.safeParse(
      analyzer.extensions.get("spiketrain_metrics")?.params["metric_names"],
    );
    const before = params.delete_existing_metrics || !stored.success ? [] : stored.data;
    const kept = before.filter((name) => !asked.includes(name));
    return {
      metric_names: [...asked, ...kept],
      metric_params: { num_spikes: {}, firing_rate: {} },
      delete_existing_metrics: params.delete_existing_metrics,
      metrics_to_compute: asked,
    };
  },
  async start({ analyzer, params, ctx }) {
    const metricNames = params.metrics_to_compute ?? [...SPIKE_TRAIN_METRICS];
    const fresh = await computeQualityMetrics(analyzer, { metricNames }, ctx);
    const before = analyzer.extensions.get("spiketrain_metrics")?.data.get("metrics");
    const isFresh = ({ name }: DataColumn): boolean =>
      fresh.columns.some((column) => column.name === name);
    const kept =
      params.delete_existing_metrics || before?.kind !== "table"
        ? []
        : before.table.columns.filter((column) => !isFresh(column));
    const table = { index: fresh.index, columns: [...fresh.columns, ...kept] };
    return { kind: "done", data: new Map([["metrics", { kind: "table", table }]]) };
  },
  selectUnits(extension, _analyzer, unitIndices) {
    const value = extension.data.get("metrics");
    if (value?.kind !== "table") return extension.data;
    const table = selectTableRows(value.table, [...unitIndices]);
    return new Map([["metrics", { kind: "table", table }]]);
  },
});
