import type { UnitId } from "#core/model/index.ts";
import type { ActEntry, LabelsByCategory } from "./actions.ts";
import type { CuratedUnits } from "./state.ts";

/** How two branches differ. */
export interface BranchDiff {
  /** actions of both, up to where they part */
  readonly shared: number;
  /** actions that only one has, in order */
  readonly onlyA: readonly ActEntry[];
  readonly onlyB: readonly ActEntry[];
  /** units that are there on one only */
  readonly unitsA: readonly UnitId[];
  readonly unitsB: readonly UnitId[];
  /** units of both that are deleted, labelled or described differently */
  readonly changed: readonly {
    readonly unitId: UnitId;
    readonly a: UnitState;
    readonly b: UnitState;
  }[];
}

export interface UnitState {
  readonly removed: boolean;
  readonly labels: LabelsByCategory;
  readonly note: string;
}

/** What a has that b lacks and the other way round; rows of the journal are the same action where their ids are. */
export function diffBranches(
  a: { readonly done: readonly ActEntry[]; readonly units: CuratedUnits },
  b: { readonly done: readonly ActEntry[]; readonly units: CuratedUnits },
): BranchDiff {
  let shared = 0;
  while (shared < a.done.length && a.done[shared].id === b.done.at(shared)?.id) shared++;
  const inA = new Set(a.units.unitIds);
  const inB = new Set(b.units.unitIds);
  return {
    shared,
    onlyA: a.done.slice(shared),
    onlyB: b.done.slice(shared),
    unitsA: a.units.unitIds.filter((id) => !inB.has(id)),
    unitsB: b.units.unitIds.filter((id) => !inA.has(id)),
    changed: a.units.unitIds.flatMap((unitId) => {
      if (!inB.has(unitId)) return [];
      const [one, other] = [unitState(a.units, unitId), unitState(b.units, unitId)];
      return JSON.stringify(one) === JSON.stringify(other) ? [] : [{ unitId, a: one, b: other }];
    }),
  };
}

function unitState({ removed, labels, notes }: CuratedUnits, unitId: UnitId): UnitState {
  const own = Object.entries(labels.get(unitId) ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    removed: removed.has(unitId),
    labels: Object.fromEntries(own),
    note: notes.get(unitId) ?? "",
  };
}

/** A unit with everything that it was made of, down to units of the sorting. */
export interface UnitLineage {
  readonly unitId: UnitId;
  readonly by: "merge" | "split" | null;
  readonly entryId: number | null;
  readonly from: readonly UnitLineage[];
}

/** The tree of origins of a unit. */
export function lineageOf({ made }: Pick<CuratedUnits, "made">, unitId: UnitId): UnitLineage {
  const origin = made.get(unitId);
  if (origin === undefined) return { unitId, by: null, entryId: null, from: [] };
  const { by, entryId, from } = origin;
  return { unitId, by, entryId, from: from.map((id) => lineageOf({ made }, id)) };
}
