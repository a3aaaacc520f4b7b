import { z } from "zod";
import type { CoreContext } from "#core/compute/index.ts";
import { defineFunction } from "#core/functions/define.ts";
import { EphysError, type JsonObject, type JsonValue } from "#core/model/index.ts";
import { pathsOf } from "#core/open/index.ts";
import { gitCommit } from "./shared/git-commit.ts";
import { REFERENCE_PARAMETERS } from "./shared/reference-parameters.ts";
import { mergeYassParams } from "./shared/yass-params.ts";

/* SpikeInterface's sorters functions by their dotted names. */

const PREFIX = "spikeinterface.sorters";

const defaultSorterParams = defineFunction({
  name: `${PREFIX}.sorterlist.get_default_sorter_params`,
  params: z.object({ sorter_name_or_class: z.string() }),
  run({ sorter_name_or_class: name }) {
    if (Object.hasOwn(REFERENCE_PARAMETERS, name)) return REFERENCE_PARAMETERS[name];
    const known = Object.keys(REFERENCE_PARAMETERS).join(", ");
    throw new EphysError("UnknownName", `no sorter is called "${name}"; there are ${known}`, {
      sorter: name,
    });
  },
});

const pathToUnix = defineFunction({
  name: `${PREFIX}.container_tools.path_to_unix`,
  params: z.object({ path: z.string() }),
  run: ({ path }, ctx) => unixPath(path, isWindows(ctx)),
});

const findRecordingFolders = defineFunction({
  name: `${PREFIX}.container_tools.find_recording_folders`,
  params: z.object({ d: z.record(z.string(), z.unknown()) }),
  run({ d }, ctx) {
    const { path: paths } = ctx.fs;
    // the arguments of `call` are JSON already
    const folders = pathsOf(d as JsonObject).map((path) => paths.dirname(paths.resolve(path)));
    if (folders.length === 0) {
      throw new EphysError("InvalidParameter", "the dictionary names no file or folder");
    }
    const common = commonFolder(folders);
    return common === undefined || common === "/" ? folders : [common];
  },
});

const mergeParams = defineFunction({
  name: `${PREFIX}.external.yass.merge_params_dict`,
  params: z.object({
    yass_params: z.record(z.string(), z.unknown()),
    params: z.record(z.string(), z.unknown()),
  }),
  run: ({ yass_params, params }) =>
    mergeYassParams(yass_params as Record<string, JsonValue>, params as Record<string, JsonValue>),
});

const commitOfFolder = defineFunction({
  name: `${PREFIX}.utils.misc.get_git_commit`,
  params: z.object({ git_folder: z.string().nullable(), shorten: z.boolean().default(true) }),
  async run({ git_folder, shorten }, ctx) {
    const commit = git_folder === null ? undefined : await gitCommit(git_folder, ctx);
    return commit === undefined ? null : shorten ? commit.slice(0, 12) : commit;
  },
});

function isWindows({ fs }: CoreContext): boolean {
  return fs.path.join("a", "b") === "a\\b";
}

/** A path as pathlib writes it with forward slashes; on Windows without its drive. */
function unixPath(path: string, windows: boolean): string {
  const text = windows ? path.slice(path.indexOf(":") + 1).replaceAll("\\", "/") : path;
  const parts = text.split("/").filter((part) => part !== "" && part !== ".");
  const root = text.startsWith("/") ? (/^\/\/[^/]/.test(text) ? "//" : "/") : "";
  return root + parts.join("/") || ".";
}

/** The deepest folder that holds all; undefined when there is none (other drives). */
function commonFolder(folders: readonly string[]): string | undefined {
  const [first = [], ...rest] = folders.map((folder) => folder.split(/[/\\]/));
  let depth = 0;
  while (depth < first.length && rest.every((parts) => parts[depth] === first[depth])) depth++;
  if (depth === 0) return undefined;
  return first.slice(0, depth).join("/") || "/";
}

/** SpikeInterface's sorters functions that `call` answers. */
export const FUNCTIONS = [
  defaultSorterParams,
  pathToUnix,
  findRecordingFolders,
  mergeParams,
  commitOfFolder,
] as const;
