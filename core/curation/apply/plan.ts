import { EphysError, type UnitId } from "#core/model/index.ts";
import {
  freeMergedIds,
  freeSplitIds,
  unitIndicesOf,
  spikesByUnit,
  type MergeIdStrategy,
  type Sorting,
  type SplitIdStrategy,
  type SplitParts,
} from "#core/sorting/index.ts";
import { checkCuration, type Curation, type CurationSplit } from "../format/index.ts";

export interface CurationNames {
  /** of merged units without a name of their own; "append" */
  readonly mergeIds?: MergeIdStrategy | undefined;
  /** of parts without names of their own; "append" */
  readonly splitIds?: SplitIdStrategy | undefined;
}

/** What a curation does to a sorting, in the order in which it is done. */
export interface CurationPlan {
  readonly removed: readonly UnitId[];
  readonly merges: readonly (readonly UnitId[])[];
  readonly mergedIds: readonly UnitId[];
  readonly splits: ReadonlyMap<UnitId, SplitParts>;
  readonly splitIds: readonly (readonly UnitId[])[];
}

/**
 * Names every new unit and completes every split. Given names are used (the reference drops those of merges).
 * @throws InvalidValue when the curation is about other units, or does not fit its own rules
 */
export function planCuration(
  sorting: Sorting,
  curation: Curation,
  { mergeIds = "append", splitIds = "append" }: CurationNames = {},
): CurationPlan {
  checkCuration(curation);
  const own = new Set(sorting.unitIds);
  const other = curation.unitIds.find((id) => !own.has(id));
  if (other !== undefined || own.size !== curation.unitIds.length) {
    const missing = sorting.unitIds.find((id) => !curation.unitIds.includes(id));
    throw new EphysError(
      "InvalidValue",
      `the curation is about other units: ` +
        (other === undefined
          ? `it lacks unit ${JSON.stringify(missing)} of the sorting`
          : `the sorting lacks unit ${JSON.stringify(other)}`),
      { unitId: other ?? missing },
    );
  }
  const given = [
    ...curation.merges.flatMap(({ newUnitId }) => (newUnitId === undefined ? [] : [newUnitId])),
    ...curation.splits.flatMap(({ newUnitIds }) => newUnitIds ?? []),
  ];
  const merges = curation.merges.map(({ unitIds }) => [...new Set(unitIds)]);
  // names are made after those given, and after every old one, also of removed units
  const known = [...sorting.unitIds, ...given];
  const unnamed = curation.merges.flatMap(({ newUnitId }, i) => (newUnitId === undefined ? [merges[i]] : [])); // prettier-ignore
  const made = (unnamed.length === 0 ? [] : freeMergedIds(known, unnamed, mergeIds)).values();
  const mergedIds = curation.merges.map(({ newUnitId }) => newUnitId ?? next(made));
  const splits = new Map(curation.splits.map((split) => [split.unitId, partsOf(sorting, split)]));
  const nameless = curation.splits.filter(({ newUnitIds }) => newUnitIds === undefined);
  const parts = freeSplitIds(
    [...known, ...mergedIds.filter((id) => !known.includes(id))],
    nameless.map(({ unitId }) => [unitId, splits.get(unitId)?.length ?? 0] as const),
    splitIds,
  ).values();
  return {
    removed: curation.removed,
    merges,
    mergedIds,
    splits,
    splitIds: curation.splits.map(({ newUnitIds }) => newUnitIds ?? next(parts)),
  };
}

function next<T>(values: Iterator<T>): T {
  const step = values.next();
  if (step.done === true) throw new EphysError("Internal", "a new unit has no name");
  return step.value;
}

/** Parts of a split unit; spikes that no list names are one more part. */
function partsOf(sorting: Sorting, { unitId, by }: CurationSplit): SplitParts {
  const [unit] = unitIndicesOf(sorting, [unitId]);
  const { starts } = spikesByUnit(sorting);
  const { numSegments } = sorting;
  const count = starts[(unit + 1) * numSegments] - starts[unit * numSegments];
  if (by.mode === "labels") {
    if (by.labels.length !== count) {
      throw new EphysError(
        "InvalidValue",
        `the split of unit ${JSON.stringify(unitId)} has ${String(by.labels.length)} labels for ${String(count)} spikes`,
        { unitId },
      );
    }
    const kinds = [...new Set(by.labels)].sort((a, b) => a - b);
    return kinds.map((kind) => by.labels.flatMap((label, i) => (label === kind ? [i] : [])));
  }
  const total = by.indices.reduce((n, part) => n + part.length, 0);
  if (total === count) return by.indices;
  const named = new Set(by.indices.flat());
  return [...by.indices, Array.from({ length: count }, (_, i) => i).filter((i) => !named.has(i))];
}
