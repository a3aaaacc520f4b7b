export * from "./analyzer.ts";
export * from "./sparsity.ts";
export * from "./templates.ts";
export { denseWhenRead } from "./sparse-rows.ts";
export { framesOfMs, templatesOf } from "./template-access.ts";
export { locationsOf } from "./locations.ts";
export * from "./spike-selection.ts";
export * from "./waveform-node.ts";
export * from "./template-accumulator.ts";
export { unitSumNode } from "./unit-sum-node.ts";
export {
  estimateSparsity,
  SPARSITY_METHODS,
  sparsityFromEnergy,
  sparsityFromTemplates,
  sparsityParams,
  type SparsityParams,
} from "./estimate-sparsity.ts";
export { attributesOf } from "./attributes.ts";
export { createAnalyzer, type CreateAnalyzerOptions } from "./create.ts";
export { saveAnalyzer } from "./save.ts";
export { saveZarrAnalyzer } from "./zarr-analyzer.ts";
export { loadAnalyzer } from "./load.ts";
export { relinkAnalyzer } from "./relink.ts";
export {
  readExtension,
  removeExtension,
  savedExtensionNames,
  writeExtension,
} from "./extension-files.ts";
export { EXTENSION_PLACES } from "./extension-place.ts";
export { analyzerOfUnits, selectAnalyzerUnits, type ExtensionSelector } from "./select-units.ts";
export {
  mergeableGroups,
  MERGING_MODES,
  refuseUnmergeable,
  regroupedSparsity,
  sharedChannelFraction,
  type MergeableGroups,
  type MergingMode,
} from "./regroup-sparsity.ts";
export { csvFromTable, findColumn, selectTableRows, tableFromCsv } from "./data-table.ts";
