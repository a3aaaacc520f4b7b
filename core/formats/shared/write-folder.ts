import { encodeNpy, type NdArray, type StructuredArray } from "#core/array/index.ts";
import type { CoreContext } from "#core/compute/index.ts";
import {
  EphysError,
  formatJson,
  isExtractorDict,
  SI_VERSION,
  type ExtractorDict,
  type JsonObject,
  type JsonValue,
} from "#core/model/index.ts";
import { NUMPY_RECORDING_CLASS, type Properties } from "#core/recording/index.ts";
import { NUMPY_SORTING_CLASS } from "#core/sorting/index.ts";
import { relativeDict } from "./relative-paths.ts";
import { holdsPartOf } from "./write-journal.ts";

/**
 * Fills a folder under a temporary name beside it and renames it when it is whole.
 * @param key what a killed process left under the temporary name is kept when it is a part of the same (`journalKey`)
 * @throws AlreadyExists when something other than an empty folder is there
 */
export async function writeWholeFolder(
  folder: string,
  ctx: CoreContext,
  write: (partial: string) => Promise<void>,
  key?: string,
): Promise<void> {
  const { fs } = ctx;
  const there = await fs.stat(folder);
  if (there && (there.kind === "file" || (await fs.list(folder)).length > 0)) {
    throw new EphysError("AlreadyExists", `${folder} is there already; give another name`, {
      path: folder,
    });
  }
  const partial = `${folder}.partial`;
  const goesOn = key !== undefined && (await holdsPartOf(partial, key, ctx));
  if (!goesOn) await fs.remove(partial);
  await fs.makeFolder(partial);
  try {
    await write(partial);
    if (there) await fs.remove(folder);
    await fs.rename(partial, folder);
  } catch (error) {
    await fs.remove(partial);
    throw error;
  }
}

/** `properties/<name>.npy`. @throws InvalidValue for a name that is no file name */
export async function writeProperties(
  properties: Properties,
  folder: string,
  ctx: CoreContext,
): Promise<void> {
  const { fs } = ctx;
  const target = fs.path.join(folder, "properties");
  await fs.makeFolder(target);
  for (const [name, value] of properties) await writeProperty(target, name, value, ctx);
}

export async function writeProperty(
  folder: string,
  name: string,
  value: NdArray | StructuredArray,
  ctx: CoreContext,
): Promise<void> {
  if (/[\\/:*?"<>|\0]/.test(name) || name.startsWith(".")) {
    throw new EphysError("InvalidValue", `property "${name}" cannot be a file name; rename it`, {
      property: name,
    });
  }
  await ctx.fs.writeFile(ctx.fs.path.join(folder, `${name}.npy`), encodeNpy(value));
}

/**
 * `provenance.json`: the object that was saved, with paths relative to the final folder. Absent when the object lives in
 * memory only, as in the reference.
 */
export async function writeProvenance(
  dict: ExtractorDict,
  partial: string,
  folder: string,
  ctx: CoreContext,
): Promise<void> {
  if (livesInMemory(dict)) return;
  await ctx.fs.writeFile(
    ctx.fs.path.join(partial, "provenance.json"),
    formatJson(relativeDict(dict, folder, ctx.fs.path)),
  );
}

/** True when the object or one of its parents is held in memory only. */
export function livesInMemory(value: JsonValue): boolean {
  if (Array.isArray(value)) return (value as readonly JsonValue[]).some(livesInMemory);
  if (typeof value !== "object" || value === null) return false;
  const dict = value as JsonObject;
  const memory = [NUMPY_RECORDING_CLASS, NUMPY_SORTING_CLASS] as readonly JsonValue[];
  if (isExtractorDict(dict) && memory.includes(dict.class)) return true;
  return isExtractorDict(dict)
    ? Object.values(dict.kwargs).some((v) => livesInMemory(v ?? null))
    : false;
}

/** A dictionary with relative paths, as a folder describes itself. */
export function folderDict(
  siClass: string,
  kwargs: JsonObject,
  annotations: JsonObject,
  properties: JsonObject,
): ExtractorDict {
  return {
    class: siClass,
    module: "spikeinterface",
    version: SI_VERSION,
    kwargs,
    annotations,
    properties,
    relative_paths: true,
  };
}
