import type { UnitId } from "#core/model/index.ts";
import type { Sorting } from "./sorting.ts";

/*
 * What a merge or a split did to the units, in the form that everything per unit or per spike needs to follow it. Rows of
 * the spike vector keep their order, so that results per spike stay valid.
 */

/** A unit of a new sorting and the units whose spikes it has. */
export interface UnitOrigin {
  readonly unitId: UnitId;
  /** ids in the sorting before */
  readonly from: readonly UnitId[];
  readonly by: "merge" | "split";
}

/** A sorting with regrouped spikes. */
export interface RegroupedSorting {
  readonly sorting: Sorting;
  /** per new unit, positions in the sorting before */
  readonly sources: readonly (readonly number[])[];
  /** positions of the units that were made, ascending */
  readonly madeUnits: Int32Array;
  /** [spike before], 1 where kept; undefined = all */
  readonly kept: Uint8Array | undefined;
  /** of the units that were made, in the order they were asked for */
  readonly lineage: readonly UnitOrigin[];
}

/** Lineage of two regroupings one after the other: every unit traced back to the first sorting. */
export function chainLineage(
  earlier: readonly UnitOrigin[],
  later: readonly UnitOrigin[],
): UnitOrigin[] {
  const made = new Map(earlier.map((origin) => [origin.unitId, origin]));
  const used = new Set<UnitId>();
  const traced = later.map((origin) => ({
    ...origin,
    from: [
      ...new Set(
        origin.from.flatMap((id) => {
          const before = made.get(id);
          if (before === undefined) return [id];
          used.add(id);
          return before.from;
        }),
      ),
    ],
  }));
  return [...earlier.filter(({ unitId }) => !used.has(unitId)), ...traced];
}
