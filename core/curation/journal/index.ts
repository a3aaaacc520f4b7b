export * from "./actions.ts";
export { MAIN_BRANCH, replayJournal, type JournalBranch, type ReplayedJournal } from "./replay.ts";
export { curatedUnits, mergedLabels, pairKey, type CuratedUnits, type MadeUnit } from "./state.ts";
export { mergedUnitId, partUnitIds, usedUnitIds } from "./new-ids.ts";
export { actionFromStored, storedAction, type StoredAction } from "./codec.ts";
export { composeUnits, type ComposedSplit, type ComposedUnits } from "./compose.ts";
export { withComponents } from "./components.ts";
export { withUnitLocations } from "./locations.ts";
export { curationDocuments } from "./documents.ts";
export { applyAction, curateAnalyzer, isStructural, withCurationProperties } from "./analyzer.ts";
export {
  diffBranches,
  lineageOf,
  type BranchDiff,
  type UnitLineage,
  type UnitState,
} from "./diff.ts";
