import type { PathPort } from "#core/io/index.ts";
import type { ExtractorDict, JsonObject, JsonValue } from "#core/model/index.ts";

/** The dictionary with every path absolute, as seen from `folder`. */
export function absolutePaths(dict: ExtractorDict, folder: string, path: PathPort): ExtractorDict {
  const change = (text: string): string =>
    isUrl(text) || path.isAbsolute(text) ? text : path.resolve(folder, text);
  return { ...(mapPaths(dict, change) as ExtractorDict), relative_paths: false }; // keys are kept
}

/** The dictionary with every path relative to `folder`, where one drive holds both. */
export function relativePaths(dict: ExtractorDict, folder: string, path: PathPort): ExtractorDict {
  const change = (text: string): string => {
    if (isUrl(text) || !path.isAbsolute(text)) return text;
    const relative = path.relative(folder, text);
    return path.isAbsolute(relative)
      ? text
      : relative === ""
        ? "."
        : relative.replaceAll("\\", "/");
  };
  return { ...(mapPaths(dict, change) as ExtractorDict), relative_paths: true }; // keys are kept
}

/** True when the object or one of its parents lives in memory only, so that no file brings it back. */
export function livesInMemory(value: JsonValue | undefined): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (Array.isArray(value)) return (value as readonly JsonValue[]).some(livesInMemory);
  const { class: siClass, kwargs } = value as JsonObject;
  if (typeof siClass === "string" && siClass.includes(".numpyextractors.")) return true;
  return Object.values((kwargs ?? value) as JsonObject).some(livesInMemory);
}

/** Strings below a key whose name contains "path". */
function mapPaths(value: JsonValue, change: (text: string) => string, isPath = false): JsonValue {
  if (typeof value === "string") return isPath ? change(value) : value;
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) {
    return (value as readonly JsonValue[]).map((item) => mapPaths(item, change, isPath));
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      item === undefined
        ? undefined
        : mapPaths(item, change, key.includes("path") && !isObject(item)),
    ]),
  );
}

function isObject(value: JsonValue): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isUrl(text: string): boolean {
  return /^[a-z][a-z0-9+.-]+:\/\//i.test(text);
}
