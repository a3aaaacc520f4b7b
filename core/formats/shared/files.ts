import { decodeNpy, isStructured, type NdArray, type StructuredArray } from "#core/array/index.ts";
import type { CoreContext } from "#core/compute/index.ts";
import {
  EphysError,
  isEphysError,
  parseJson,
  type JsonObject,
  type JsonValue,
} from "#core/model/index.ts";

/** A file that must be there. @throws FileNotFound, or MissingSibling when it belongs to `owner` */
export async function requireFile(path: string, ctx: CoreContext, owner?: string): Promise<number> {
  const stat = await ctx.fs.stat(path);
  if (stat?.kind === "file") return stat.sizeBytes;
  if (owner === undefined) {
    throw new EphysError("FileNotFound", `there is no file ${path}`, { path });
  }
  throw new EphysError(
    "MissingSibling",
    `${owner} needs the file ${path}, which is not there; keep both in the same folder`,
    { path, owner },
  );
}

export async function isFile(path: string, ctx: CoreContext): Promise<boolean> {
  return (await ctx.fs.stat(path))?.kind === "file";
}

export async function isFolder(path: string, ctx: CoreContext): Promise<boolean> {
  return (await ctx.fs.stat(path))?.kind === "folder";
}

/** The one file of a folder whose name fits; undefined for a file, or where none or several do. */
export async function onlyFileIn(
  folder: string,
  name: RegExp,
  ctx: CoreContext,
): Promise<string | undefined> {
  if (!(await isFolder(folder, ctx))) return undefined;
  const fitting = (await ctx.fs.list(folder)).filter((one) => name.test(one));
  return fitting.length === 1 ? ctx.fs.path.join(folder, fitting[0]) : undefined;
}

/** A JSON object of a file. @throws CorruptFile, FileNotFound */
export async function readJsonObject(
  path: string,
  ctx: CoreContext,
  owner?: string,
): Promise<JsonObject> {
  await requireFile(path, ctx, owner);
  const value = parseJson(await ctx.fs.readText(path), path);
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return value as JsonObject; // neither a list nor a plain value
  }
  throw new EphysError("CorruptFile", `${path} does not hold a JSON object`, { path });
}

/** As `readJsonObject`, undefined where the file is absent or is no JSON object: for recognising. */
export async function peekJsonObject(
  path: string,
  ctx: CoreContext,
): Promise<JsonObject | undefined> {
  if (!(await isFile(path, ctx))) return undefined;
  try {
    return await readJsonObject(path, ctx);
  } catch (error) {
    if (isEphysError(error)) return undefined;
    throw error;
  }
}

/** An array of a .npy file. @throws FileNotFound or MissingSibling, and the errors of the decoder */
export async function readNpy(
  path: string,
  ctx: CoreContext,
  owner?: string,
): Promise<NdArray | StructuredArray> {
  await requireFile(path, ctx, owner);
  return decodeNpy(await ctx.fs.readBytes(path), path);
}

/** As `readNpy`, for files that hold a plain array. */
export async function readPlainNpy(
  path: string,
  ctx: CoreContext,
  owner?: string,
): Promise<NdArray> {
  const array = await readNpy(path, ctx, owner);
  if (!isStructured(array)) return array;
  throw new EphysError("CorruptFile", `${path} holds records where plain numbers are expected`, {
    path,
  });
}

/** A number of a JSON object. @throws CorruptFile naming file and key */
export function jsonNumber(object: JsonObject, key: string, path: string): number {
  const value = object[key];
  if (typeof value === "number" && Number.isFinite(value)) return value;
  throw new EphysError("CorruptFile", `${path} has no number "${key}" (found ${describe(value)})`, {
    path,
    key,
  });
}

/** A whole number from `least` (default 0) to `most` (default 10^9). @throws CorruptFile */
export function jsonCount(
  object: JsonObject,
  key: string,
  path: string,
  { least = 0, most = 1e9 }: { readonly least?: number; readonly most?: number } = {},
): number {
  const value = jsonNumber(object, key, path);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new EphysError("CorruptFile", `${path} has "${key}" = ${String(value)}`, { path, key });
}

/** Ids (texts or whole numbers) of a JSON list. @throws CorruptFile */
export function jsonIds(object: JsonObject, key: string, path: string): (string | number)[] {
  const value = object[key];
  if (
    Array.isArray(value) &&
    (value as readonly JsonValue[]).every((id) => typeof id === "string" || typeof id === "number")
  ) {
    return [...(value as readonly (string | number)[])];
  }
  throw new EphysError("CorruptFile", `${path} has no list of ids "${key}"`, { path, key });
}

function describe(value: JsonValue | undefined): string {
  return value === undefined ? "nothing" : JSON.stringify(value).slice(0, 80);
}
