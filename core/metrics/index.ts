export * from "./define.ts";
export { METRICS, type MetricName } from "./catalog.ts";
export {
  computeQualityMetrics,
  isComputable,
  metricByName,
  metricParams,
  type QualityMetricOptions,
} from "./compute.ts";
