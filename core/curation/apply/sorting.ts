import type { UnitId } from "#core/model/index.ts";
import {
  applyMerges,
  applySplits,
  removeUnits,
  withSortingMetadata,
  type Sorting,
  type UnitOrigin,
} from "#core/sorting/index.ts";
import { labelPropertiesOf, type Curation } from "../format/index.ts";
import { planCuration, type CurationNames } from "./plan.ts";

export interface ApplyCurationOptions extends CurationNames {
  /** spikes of merged units that follow another by less than this many ms are dropped */
  readonly censorMs?: number | undefined;
}

/** A curated object, and where its new units come from. */
export interface Curated<T> {
  readonly value: T;
  readonly lineage: readonly UnitOrigin[];
  readonly removed: readonly UnitId[];
  /** merges that were left out, with the reason in the log */
  readonly skipped: readonly (readonly UnitId[])[];
}

/**
 * Removes, merges, then splits units and labels what results (apply_curation of SpikeInterface 0.103). The sorting given
 * stays as it is.
 * @throws InvalidValue, InvalidParameter
 */
export function applyCurationToSorting(
  sorting: Sorting,
  curation: Curation,
  options: ApplyCurationOptions = {},
): Curated<Sorting> {
  const plan = planCuration(sorting, curation, options);
  const lineage: UnitOrigin[] = [];
  let now = plan.removed.length > 0 ? removeUnits(sorting, plan.removed) : sorting;
  if (plan.merges.length > 0) {
    const merged = applyMerges(now, plan.merges, {
      newUnitIds: plan.mergedIds,
      censorMs: options.censorMs,
    });
    now = merged.sorting;
    lineage.push(...merged.lineage);
  }
  if (plan.splits.size > 0) {
    const split = applySplits(now, plan.splits, { newUnitIds: plan.splitIds });
    now = split.sorting;
    lineage.push(...split.lineage);
  }
  return {
    value: withLabels(now, curation, lineage),
    lineage,
    removed: plan.removed,
    skipped: [],
  };
}

/** The sorting with the labels of its units as properties. */
export function withLabels(
  sorting: Sorting,
  curation: Curation,
  lineage: readonly UnitOrigin[],
): Sorting {
  if (curation.labelDefinitions.size === 0) return sorting;
  const origins = new Map(lineage.map(({ unitId, from }) => [unitId, from]));
  const properties = labelPropertiesOf(
    curation,
    sorting.unitIds.map((id) => origins.get(id) ?? [id]),
  );
  return withSortingMetadata(sorting, { properties });
}
