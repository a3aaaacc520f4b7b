import type { JsonObject } from "#core/model/index.ts";
import { EphysError } from "#core/model/index.ts";
import type { Curation, CurationSplit, UnitLabels } from "./curation.ts";

/** Versions that can be written. */
export const CURATION_VERSIONS = ["0", "1", "2"] as const;
export type CurationVersion = (typeof CURATION_VERSIONS)[number];

/**
 * A curation as a document. Version 2 says everything; what an older one has no words for is refused rather than lost.
 * @throws Unsupported
 */
export function curationToJson(curation: Curation, version: CurationVersion = "2"): JsonObject {
  switch (version) {
    case "2":
      return {
        format_version: "2",
        ...common(curation),
        removed: curation.removed,
        merges: curation.merges.map(({ unitIds, newUnitId }) => ({
          unit_ids: unitIds,
          new_unit_id: newUnitId ?? null,
        })),
        splits: curation.splits.map(splitToJson),
      };
    case "1":
      refuseLoss(curation, version);
      return {
        format_version: "1",
        ...common(curation),
        merge_unit_groups: curation.merges.map(({ unitIds }) => unitIds),
        removed_units: curation.removed,
      };
    case "0":
      refuseLoss(curation, version);
      if (curation.removed.length > 0) cannotSay(version, "removed units");
      return {
        labelsByUnit: Object.fromEntries(
          curation.manualLabels.map(({ unitId, labels }) => [
            String(unitId),
            [...labels.values()].flat(),
          ]),
        ),
        mergeGroups: curation.merges.map(({ unitIds }) => unitIds),
      };
    default:
      return version satisfies never;
  }
}

function common({ unitIds, labelDefinitions, manualLabels }: Curation): JsonObject {
  return {
    unit_ids: unitIds,
    label_definitions: Object.fromEntries(
      [...labelDefinitions].map(([kind, { options, exclusive }]) => [
        kind,
        { name: kind, label_options: options, exclusive },
      ]),
    ),
    manual_labels: manualLabels.map(labelsToJson),
  };
}

function labelsToJson({ unitId, labels }: UnitLabels): JsonObject {
  return { unit_id: unitId, labels: Object.fromEntries(labels) };
}

function splitToJson({ unitId, by, newUnitIds }: CurationSplit): JsonObject {
  return {
    unit_id: unitId,
    mode: by.mode,
    // a null list is refused by the reference's reader, an absent one is not
    ...(by.mode === "indices" ? { indices: by.indices } : { labels: by.labels }),
    ...(newUnitIds === undefined ? {} : { new_unit_ids: newUnitIds }),
  };
}

function refuseLoss({ splits, merges }: Curation, version: CurationVersion): void {
  if (splits.length > 0) cannotSay(version, "splits");
  if (merges.some(({ newUnitId }) => newUnitId !== undefined)) {
    cannotSay(version, "ids of merged units");
  }
}

function cannotSay(version: CurationVersion, what: string): never {
  throw new EphysError("Unsupported", `curation version ${version} cannot hold ${what}; write version 2`); // prettier-ignore
}
