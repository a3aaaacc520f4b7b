import { toFloat64 } from "#core/array/index.ts";
import type { CoreContext } from "#core/compute/index.ts";
import type { Hdf5File, Hdf5Value } from "#core/io/index.ts";
import { EphysError } from "#core/model/index.ts";
import { attributeNumber, attributeText, openHdf5 } from "../hdf5/index.ts";
import type { MatFile, MatStruct, MatValue } from "./value.ts";

/** Deeper nesting is a circle of references. */
const MAX_DEPTH = 60;
/** Where MATLAB keeps what cells refer to. */
const HIDDEN = "#";

/** Opens a .mat file of version 7.3, which is HDF5 with MATLAB's attributes and dimensions in reverse. */
export async function openMat73(path: string, ctx: CoreContext): Promise<MatFile> {
  const file = await openHdf5(path, ctx);
  const entries = await file.list("/");
  const names = entries.map(({ name }) => name).filter((name) => !name.startsWith(HIDDEN));
  return {
    path,
    names,
    async variable(name) {
      return names.includes(name) ? valueAt(file, `/${name}`, 0) : undefined;
    },
  };
}

async function valueAt(file: Hdf5File, path: string, depth: number): Promise<MatValue> {
  if (depth > MAX_DEPTH) {
    throw new EphysError("CorruptFile", `${file.path}: cells at ${path} refer to each other`, {
      path: file.path,
    });
  }
  const attributes = await file.attributes(path);
  const what = attributeText(attributes["MATLAB_class"]) ?? "";
  if ((await file.kindOf(path)) === "group") return structAt(file, path, depth);
  const value = await file.read(path);
  if (attributeNumber(attributes["MATLAB_empty"]) === 1) return empty(what);
  return fromHdf5(file, value, what, depth);
}

function empty(what: string): MatValue {
  if (what === "cell") return { kind: "cells", shape: [0, 0], items: [] };
  if (what === "char") return { kind: "text", shape: [0, 0], rows: [] };
  return { kind: "numbers", shape: [0, 0], data: new Float64Array() };
}

async function fromHdf5(
  file: Hdf5File,
  value: Hdf5Value,
  what: string,
  depth: number,
): Promise<MatValue> {
  if (value.kind === "references") {
    const items: MatValue[] = [];
    for (const path of value.paths) {
      items.push(path === "" ? empty("") : await valueAt(file, path, depth + 1));
    }
    return { kind: "cells", shape: value.shape.toReversed(), items };
  }
  if (value.kind !== "array") return { kind: "other", shape: [], what: value.kind };
  const { array } = value;
  if (array.dtype === "str" || array.dtype === "bytes") {
    const rows = (array.data as readonly string[]).map((row) => row.trimEnd());
    return { kind: "text", shape: [rows.length, rows[0]?.length ?? 0], rows };
  }
  const shape = array.shape.length === 0 ? [1, 1] : array.shape.toReversed();
  const data = toFloat64(array);
  if (what !== "char")
    return { kind: "numbers", shape: shape.length === 1 ? [1, ...shape] : shape, data };
  const [numRows, columns] = [shape[0], data.length / Math.max(1, shape[0])];
  const rows = Array.from({ length: numRows }, (_, r) =>
    Array.from({ length: columns }, (__, c) => String.fromCharCode(data[c * numRows + r]))
      .join("")
      .trimEnd(),
  );
  return { kind: "text", shape, rows };
}

async function structAt(file: Hdf5File, path: string, depth: number): Promise<MatStruct> {
  const names = (await file.list(path)).map(({ name }) => name);
  return {
    kind: "struct",
    shape: [1, 1],
    names,
    async field(name, index = 0) {
      if (!names.includes(name)) return undefined;
      const place = `${path}/${name}`;
      const isPlain = attributeText((await file.attributes(place))["MATLAB_class"]) !== undefined;
      const value = await valueAt(file, place, depth + 1);
      // fields of an array of structs are references without a class of their own
      return value.kind === "cells" && !isPlain ? value.items[index] : value;
    },
  };
}
