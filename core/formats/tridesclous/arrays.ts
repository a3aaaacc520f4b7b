import {
  decodeNpy,
  decodeNpyHeader,
  isStructured,
  type StructuredArray,
} from "#core/array/index.ts";
import type { CoreContext } from "#core/compute/index.ts";
import { EphysError, type JsonObject, type JsonValue } from "#core/model/index.ts";
import { npyHeaderBytes } from "#core/zarr/index.ts";
import { readJsonObject, requireFile } from "../shared/files.ts";

/** Columns that are read of each array. */
const NEEDED = { clusters: ["cluster_label"], spikes: ["index", "cluster_label"] } as const;

/**
 * An array of records that Tridesclous keeps as NAME.raw, with its type and length in arrays.json.
 * @throws MissingSibling (never computed), CorruptFile, TruncatedFile
 */
export async function readRecords(
  folder: string,
  name: keyof typeof NEEDED,
  ctx: CoreContext,
): Promise<StructuredArray> {
  const list = ctx.fs.path.join(folder, "arrays.json");
  const arrays = await readJsonObject(list, ctx, `the folder ${folder}`);
  const { dtype, length } = descriptionOf(arrays[name], name, list);
  const path = ctx.fs.path.join(folder, `${name}.raw`);
  const stored = await requireFile(path, ctx, list);
  const header = npyHeaderBytes(dtype, [length]);
  const { itemBytes } = decodeNpyHeader(header, list);
  const needed = length * itemBytes;
  if (stored < needed) {
    throw new EphysError(
      "TruncatedFile",
      `${path} has ${String(stored)} bytes where ${String(length)} records need ${String(needed)}`,
      { path, expectedBytes: needed, actualBytes: stored },
    );
  }
  const content = await ctx.fs.readBytes(path, needed);
  const npy = new Uint8Array(header.length + needed);
  npy.set(header);
  npy.set(content.subarray(0, needed), header.length);
  const records = decodeNpy(npy, path);
  const missing = NEEDED[name].find(
    (column) => !isStructured(records) || !Object.hasOwn(records.columns, column),
  );
  if (isStructured(records) && missing === undefined) return records;
  throw new EphysError("CorruptFile", `${list}: "${name}" has no column "${missing ?? ""}"`, {
    path: list,
  });
}

function descriptionOf(
  value: JsonValue | undefined,
  name: string,
  path: string,
): { dtype: readonly JsonValue[]; length: number } {
  if (value === undefined) {
    throw new EphysError(
      "MissingSibling",
      `${path} lists no "${name}": Tridesclous has not computed it yet`,
      { path },
    );
  }
  const { dtype, shape } = (typeof value === "object" ? value : {}) as JsonObject; // checked below
  const [length] = Array.isArray(shape) ? (shape as readonly (JsonValue | undefined)[]) : [];
  if (
    Array.isArray(dtype) &&
    Array.isArray(shape) &&
    shape.length === 1 &&
    typeof length === "number" &&
    Number.isSafeInteger(length) &&
    length >= 0
  ) {
    return { dtype: dtype as readonly JsonValue[], length };
  }
  throw new EphysError("CorruptFile", `${path}: "${name}" is no list of records`, { path });
}
