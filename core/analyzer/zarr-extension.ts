import { ndArray, toFloat64, type NdArray } from "#core/array/index.ts";
import type { CoreContext } from "#core/compute/index.ts";
import {
  EphysError,
  SI_VERSION,
  type JsonObject,
  type JsonValue,
  type UnitId,
} from "#core/model/index.ts";
import {
  consolidate,
  hasArray,
  isObjectArray,
  listMembers,
  pathOf,
  readArray,
  readArrayMetadata,
  readAttributes,
  readObjects,
  readPlainArray,
  writeArray,
  writeAttributes,
  writeGroup,
  writeJsonObject,
  type ZarrStore,
} from "#core/zarr/index.ts";
import type { AnalyzerExtension, DataColumn, DataTable, ExtensionValue } from "./analyzer.ts";
import { columnFromCells } from "./data-table.ts";
import { EXTENSION_PLACES, placeOfExtension } from "./extension-place.ts";

/*
 * extensions/<name> of a zarr analyzer (inventory 2.9). Its attributes hold params, info and run_info; they are written
 * last, so that a group without params is what an interrupted run left.
 */

const keyOf = (place: string, name: string): string => `${place}/${name}`;

/** Writes an extension, in place of one that is there, and brings the store's consolidated metadata up to date. */
export async function writeZarrExtension(
  store: ZarrStore,
  extension: AnalyzerExtension,
): Promise<void> {
  const place = placeOfExtension(extension.name);
  const group = keyOf(place, extension.name);
  await removeZarrExtension(store, extension.name);
  await writeGroup(store, place);
  await writeGroup(store, group);
  for (const [name, value] of extension.data) {
    const key = `${group}/${name}`;
    if (value.kind === "array") await writeArray(store, key, value.array, { compressed: true });
    else if (value.kind === "table") await writeTable(store, key, value.table);
    else {
      await writeJsonObject(store, key, value.json);
      // the reference's reader asks for this attribute
      await writeAttributes(store, key, { dict: true });
    }
  }
  await writeAttributes(store, group, {
    info: { ...extension.siClass, version: SI_VERSION },
    run_info: { run_completed: true, runtime_s: extension.runtimeS },
    params: extension.params,
  });
  await consolidate(store);
}

/** Removes an extension's group, its mark first. */
export async function removeZarrExtension(store: ZarrStore, name: string): Promise<void> {
  for (const place of EXTENSION_PLACES) {
    const folder = pathOf(store, keyOf(place, name));
    if ((await store.fs.stat(folder)) === undefined) continue;
    await store.fs.remove(pathOf(store, keyOf(place, name), ".zattrs"));
    await store.fs.remove(folder);
    await consolidate(store);
  }
}

/** Names of the complete extensions, sorted. */
export async function savedZarrExtensionNames(store: ZarrStore): Promise<string[]> {
  const names = new Set<string>();
  for (const place of EXTENSION_PLACES) {
    for (const name of await listMembers(store, place)) {
      if (await isComplete(store, keyOf(place, name))) names.add(name);
    }
  }
  return [...names].sort();
}

async function isComplete(store: ZarrStore, group: string): Promise<boolean> {
  return "params" in (await readAttributes(store, group));
}

/** The group of an extension that is there. */
async function groupOf(store: ZarrStore, name: string): Promise<string> {
  const [usual, newer] = EXTENSION_PLACES.map((place) => keyOf(place, name));
  return (await isComplete(store, newer)) ? newer : usual;
}

/** Reads one extension; Python objects are left out and named. */
export async function readZarrExtension(
  store: ZarrStore,
  name: string,
  unitIds: readonly UnitId[],
): Promise<AnalyzerExtension> {
  const group = await groupOf(store, name);
  const attributes = await readAttributes(store, group);
  const data = new Map<string, ExtensionValue>();
  const skipped: string[] = [];
  for (const member of await listMembers(store, group)) {
    const value = await readValue(store, `${group}/${member}`, unitIds);
    if (value === undefined) skipped.push(member);
    else data.set(member, value);
  }
  const info = objectOf(attributes["info"]);
  const runtime = objectOf(attributes["run_info"])["runtime_s"];
  return {
    name,
    params: objectOf(attributes["params"]),
    data,
    siClass: { class: textOf(info["class"]), module: textOf(info["module"]) || "spikeinterface" },
    runtimeS: typeof runtime === "number" ? runtime : NaN,
    skipped,
  };
}

async function readValue(
  store: ZarrStore,
  key: string,
  unitIds: readonly UnitId[],
): Promise<ExtensionValue | undefined> {
  if (!(await hasArray(store, key))) {
    const isTable = (await readAttributes(store, key))["dataframe"] === true;
    return isTable ? { kind: "table", table: await readTable(store, key, unitIds) } : undefined;
  }
  if (!isObjectArray(await readArrayMetadata(store, key))) {
    return { kind: "array", array: await readArray(store, key) };
  }
  const [json] = (await readObjects(store, key)) ?? [];
  return json === undefined ? undefined : { kind: "json", json: objectOf(json) };
}

/** A data frame: its index and one array for each column. */
async function readTable(
  store: ZarrStore,
  key: string,
  unitIds: readonly UnitId[],
): Promise<DataTable> {
  const index = idsOf(await readPlainArray(store, `${key}/index`));
  const numeric = unitIds.length === index.length && typeof unitIds[0] === "number";
  const columns: DataColumn[] = [];
  for (const name of await listMembers(store, key)) {
    if (name === "index") continue;
    const array = await readPlainArray(store, `${key}/${name}`);
    if (array.shape[0] !== index.length) {
      const path = pathOf(store, key, name);
      throw new EphysError("CorruptFile", `${path} has not one value for each of ${String(index.length)} rows`, { path }); // prettier-ignore
    }
    columns.push(columnOf(name, array));
  }
  return { index: numeric ? index.map(Number) : index, columns };
}

function columnOf(name: string, array: NdArray): DataColumn {
  // the reference stores columns of mixed types as text
  if (Array.isArray(array.data)) return columnFromCells(name, array.data);
  const isInt = array.dtype.includes("int") || array.dtype === "bool";
  return { name, dtype: isInt ? "int" : "float", values: Float64Array.from(toFloat64(array)) };
}

function idsOf(array: NdArray): UnitId[] {
  return Array.isArray(array.data) ? array.data : Array.from(toFloat64(array));
}

async function writeTable(store: ZarrStore, key: string, table: DataTable): Promise<void> {
  const count = table.index.length;
  const numbers = table.index.filter((id) => typeof id === "number");
  const index =
    numbers.length === count
      ? ndArray("int64", [count], Float64Array.from(numbers))
      : ndArray("str", [count], table.index.map(String));
  await writeGroup(store, key);
  await writeArray(store, `${key}/index`, index, { compressed: true });
  for (const { name, dtype, values } of table.columns) {
    const array =
      values instanceof Float64Array
        ? ndArray(dtype === "int" ? "int64" : "float64", [count], values)
        : ndArray("str", [count], [...values]);
    await writeArray(store, `${key}/${name}`, array, { compressed: true });
  }
  await writeAttributes(store, key, { dataframe: true });
}

function objectOf(value: JsonValue | undefined): JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as JsonObject) // neither null nor a list
    : {};
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** The store of an analyzer folder; undefined when the folder is not a zarr hierarchy. */
export async function zarrStoreOf(
  folder: string,
  { fs }: Pick<CoreContext, "fs">,
): Promise<ZarrStore | undefined> {
  return (await fs.stat(fs.path.join(folder, ".zgroup")))?.kind === "file"
    ? { folder, fs }
    : undefined;
}
