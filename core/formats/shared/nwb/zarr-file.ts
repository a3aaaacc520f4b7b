import { ndArray, sizeOfShape, type NdArray } from "#core/array/index.ts";
import type { CoreContext } from "#core/compute/index.ts";
import type {
  Hdf5Dataset,
  Hdf5Entry,
  Hdf5File,
  Hdf5Kind,
  Hdf5Value,
  Hdf5Window,
} from "#core/io/index.ts";
import { EphysError, type JsonObject, type JsonValue } from "#core/model/index.ts";
import {
  ChunkCache,
  hasArray,
  hasGroup,
  isObjectArray,
  listMembers,
  openArray,
  pathOf,
  readArrayMetadata,
  readAttributes,
  readTexts,
  readWindow,
  type ArrayMetadata,
  type ZarrArray,
  type ZarrStore,
} from "#core/zarr/index.ts";
import { parseSampleType } from "../sample-type.ts";

/*
 * A session that hdmf-zarr wrote, behind the same port as one in HDF5: groups and arrays of zarr version 2. Links are
 * items of the attribute `zarr_link`; scalars are arrays of one element; references are Python objects, which are never
 * opened.
 */

/** Links that lead to links; more of them lead nowhere. */
const MOST_LINKS = 8;

/** True for a folder that is a zarr hierarchy with NWB's version in its attributes. */
export async function isZarrSession(path: string, ctx: CoreContext): Promise<boolean> {
  const store: ZarrStore = { folder: path, fs: ctx.fs };
  if (!(await hasGroup(store, ""))) return false;
  return typeof (await readAttributes(store, ""))["nwb_version"] === "string";
}

/** A zarr folder read like an HDF5 file. @throws FormatNotRecognised */
export async function openZarrSession(folder: string, ctx: CoreContext): Promise<Hdf5File> {
  const store: ZarrStore = { folder, fs: ctx.fs };
  if (await hasGroup(store, "")) return new ZarrFile(store);
  throw new EphysError("FormatNotRecognised", `${folder} is no zarr folder of version 2`, {
    path: folder,
  });
}

class ZarrFile implements Hdf5File {
  readonly path: string;
  /** chunks are checked one by one */
  readonly sizeBytes = Infinity;
  readonly #store: ZarrStore;
  readonly #arrays = new Map<string, Promise<ZarrArray>>();
  readonly #cache = new ChunkCache();

  constructor(store: ZarrStore) {
    this.#store = store;
    this.path = store.folder;
  }

  async kindOf(path: string): Promise<Hdf5Kind | undefined> {
    const found = await this.#find(keyOf(path));
    return found?.kind;
  }

