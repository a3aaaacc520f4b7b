import { encodeNpyParts, readNpyFile } from "#core/array/index.ts";
import type { CoreContext } from "#core/compute/index.ts";
import {
  EphysError,
  formatJson,
  parseJson,
  SI_VERSION,
  type JsonObject,
  type UnitId,
} from "#core/model/index.ts";
import type { AnalyzerExtension, ExtensionValue } from "./analyzer.ts";
import { csvFromTable, tableFromCsv } from "./data-table.ts";
import { EXTENSION_PLACES, placeOfExtension } from "./extension-place.ts";
import {
  readZarrExtension,
  removeZarrExtension,
  savedZarrExtensionNames,
  writeZarrExtension,
  zarrStoreOf,
} from "./zarr-extension.ts";

/*
 * extensions/<name>/ of an analyzer folder (inventory 2.8; where others stand: extension-place.ts); of a zarr analyzer see zarr-extension.ts. params.json is written last and is the mark of a complete
 * extension: a folder without it is what an interrupted run left.
 */

const JSON_FILES = new Set(["params.json", "info.json", "run_info.json"]);

/** Writes an extension below `folder`, in place of one that is there. */
export async function writeExtension(
  folder: string,
  extension: AnalyzerExtension,
  ctx: CoreContext,
): Promise<void> {
  const store = await zarrStoreOf(folder, ctx);
  if (store) {
    await writeZarrExtension(store, extension);
    return;
  }
  const { fs } = ctx;
  const own = fs.path.join(folder, placeOfExtension(extension.name), extension.name);
  await removeExtension(folder, extension.name, ctx);
  await fs.makeFolder(own);
  for (const [name, value] of extension.data) {
    const path = (ending: string): string => fs.path.join(own, `${name}.${ending}`);
    if (value.kind === "array") await fs.writeFile(path("npy"), encodeNpyParts(value.array));
    else if (value.kind === "table") await fs.writeFile(path("csv"), csvFromTable(value.table));
    else await fs.writeFile(path("json"), formatJson(value.json));
  }
  const write = (name: string, json: JsonObject): Promise<void> =>
    fs.writeFile(fs.path.join(own, name), formatJson(json));
  await write("info.json", { ...extension.siClass, version: SI_VERSION });
  await write("run_info.json", { run_completed: true, runtime_s: extension.runtimeS });
  await write("params.json", extension.params);
}

/** Removes an extension's folder, its mark first. */
export async function removeExtension(
  folder: string,
  name: string,
  ctx: CoreContext,
): Promise<void> {
  const store = await zarrStoreOf(folder, ctx);
  if (store) {
    await removeZarrExtension(store, name);
    return;
  }
  const { fs } = ctx;
  for (const place of EXTENSION_PLACES) {
    const own = fs.path.join(folder, place, name);
    if ((await fs.stat(own)) === undefined) continue;
    const mark = fs.path.join(own, "params.json");
    if ((await fs.stat(mark)) !== undefined) await fs.remove(mark);
    await fs.remove(own);
  }
}

/** Names of the complete extensions of an analyzer folder, sorted. */
export async function savedExtensionNames(folder: string, ctx: CoreContext): Promise<string[]> {
  const store = await zarrStoreOf(folder, ctx);
  if (store) return savedZarrExtensionNames(store);
  const { fs } = ctx;
  const names = new Set<string>();
  for (const place of EXTENSION_PLACES) {
    const parent = fs.path.join(folder, place);
    if ((await fs.stat(parent))?.kind !== "folder") continue;
    for (const name of await fs.list(parent)) {
      if (await isComplete(fs.path.join(parent, name), ctx)) names.add(name);
    }
  }
  return [...names].sort();
}

async function isComplete(own: string, { fs }: CoreContext): Promise<boolean> {
  return (await fs.stat(fs.path.join(own, "params.json")))?.kind === "file";
}

/** The folder of an extension that is there. */
async function folderOf(folder: string, name: string, ctx: CoreContext): Promise<string> {
  const [usual, newer] = EXTENSION_PLACES.map((place) => ctx.fs.path.join(folder, place, name));
  return (await isComplete(newer, ctx)) ? newer : usual;
}

/** Reads one extension; files of Python objects are left out and named. */
export async function readExtension(
  folder: string,
  name: string,
  unitIds: readonly UnitId[],
  ctx: CoreContext,
): Promise<AnalyzerExtension> {
  const store = await zarrStoreOf(folder, ctx);
  if (store) return readZarrExtension(store, name, unitIds);
  const { fs } = ctx;
  const own = await folderOf(folder, name, ctx);
  const data = new Map<string, ExtensionValue>();
  const skipped: string[] = [];
  for (const file of await fs.list(own)) {
    if (file.startsWith("._") || JSON_FILES.has(file)) continue;
    const path = fs.path.join(own, file);
    const ending = fs.path.extname(file);
    const stem = file.slice(0, file.length - ending.length);
    if (ending === ".npy") {
      data.set(stem, { kind: "array", array: await readNpyFile(path, fs) });
    } else if (ending === ".csv") {
      const table = tableFromCsv(await fs.readText(path), unitIds, path);
      data.set(stem, { kind: "table", table });
    } else if (ending === ".json") {
      data.set(stem, { kind: "json", json: await readObject(path, ctx) });
    } else if (ending === ".pkl" || ending === ".pickle") {
      skipped.push(file);
    }
  }
  const info = await readOptional(fs.path.join(own, "info.json"), ctx);
  const runInfo = await readOptional(fs.path.join(own, "run_info.json"), ctx);
  return {
    name,
    params: await readObject(fs.path.join(own, "params.json"), ctx),
    data,
    siClass: { class: textOf(info["class"]), module: textOf(info["module"]) || "spikeinterface" },
    runtimeS: typeof runInfo["runtime_s"] === "number" ? runInfo["runtime_s"] : NaN,
    skipped,
  };
}

/** A JSON file that holds an object. @throws CorruptFile */
export async function readObject(path: string, ctx: CoreContext): Promise<JsonObject> {
  const value = parseJson(await ctx.fs.readText(path), path);
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return value as JsonObject; // neither null nor a list
  }
  throw new EphysError("CorruptFile", `${path} does not hold a JSON object`, { path });
}

async function readOptional(path: string, ctx: CoreContext): Promise<JsonObject> {
  return (await ctx.fs.stat(path)) === undefined ? {} : readObject(path, ctx);
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
