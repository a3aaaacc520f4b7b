import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { ExtensionState } from "#contract/index.ts";
import { EXTENSION_PLACES } from "#core/analyzer/index.ts";
import type { JsonObject } from "#core/model/index.ts";
import { findStoredPath, type AnalyzerRow, type Project } from "#main/project/index.ts";
import { isPhyFolder } from "./is-phy-folder.ts";

/**
 * What the analyzer holds: its folder says what is there (also what Python has computed meanwhile), the project says
 * what is being computed or has failed.
 */
export function extensionStates(project: Project, row: AnalyzerRow): ExtensionState[] {
  const states = new Map<string, ExtensionState>();
  const folder = findStoredPath(project.folder, row);
  if (folder !== undefined) {
    for (const [name, params] of storedExtensions(folder)) {
      states.set(name, { name, state: "done", params });
    }
  }
  // a folder of Phy's keeps none of what was made of it when it was opened
  const keeps = folder === undefined || !isPhyFolder(folder);
  for (const { name, state, params } of project.analyzers.extensions(row.id)) {
    if (state === "done" && keeps) continue;
    if (state === "computing" || !states.has(name)) states.set(name, { name, state, params });
  }
  return [...states.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Extensions of a binary_folder or zarr analyzer with their parameters. */
function storedExtensions(folder: string): [string, JsonObject][] {
  return EXTENSION_PLACES.map((place) => join(folder, place))
    .filter((root) => existsSync(root))
    .flatMap((root) =>
      readdirSync(root)
        .filter((name) => /^[a-z0-9_]+$/.test(name) && isComplete(join(root, name)))
        .map((name): [string, JsonObject] => [name, stored(join(root, name), "params")]),
    );
}

/** SpikeInterface marks an extension whose computation ended; older ones have no such file. */
function isComplete(folder: string): boolean {
  return stored(folder, "run_info")["run_completed"] !== false;
}

/** A file of its own in a folder, an attribute in a zarr group. */
function stored(folder: string, name: string): JsonObject {
  const file = join(folder, `${name}.json`);
  if (existsSync(file)) return jsonObject(file);
  const value = jsonObject(join(folder, ".zattrs"))[name];
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as JsonObject) // neither null nor a list
    : {};
}

/** The object in a JSON file; empty when there is no such file. */
function jsonObject(file: string): JsonObject {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as JsonObject; // written by the extension runner or by SpikeInterface
  } catch {
    return {};
  }
}
