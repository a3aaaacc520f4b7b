export { planCuration, type CurationNames, type CurationPlan } from "./plan.ts";
export {
  applyCurationToSorting,
  withLabels,
  type ApplyCurationOptions,
  type Curated,
} from "./sorting.ts";
export { applyCurationToAnalyzer, type ApplyToAnalyzerOptions } from "./analyzer.ts";
