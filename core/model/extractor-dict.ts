import type { JsonObject, JsonValue } from "./json.ts";

/**
 * SpikeInterface's description of a lazy object (inventory 2.1). The same JSON is provenance on disk, what a
 * worker gets, what the project database keeps and what Python loads.
 */
export interface ExtractorDict extends JsonObject {
  readonly class: string;
  readonly module: string;
  readonly version: string;
  readonly kwargs: JsonObject;
  readonly annotations: JsonObject;
  readonly properties: JsonObject;
  readonly relative_paths: boolean;
}

/** The reference version whose folders and dictionaries we write. */
export const SI_VERSION = "0.103.2";

export function isExtractorDict(value: JsonValue | undefined): value is ExtractorDict {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    ["module", "class", "version", "annotations"].every((key) => key in value)
  );
}

/**
 * `annotations` or `properties` of a dictionary that a file may have left out or damaged: an empty object stands for
 * what is no object.
 */
export function dictPart(dict: ExtractorDict, name: "annotations" | "properties"): JsonObject {
  const part = (dict as JsonObject)[name];
  return typeof part === "object" && part !== null && !Array.isArray(part)
    ? (part as JsonObject) // neither a list nor a plain value
    : {};
}
