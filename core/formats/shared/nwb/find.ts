import type { Hdf5File } from "#core/io/index.ts";
import { EphysError } from "#core/model/index.ts";
import { attributeText } from "../hdf5/index.ts";

/** Deeper groups and more of them are no session; a link may lead back to a group above it. */
const DEEPEST = 16;
const MOST_GROUPS = 20_000;

/** Paths (without the leading "/") of all groups of one of NWB's types, in the order of the file. */
export async function findNeurodata(file: Hdf5File, type: string): Promise<string[]> {
  const found: string[] = [];
  let visited = 0;
  const visit = async (group: string, depth: number): Promise<void> => {
    for (const { name, kind } of await file.list(group === "" ? "/" : `/${group}`)) {
      if (kind !== "group") continue;
      visited++;
      if (depth > DEEPEST || visited > MOST_GROUPS) {
        throw new EphysError(
          "CorruptFile",
          `${file.path}: its groups are nested without end at /${group}`,
          { path: file.path },
        );
      }
      const path = group === "" ? name : `${group}/${name}`;
      const { neurodata_type: own } = await file.attributes(`/${path}`);
      if (attributeText(own) === type) found.push(path);
      await visit(path, depth + 1);
    }
  };
  await visit("", 0);
  return found;
}

/**
 * The asked object, or the only one of its type.
 * @throws StreamNotFound listing those that there are
 */
export async function chooseNeurodata(
  file: Hdf5File,
  type: string,
  parameter: string,
  asked: string | null | undefined,
): Promise<string> {
  if (asked != null && asked !== "") {
    const path = asked.replace(/^\/+/, "");
    if ((await file.kindOf(`/${path}`)) === "group") return path;
  }
  const found = await findNeurodata(file, type);
  if ((asked == null || asked === "") && found.length === 1) return found[0];
  const list = found.length === 0 ? "none" : found.join(", ");
  throw new EphysError(
    "StreamNotFound",
    asked == null || asked === ""
      ? `${file.path} holds ${String(found.length)} ${type} objects (${list}): say which one (${parameter})`
      : `${file.path} has no "${asked}"; it has ${list}`,
    { path: file.path, parameter, streams: found },
  );
}
