import type { PathPort } from "#core/io/index.ts";
import type { JsonObject, JsonValue } from "#core/model/index.ts";

/*
 * Paths inside extractor dictionaries (inventory 2.1): every text whose key name contains "path". The rules are
 * SpikeInterface's: remote addresses are left alone.
 */

/** Applies `change` to every path in a dictionary, nested parents included. */
export function mapPaths(value: JsonValue, change: (path: string) => string): JsonValue {
  return mapNode(value, false, change);
}

function mapNode(value: JsonValue, isPath: boolean, change: (path: string) => string): JsonValue {
  if (typeof value === "string") return isPath && !isRemote(value) ? change(value) : value;
  if (Array.isArray(value)) {
    return (value as readonly JsonValue[]).map((item) => mapNode(item, isPath, change));
  }
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value as JsonObject).map(([key, item]) => [
      key,
      item === undefined
        ? null
        : mapNode(item, key.includes("path") && key !== "relative_paths", change),
    ]),
  );
}

/** The paths of a dictionary. */
export function pathsOf(value: JsonValue): string[] {
  const paths: string[] = [];
  mapPaths(value, (path) => {
    paths.push(path);
    return path;
  });
  return paths;
}

/** A dictionary whose relative paths start at `folder`. */
export function absoluteDict<T extends JsonObject>(dict: T, folder: string, path: PathPort): T {
  const mapped = mapPaths(dict, (text) => path.resolve(folder, portable(text)));
  return { ...(mapped as T), relative_paths: false }; // the mapping keeps the shape
}

/**
 * A dictionary with paths relative to `folder`; the same dictionary where a path cannot be relative (another drive).
 */
export function relativeDict<T extends JsonObject>(dict: T, folder: string, path: PathPort): T {
  const possible = pathsOf(dict).every((text) => !path.isAbsolute(path.relative(folder, text)));
  if (!possible) return dict;
  const mapped = mapPaths(dict, (text) => {
    const relative = path.relative(folder, path.resolve(folder, text)).replaceAll("\\", "/");
    return relative === "" ? "." : relative;
  });
  return { ...(mapped as T), relative_paths: true }; // the mapping keeps the shape
}

/** Files written on Windows use backslashes. */
function portable(text: string): string {
  return text.includes("/") ? text : text.replaceAll("\\", "/");
}

function isRemote(text: string): boolean {
  return /^[a-z][a-z0-9+.-]+:\/\//i.test(text);
}
