import type { UnitId } from "#core/model/index.ts";
import { freeMergedIds, freeSplitIds } from "#core/sorting/index.ts";
import type { JournalEntry } from "./actions.ts";

/** Every id that a unit has or had, whatever the branch and also where it was taken back: none is given again. */
export function usedUnitIds(
  unitIds: readonly UnitId[],
  entries: readonly JournalEntry[],
): readonly UnitId[] {
  const used = new Set(unitIds);
  for (const entry of entries) {
    if (entry.kind !== "act") continue;
    const { action } = entry;
    if (action.kind === "merge") used.add(action.newUnitId);
    if (action.kind === "split") for (const id of action.newUnitIds) used.add(id);
  }
  return [...used];
}

/** The id of a merged unit: the number after the largest that was ever used, or a new name. */
export function mergedUnitId(used: readonly UnitId[], unitIds: readonly UnitId[]): UnitId {
  return freeMergedIds(used, [unitIds])[0];
}

/** The ids of a unit's parts. */
export function partUnitIds(used: readonly UnitId[], unitId: UnitId, numParts: number): UnitId[] {
  return freeSplitIds(used, [[unitId, numParts]])[0];
}
