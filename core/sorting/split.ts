import { ndArray } from "#core/array/index.ts";
import { EphysError, type UnitId } from "#core/model/index.ts";
import { pickProperties } from "#core/recording/index.ts";
import { sortingFromSpikes } from "./memory.ts";
import { checkedSplitIds, freeSplitIds, type SplitIdStrategy } from "./new-unit-ids.ts";
import type { RegroupedSorting } from "./regroup.ts";
import { unitIndicesOf } from "./select.ts";
import type { Sorting } from "./sorting.ts";
import { followSpikesByUnit, spikesByUnit } from "./spikes.ts";

/**
 * The parts of a unit: positions among its spikes, all segments one after the other. Together they hold each spike once.
 */
export type SplitParts = readonly ArrayLike<number>[];

export interface SplitOptions {
  /** per split unit the ids of its parts; default by `newIdStrategy` */
  readonly newUnitIds?: readonly (readonly UnitId[])[] | undefined;
  /** "append" */
  readonly newIdStrategy?: SplitIdStrategy | undefined;
}

/**
 * Splits units (apply_splits_to_sorting of SpikeInterface 0.103): other units first, in order, then the parts of each
 * split unit, with its properties. `is_split` marks them.
 * @throws UnitNotFound, InvalidParameter
 */
export function applySplits(
  sorting: Sorting,
  splits: ReadonlyMap<UnitId, SplitParts>,
  options: SplitOptions = {},
): RegroupedSorting {
  const ids = [...splits.keys()];
  const indices = unitIndicesOf(sorting, ids);
  const counts = [...splits].map(([id, parts]) => [id, parts.length] as const);
  const newIds = options.newUnitIds
    ? checkedSplitIds(sorting.unitIds, counts, options.newUnitIds)
    : freeSplitIds(sorting.unitIds, counts, options.newIdStrategy);
  if (newIds.length !== counts.length) {
    throw new EphysError(
      "InvalidParameter",
      `new_unit_ids name the parts of ${String(newIds.length)} units, ${String(counts.length)} are split`,
      { parameter: "new_unit_ids" },
    );
  }
  const gone = new Set(indices);
  const others = sorting.unitIds.flatMap((_, i) => (gone.has(i) ? [] : [i]));
  const sources = [
    ...others.map((i) => [i]),
    ...counts.flatMap(([, n], k) => Array.from({ length: n }, () => [indices[k]])),
  ];
  const unitIds = [...others.map((i) => sorting.unitIds[i]), ...newIds.flat()];
  if (new Set(unitIds).size !== unitIds.length) {
    throw new EphysError("InvalidParameter", "new_unit_ids name a unit twice", {
      parameter: "new_unit_ids",
    });
  }
  const place = new Int32Array(sorting.unitIds.length);
  others.forEach((index, i) => (place[index] = i));
  const unitIndex = sorting.spikes.unitIndex.map((unit) => place[unit]);
  let next = others.length;
  for (const [k, [unitId, parts]] of [...splits].entries()) {
    labelParts(sorting, unitId, indices[k], parts, next, unitIndex);
    next += parts.length;
  }
  const madeUnits = Int32Array.from({ length: unitIds.length - others.length }, (_, i) => others.length + i); // prettier-ignore
  const isSplit = Uint8Array.from(unitIds, (_, i) => (i < others.length ? 0 : 1));
  const properties = new Map(pickProperties(sorting.properties, sources.map(([from]) => from))); // prettier-ignore
  properties.set("is_split", ndArray("bool", [isSplit.length], isSplit));
  const split = sortingFromSpikes({
    unitIds,
    samplingFrequency: sorting.samplingFrequency,
    numSegments: sorting.numSegments,
    spikes: { ...sorting.spikes, unitIndex },
    keepOrder: true,
    properties,
    annotations: sorting.annotations,
  });
  followSpikesByUnit(sorting, split, sources, madeUnits);
  return {
    sorting: split,
    sources,
    madeUnits,
    kept: undefined,
    lineage: ids.flatMap((id, k) =>
      newIds[k].map((unitId) => ({ unitId, from: [id], by: "split" as const })),
    ),
  };
}

/** Writes the positions of a unit's parts, from `first` on, into the unit indices of its spikes. */
function labelParts(
  sorting: Sorting,
  unitId: UnitId,
  unit: number,
  parts: SplitParts,
  first: number,
  unitIndex: Int32Array,
): void {
  const refuse = (problem: string): never => {
    throw new EphysError(
      "InvalidParameter",
      `split of unit ${JSON.stringify(unitId)}: ${problem}`,
      {
        unitId,
        parameter: "splits",
      },
    );
  };
  if (parts.length < 2) refuse(`it needs at least two parts, not ${String(parts.length)}`);
  const { starts, rows } = spikesByUnit(sorting);
  const from = starts[unit * sorting.numSegments];
  const count = starts[(unit + 1) * sorting.numSegments] - from;
  const total = parts.reduce((n, part) => n + part.length, 0);
  if (total !== count) {
    refuse(`its parts have ${String(total)} spikes, the unit has ${String(count)}`);
  }
  const taken = new Uint8Array(count);
  for (const [p, part] of parts.entries()) {
    for (let i = 0; i < part.length; i++) {
      const at = part[i];
      if (!Number.isInteger(at) || at < 0 || at >= count || taken[at] !== 0) {
        refuse(`spike ${String(at)} is not one of 0 to ${String(count - 1)}, or is given twice`);
      }
      taken[at] = 1;
      unitIndex[rows[from + at]] = first + p;
    }
  }
}
