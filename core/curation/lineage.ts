import type { JsonObject, UnitId } from "#core/model/index.ts";
import type { UnitOrigin } from "#core/sorting/index.ts";
import type { MergeRound } from "./auto-merge/index.ts";
import { emptyCuration, type Curation } from "./format/index.ts";

/** What was done to the units of a sorting, as it is kept beside the result (lineage.json). */
export interface CurationRecord {
  /** path of what was curated */
  readonly source: string;
  /** of the sorting before */
  readonly unitIds: readonly UnitId[];
  readonly removed: readonly UnitId[];
  /** units that were made, from units of the sorting before */
  readonly lineage: readonly UnitOrigin[];
  /** merges that were left out because their units share too few channels */
  readonly skipped: readonly (readonly UnitId[])[];
  /** searches for merges, one after the other */
  readonly rounds?: readonly MergeRound[] | undefined;
}

export function lineageToJson(record: CurationRecord): JsonObject {
  return {
    format_version: "1",
    source: record.source,
    removed: record.removed,
    made: record.lineage.map(({ unitId, from, by }) => ({ unit_id: unitId, from, by })),
    skipped_merges: record.skipped,
    ...(record.rounds === undefined ? {} : { rounds: record.rounds.map(roundToJson) }),
  };
}

function roundToJson({ steps, proposals, merged, skipped }: MergeRound): JsonObject {
  return {
    steps,
    pairs: proposals.map(({ unitIds, reasons }) => ({
      unit_ids: unitIds,
      // numbers that cannot be measured have no place in JSON
      values: Object.fromEntries(
        reasons.map(({ step, value }) => [step, Number.isFinite(value) ? value : null]),
      ),
    })),
    merged: merged.map(({ unitId, from }) => ({ unit_id: unitId, from })),
    skipped_merges: skipped,
  };
}

/** The curation that does to the units before, at once, what was done to them. */
export function curationOfMerges({ unitIds, lineage, removed }: CurationRecord): Curation {
  const known = new Set(unitIds);
  return {
    ...emptyCuration(unitIds),
    removed,
    merges: lineage
      .filter(({ by }) => by === "merge")
      // a merged unit that took a member's id is not a new id
      .map(({ unitId, from }) => (known.has(unitId) ? { unitIds: from } : { unitIds: from, newUnitId: unitId })), // prettier-ignore
  };
}
