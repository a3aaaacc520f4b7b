export {
  chooseSteps,
  DEFAULT_MERGE_PRESET,
  MERGE_PRESETS,
  MERGE_STEPS,
  type MergePreset,
  type MergeRecipe,
  type MergeStepName,
} from "./catalog.ts";
export type { Finding, MergeStep, StepsParams } from "./search.ts";
export {
  findMerges,
  type FindMergesOptions,
  type MergeCandidates,
  type MergeProposal,
  type MergeReason,
} from "./find.ts";
export { connectedGroups } from "./groups.ts";
export {
  autoMerge,
  type AutoMergeOptions,
  type AutoMerged,
  type MergeRound,
} from "./auto-merge.ts";
