import { ndArray, utf8FromText, type NdArray } from "#core/array/index.ts";
import type { FileSystemPort, Hdf5File, Hdf5Value } from "#core/io/index.ts";
import type { JsonObject, JsonValue } from "#core/model/index.ts";
import { writeArray, writeAttributes, writeGroup, type ZarrStore } from "#core/zarr/index.ts";

/**
 * Writes an NWB file as hdmf-zarr would: text of variable length as vlen-utf8, scalars as arrays of one element,
 * references pickled, and the electrodes of the first series as a link.
 */
export async function writeZarrSession(
  from: string,
  folder: string,
  fs: FileSystemPort,
): Promise<void> {
  const file = await fs.hdf5.open(from);
  await copyGroup(file, "", { folder, fs });
}

async function copyGroup(file: Hdf5File, key: string, store: ZarrStore): Promise<void> {
  const attributes: Record<string, JsonValue> = await attributesOf(file, `/${key}`);
  await writeGroup(store, key);
  for (const { name, kind } of await file.list(`/${key}`)) {
    const child = key === "" ? name : `${key}/${name}`;
    if (kind === "group") await copyGroup(file, child, store);
    else if (name === "electrodes" && kind === "dataset") {
      const target = `general/of_${key.replaceAll("/", "_")}`;
      await copyDataset(file, `/${child}`, target, store);
      attributes["zarr_link"] = [{ name, source: ".", path: `/${target}` }];
    } else if (kind === "dataset") await copyDataset(file, `/${child}`, child, store);
  }
  await writeAttributes(store, key, attributes);
}

async function copyDataset(
  file: Hdf5File,
  path: string,
  key: string,
  store: ZarrStore,
): Promise<void> {
  const value = await file.read(path);
  if (value.kind === "array" && Array.isArray(value.array.data)) {
    await writeObjects(store, key, packTexts(value.array.data), value.array.data.length, {
      id: "vlen-utf8",
    });
  } else if (value.kind === "array") {
    await writeArray(store, key, atLeastOne(value.array), { compressed: true });
  } else if (value.kind === "references") {
    const pickled = Uint8Array.of(0x80, 4, 0x4e, 0x2e);
    await writeObjects(store, key, pickled, value.paths.length, { id: "pickle", protocol: 5 });
  }
  await writeAttributes(store, key, await attributesOf(file, path));
}

function atLeastOne(array: NdArray): NdArray {
  return array.shape.length === 0 ? ndArray(array.dtype, [1], array.data) : array;
}

async function writeObjects(
  store: ZarrStore,
  key: string,
  chunk: Uint8Array,
  count: number,
  filter: JsonObject,
): Promise<void> {
  const folder = store.fs.path.join(store.folder, ...key.split("/"));
  const metadata = {
    zarr_format: 2,
    shape: [count],
    chunks: [count],
    dtype: "|O",
    order: "C",
    fill_value: "",
    compressor: null,
    filters: [filter],
  };
  await store.fs.makeFolder(folder);
  await store.fs.writeFile(store.fs.path.join(folder, ".zarray"), JSON.stringify(metadata));
  await store.fs.writeFile(store.fs.path.join(folder, "0"), chunk);
}

function packTexts(texts: readonly string[]): Uint8Array {
  const encoded = texts.map(utf8FromText);
  const out = new Uint8Array(encoded.reduce((sum, text) => sum + 4 + text.length, 4));
  const view = new DataView(out.buffer);
  view.setUint32(0, texts.length, true);
  let at = 4;
  for (const text of encoded) {
    view.setUint32(at, text.length, true);
    out.set(text, at + 4);
    at += 4 + text.length;
  }
  return out;
}

async function attributesOf(file: Hdf5File, path: string): Promise<Record<string, JsonValue>> {
  return Object.fromEntries(
    Object.entries(await file.attributes(path)).flatMap(([name, value]) => {
      const json = jsonOf(value);
      return json === undefined ? [] : [[name, json]];
    }),
  );
}

function jsonOf(value: Hdf5Value): JsonValue | undefined {
  if (value.kind !== "array") return undefined;
  const items = Array.from(value.array.data as ArrayLike<number | string | bigint>, (item) =>
    typeof item === "bigint" ? Number(item) : item,
  );
  return value.array.shape.length === 0 ? items[0] : items;
}
