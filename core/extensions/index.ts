export * from "./define.ts";
export { EXTENSIONS, type ExtensionName } from "./catalog.ts";
export { SWEEP_NODES } from "./sweep-nodes.ts";
export { childrenOf, extensionByName } from "./graph.ts";
export {
  computeExtensions,
  deleteExtension,
  parseParams,
  type ComputeExtensionsOptions,
  type ExtensionRequests,
} from "./run.ts";
export { writeAllComponents } from "./principal-components/all-spikes.ts";
export {
  writeComponentFile,
  type ComponentFileOptions,
} from "./principal-components/component-file.ts";
export { scalingFitTask } from "./amplitude-scalings/task.ts";
export { unitTemplateTask } from "./templates/task.ts";
export { correlogramRowTask } from "./correlograms/task.ts";
export { channelModelTask } from "./principal-components/task.ts";
export { crossingNoiseTask } from "./noise-levels/node.ts";
export { pairSimilarity } from "./template-similarity/similarity.ts";
export { selectUnitsOfAnalyzer } from "./select.ts";
export {
  mergeUnitsOfAnalyzer,
  splitUnitsOfAnalyzer,
  type MergeAnalyzerOptions,
  type RegroupedAnalyzer,
  type SplitAnalyzerOptions,
} from "./regroup.ts";