  async list(group: string): Promise<readonly Hdf5Entry[]> {
    const found = await this.#find(keyOf(group));
    if (found?.kind !== "group") throw this.#missing(group, "group");
    const names = await listMembers(this.#store, found.key);
    const linked = (await this.#links(found.key)).map(({ name }) => name);
    const entries: Hdf5Entry[] = [];
    for (const name of [...new Set([...names, ...linked])].sort()) {
      const child = await this.#find(joined(found.key, name));
      entries.push({ name, kind: child?.kind ?? "broken" });
    }
    return entries;
  }

  async dataset(path: string): Promise<Hdf5Dataset> {
    const key = await this.#array(path);
    const metadata = await readArrayMetadata(this.#store, key);
    const { dtype, bigEndian } = elementOf(metadata);
    const itemBytes = isObjectArray(metadata) ? 16 : (await openArray(this.#store, key)).itemBytes;
    const { shape, chunks } = metadata;
    return { path, shape, dtype, bigEndian, itemBytes, chunks, filters: [] };
  }

  async attributes(path: string): Promise<Readonly<Record<string, Hdf5Value>>> {
    const found = await this.#find(keyOf(path));
    if (found === undefined) throw this.#missing(path, "object");
    const attributes = await readAttributes(this.#store, found.key);
    return Object.fromEntries(
      Object.entries(attributes).flatMap(([name, value]) => {
        const array = attributeArray(value);
        return array ? [[name, { kind: "array", array }]] : [];
      }),
    );
  }

  async read(path: string, window?: Hdf5Window): Promise<Hdf5Value> {
    const key = await this.#array(path);
    const metadata = await readArrayMetadata(this.#store, key);
    const { shape } = metadata;
    if (isObjectArray(metadata)) {
      const texts = await readTexts(this.#store, key);
      if (texts === undefined) {
        // what they point to is of no use here
        return { kind: "references", shape, paths: new Array<string>(sizeOfShape(shape)).fill("") };
      }
      return { kind: "array", array: ndArray("str", shape, texts) };
    }
    const box = {
      start: shape.map((_, axis) => window?.[axis][0] ?? 0),
      end: shape.map((length, axis) => window?.[axis][1] ?? length),
    };
    const value = await readWindow(await this.#opened(key), box, this.#cache.read);
    return "columns" in value
      ? { kind: "table", shape, columns: columnsOf(value.columns) }
      : { kind: "array", array: value };
  }

  #opened(key: string): Promise<ZarrArray> {
    const known = this.#arrays.get(key) ?? openArray(this.#store, key);
    this.#arrays.set(key, known);
    return known;
  }

  async #array(path: string): Promise<string> {
    const found = await this.#find(keyOf(path));
    if (found?.kind === "dataset") return found.key;
    throw this.#missing(path, "dataset");
  }

  /** What a path leads to, by links where it does. */
  async #find(
    key: string,
    links = 0,
  ): Promise<{ readonly key: string; readonly kind: "group" | "dataset" } | undefined> {
    if (await hasArray(this.#store, key)) return { key, kind: "dataset" };
    if (await hasGroup(this.#store, key)) return { key, kind: "group" };
    if (links === MOST_LINKS) return undefined;
    const names = key.split("/");
    for (let depth = 0; depth < names.length; depth++) {
      const group = names.slice(0, depth).join("/");
      const link = (await this.#links(group)).find(({ name }) => name === names[depth]);
      if (link === undefined) continue;
      const rest = names.slice(depth + 1);
      return this.#find([keyOf(link.path), ...rest].join("/"), links + 1);
    }
    return undefined;
  }

  /** Links of a group to objects of the same store. */
  async #links(key: string): Promise<readonly { readonly name: string; readonly path: string }[]> {
    if (!(await hasGroup(this.#store, key))) return [];
    const { zarr_link: links } = await readAttributes(this.#store, key);
    return (Array.isArray(links) ? (links as readonly JsonValue[]) : []).flatMap((link) => {
      if (typeof link !== "object" || link === null || Array.isArray(link)) return [];
      const { name, path, source } = link as JsonObject; // just checked
      return this.#isOwn(source) && typeof name === "string" && typeof path === "string"
        ? [{ name, path }]
        : [];
    });
  }

  #isOwn(source: JsonValue | undefined): boolean {
    const { fs, folder } = this.#store;
    if (source === undefined || source === null) return true;
    if (typeof source !== "string") return false;
    // older files name the folder where they were written
    return source === "." || fs.path.basename(source) === fs.path.basename(folder);
  }

  #missing(path: string, what: string): EphysError {
    return new EphysError("CorruptFile", `${this.path} has no ${what} ${path}`, {
      path: pathOf(this.#store, keyOf(path)),
    });
  }
}

function keyOf(path: string): string {
  return path.split("/").filter((part) => part !== "" && part !== "." && part !== "..").join("/"); // prettier-ignore
}

function joined(group: string, name: string): string {
  return group === "" ? name : `${group}/${name}`;
}

function elementOf({ dtype }: ArrayMetadata): Pick<Hdf5Dataset, "dtype" | "bigEndian"> {
  if (typeof dtype !== "string") return { dtype: undefined, bigEndian: false };
  if (dtype === "|O" || /^[<>|][USV]/.test(dtype)) return { dtype: "str", bigEndian: false };
  if (dtype === "|b1") return { dtype: "bool", bigEndian: false };
  if (/^[<>][iu]8$/.test(dtype)) return { dtype: "int64", bigEndian: dtype.startsWith(">") };
  const { dtype: sample } = parseSampleType(dtype);
  return { dtype: sample, bigEndian: dtype.startsWith(">") };
}

function columnsOf(columns: Readonly<Record<string, NdArray>>): Record<string, Hdf5Value> {
  return Object.fromEntries(
    Object.entries(columns).map(([name, array]) => [name, { kind: "array", array }]),
  );
}

/** A number, a text or a list of either; other attributes are left out. */
function attributeArray(value: JsonValue | undefined): NdArray | undefined {
  if (value === undefined) return undefined;
  const items = Array.isArray(value) ? (value as readonly JsonValue[]) : [value];
  const shape = Array.isArray(value) ? [items.length] : [];
  const texts = items.filter((item) => typeof item === "string");
  if (items.length > 0 && texts.length === items.length) return ndArray("str", shape, texts);
  const numbers = items.filter((item) => typeof item === "number");
  if (items.length === 0 || numbers.length < items.length) return undefined;
  return ndArray("float64", shape, Float64Array.from(numbers));
}
