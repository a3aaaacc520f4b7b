export * from "./define.ts";
export { METRICS, type MetricName } from "./catalog.ts";
export {
  computeQualityMetrics,
  defaultMetrics,
  isComputable,
  metricByName,
  metricParams,
  type QualityMetricOptions,
} from "./compute.ts";
export { componentMetricTask } from "./components/task.ts";
export { unitSnr } from "./quality/snr/index.ts";
export { histogram, median } from "./quality/shared/numeric.ts";
export { poissonTail } from "./quality/shared/poisson.ts";
export {
  TEMPLATE_METRICS,
  templateMetricParams,
  type TemplateMetric,
  type TemplateMetricParams,
} from "./template/catalog.ts";
export { computeTemplateMetrics, type TemplateMetricOptions } from "./template/compute.ts";
