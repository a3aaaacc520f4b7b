import { EphysError } from "#core/model/index.ts";
import type { Curation } from "./curation.ts";

/** Which units stay by their labels; one of both. */
export interface LabelFilter {
  /** units with any of these go */
  readonly exclude?: readonly string[] | undefined;
  /** units without all of these go */
  readonly include?: readonly string[] | undefined;
}

/**
 * The curation with units removed by their labels, and their merges without them (apply_sortingview_curation of
 * SpikeInterface 0.103, for any kind of label).
 * @throws InvalidParameter for both kinds of filter, or a label that no definition has
 */
export function removeByLabel(curation: Curation, { exclude, include }: LabelFilter): Curation {
  if (exclude === undefined && include === undefined) return curation;
  if (exclude !== undefined && include !== undefined) {
    throw new EphysError("InvalidParameter", "give labels to exclude or labels to include, not both", { parameter: "exclude_labels" }); // prettier-ignore
  }
  const known = new Set([...curation.labelDefinitions.values()].flatMap(({ options }) => options));
  const strange = [...(exclude ?? []), ...(include ?? [])].find((label) => !known.has(label));
  if (strange !== undefined) {
    throw new EphysError(
      "InvalidParameter",
      `no label is called "${strange}"; there are ${[...known].join(", ")}`,
      { label: strange },
    );
  }
  const labelsOf = new Map(curation.unitIds.map((id) => [id, new Set<string>()]));
  for (const { unitId, labels } of curation.manualLabels) {
    for (const value of [...labels.values()].flat()) labelsOf.get(unitId)?.add(value);
  }
  const gone = new Set(
    curation.unitIds.filter((id) => {
      const own = labelsOf.get(id) ?? new Set<string>();
      return exclude === undefined
        ? include?.some((label) => !own.has(label))
        : exclude.some((label) => own.has(label));
    }),
  );
  return {
    ...curation,
    removed: [...new Set([...curation.removed, ...gone])],
    merges: curation.merges
      .map((merge) => ({ ...merge, unitIds: merge.unitIds.filter((id) => !gone.has(id)) }))
      .filter(({ unitIds }) => unitIds.length > 1),
    splits: curation.splits.filter(({ unitId }) => !gone.has(unitId)),
  };
}
