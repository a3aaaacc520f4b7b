import type { JsonObject, JsonValue, UnitId } from "#core/model/index.ts";

/*
 * Documents of older versions as the present one. Version 0 is SortingView's (labelsByUnit, mergeGroups), which has no
 * list of units; version 1 calls merges and removals otherwise.
 */

/** Labels that SortingView offers; a file with one label still needs two options (the format asks for two). */
const SORTINGVIEW_LABELS = ["accept", "reject", "noise", "artifact", "mua"];

/** The kind that version 0's labels get. */
const GENERAL_KIND = "all_labels";

/** @param unitIds of the sorting, where known: version 0 names only units that something was done to */
export function presentVersion(document: JsonObject, unitIds?: readonly UnitId[]): JsonObject {
  const version = document["format_version"] ?? "0";
  if (version === "0") return fromVersion0(document, unitIds);
  if (version !== "1") return document;
  const { merge_unit_groups: groups, removed_units: removed, ...rest } = document;
  return {
    ...rest,
    ...(Array.isArray(groups) ? { merges: (groups as JsonValue[]).map((g) => ({ unit_ids: g })) } : {}), // prettier-ignore
    ...(Array.isArray(removed) ? { removed: removed as JsonValue[] } : {}),
  };
}

function fromVersion0(document: JsonObject, known: readonly UnitId[] | undefined): JsonObject {
  const labels = Object.entries(asRecord(document["labelsByUnit"]));
  const numbers = labels.length === 0 ? undefined : /^\d+$/.test(labels[0][0]);
  const idOf = (key: JsonValue): JsonValue => {
    if (typeof key !== "string" && typeof key !== "number") return key;
    const same = known?.find((id) => String(id) === String(key));
    if (same !== undefined) return same;
    return numbers === true && typeof key === "string" && /^\d+$/.test(key) ? Number(key) : key;
  };
  const groups = asList(document["mergeGroups"]).map((group) => asList(group).map(idOf));
  const manual = labels.map(([key, values]) => ({
    unit_id: idOf(key),
    labels: { [GENERAL_KIND]: values ?? [] },
  }));
  const used = [...new Set(labels.flatMap(([, values]) => asList(values)))];
  const spare = SORTINGVIEW_LABELS.filter((label) => !used.includes(label));
  const options = used.length === 0 ? SORTINGVIEW_LABELS : [...used, ...spare].slice(0, Math.max(2, used.length)); // prettier-ignore
  const named = [...new Set([...manual.map(({ unit_id }) => unit_id), ...groups.flat()])];
  const listed = document["unit_ids"];
  return {
    format_version: "2",
    unit_ids: Array.isArray(listed) ? (listed as JsonValue[]) : (known ?? named),
    label_definitions: { [GENERAL_KIND]: { label_options: options, exclusive: false } },
    manual_labels: manual,
    merges: groups.map((unit_ids) => ({ unit_ids })),
    splits: [],
    removed: [],
  };
}

function asRecord(value: JsonValue | undefined): JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as JsonObject) // neither a list nor a plain value
    : {};
}

function asList(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? (value as JsonValue[]) : [];
}
