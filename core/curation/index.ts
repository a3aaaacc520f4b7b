export * from "./format/index.ts";
export * from "./apply/index.ts";
export * from "./auto-merge/index.ts";
export {
  findRedundantUnits,
  REDUNDANCY_STRATEGIES,
  removeRedundantUnits,
  type RedundancyOptions,
  type RedundancyStrategy,
  type RedundantPair,
  type RemoveRedundantOptions,
  type WithoutRedundant,
} from "./redundant.ts";
export { curationOfMerges, lineageToJson, type CurationRecord } from "./lineage.ts";
export * from "./journal/index.ts";
export { splitAtPositions, splitUnit, type SplitMethod } from "./split/index.ts";
export { previewRegroup, type RegroupPreview, type UnitPicture } from "./preview/index.ts";
export * from "./triage/index.ts";
export {
  loadDeskAnalyzer,
  phyFolderAt,
  SORTER_TEMPLATES,
  writePhyBack,
} from "./phy-folder/index.ts";
