import { z } from "zod";
import type { JsonObject, JsonValue, UnitId } from "#core/model/index.ts";
import { checkCuration } from "./check.ts";
import {
  refuseCuration,
  type Curation,
  type CurationMerge,
  type CurationSplit,
  type UnitLabels,
} from "./curation.ts";
import { presentVersion } from "./from-old.ts";

const unitId = z.union([z.string(), z.int()]);
const ids = z.array(unitId);
const indices = z.array(z.int());
const optional = <T extends z.ZodType>(schema: T) => schema.nullish().transform((v) => v ?? undefined); // prettier-ignore

const merge = z.union([
  ids.transform((unit_ids) => ({ unit_ids, new_unit_id: undefined })),
  z.object({ unit_ids: ids, new_unit_id: optional(unitId) }),
]);

const split = z.object({
  unit_id: unitId,
  mode: z.enum(["indices", "labels"]).default("indices"),
  indices: optional(z.array(indices)),
  labels: optional(indices),
  new_unit_ids: optional(ids),
});

/** The shorthands of version 2: merges by new id, splits by unit. */
const document = z.object({
  format_version: z.string(),
  unit_ids: ids,
  label_definitions: optional(
    z.record(
      z.string(),
      z.object({ label_options: z.array(z.string()).min(2), exclusive: z.boolean() }),
    ),
  ),
  manual_labels: optional(z.array(z.record(z.string(), z.json()))),
  removed: optional(ids),
  merges: optional(z.union([z.array(merge), z.record(z.string(), ids)])),
  splits: optional(z.union([z.array(split), z.record(z.string(), z.union([indices, z.array(indices)]))])), // prettier-ignore
});

export interface ParseCurationOptions {
  /** names the document in errors */
  readonly source?: string;
  /** of the sorting; SortingView's version lists only some units */
  readonly unitIds?: readonly UnitId[];
}

/**
 * A curation from a document of version 0 (SortingView), 1 or 2, checked.
 * @throws InvalidValue naming the source, the place in it and what is wrong
 */
export function parseCuration(value: JsonValue, options: ParseCurationOptions = {}): Curation {
  const { source = "curation" } = options;
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return refuseCuration(source, "a curation is a JSON object");
  }
  const given = value as JsonObject; // neither a list nor a plain value
  const isVersion0 = given["format_version"] === undefined;
  if (isVersion0 && !("labelsByUnit" in given) && !("mergeGroups" in given)) {
    refuseCuration(source, "it has no format_version, and is none of SortingView's either");
  }
  const parsed = document.safeParse(presentVersion(given, options.unitIds));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return refuseCuration(source, `${issue.path.map(String).join(".")}: ${issue.message}`);
  }
  const { data } = parsed;
  if (!["1", "2"].includes(data.format_version)) {
    refuseCuration(source, `format_version "${data.format_version}" is not known; 0 to 2 are`);
  }
  const idOf = (text: string): UnitId => keyAsId(text, data.unit_ids);
  const curation: Curation = {
    unitIds: data.unit_ids,
    labelDefinitions: new Map(
      Object.entries(data.label_definitions ?? {}).map(([kind, { label_options, exclusive }]) => [
        kind,
        { options: label_options, exclusive },
      ]),
    ),
    manualLabels: (data.manual_labels ?? []).map((one) => labelsOf(one, source)),
    removed: data.removed ?? [],
    merges: Array.isArray(data.merges)
      ? data.merges.map(({ unit_ids, new_unit_id }) => mergeOf(unit_ids, new_unit_id))
      : Object.entries(data.merges ?? {}).map(([id, unit_ids]) => mergeOf(unit_ids, idOf(id))),
    splits: Array.isArray(data.splits)
      ? data.splits.map((one) => splitOf(one, source))
      : Object.entries(data.splits ?? {}).map(([id, parts]) => shortSplit(idOf(id), parts)),
  };
  checkCuration(curation, source);
  return curation;
}

/** Keys of JSON objects are texts: numbers again where the sorting's ids are numbers. */
function keyAsId(text: string, unitIds: readonly UnitId[]): UnitId {
  const numbers = unitIds.length > 0 && unitIds.every((id) => typeof id === "number");
  return numbers && /^-?\d+$/.test(text) ? Number(text) : text;
}

function mergeOf(unitIds: readonly UnitId[], newUnitId: UnitId | undefined): CurationMerge {
  return newUnitId === undefined ? { unitIds } : { unitIds, newUnitId };
}

function splitOf(
  { unit_id: unitId, mode, indices: parts, labels, new_unit_ids }: z.output<typeof split>,
  source: string,
): CurationSplit {
  const names = new_unit_ids === undefined ? {} : { newUnitIds: new_unit_ids };
  const missing = (): never =>
    refuseCuration(source, `the split of unit ${JSON.stringify(unitId)} has no ${mode}`);
  return mode === "indices"
    ? { unitId, by: { mode, indices: parts ?? missing() }, ...names }
    : { unitId, by: { mode, labels: labels ?? missing() }, ...names };
}

function shortSplit(unitId: UnitId, parts: readonly number[] | readonly number[][]): CurationSplit {
  const lists = parts.filter((part) => Array.isArray(part));
  return lists.length > 0
    ? { unitId, by: { mode: "indices", indices: lists } }
    : { unitId, by: { mode: "labels", labels: parts as readonly number[] } }; // the schema allows no mixture
}

/** Labels stand below "labels", or beside the unit's id as in version 1. */
function labelsOf(entry: Readonly<Record<string, unknown>>, source: string): UnitLabels {
  const { unit_id, labels, ...inline } = entry;
  const id = unitId.safeParse(unit_id);
  if (!id.success) return refuseCuration(source, "manual_labels: an entry has no unit_id");
  const kinds = z.record(z.string(), z.array(z.string())).safeParse(labels ?? inline);
  if (!kinds.success) {
    return refuseCuration(
      source,
      `manual_labels of unit ${JSON.stringify(id.data)}: each kind of label needs a list of texts`,
    );
  }
  return { unitId: id.data, labels: new Map(Object.entries(kinds.data)) };
}
