import { z } from "zod";
import { EphysError } from "#core/model/index.ts";
import type { FileSystemPort } from "#core/io/index.ts";
import { defineFunction } from "../define.ts";

/* SpikeInterface's small helpers around external sorters: paths for containers, YASS's parameters, git versions. */

const CONTAINERS = "spikeinterface.sorters.container_tools";

/** Every text whose key says that it is a path; items of a list carry the list's key. */
function pathsIn(value: unknown, name = ""): string[] {
  if (typeof value === "string") return name.includes("path") ? [value] : [];
  if (Array.isArray(value)) return value.flatMap((item) => pathsIn(item, name));
  if (typeof value !== "object" || value === null || "dtype" in value) return [];
  return Object.entries(value).flatMap(([key, item]) => pathsIn(item, key));
}

/** The deepest folder that holds all; undefined when they share nothing (other drives). */
function commonFolder(folders: readonly string[]): string | undefined {
  const parts = folders.map((folder) => folder.split(/[\\/]/));
  const [first = []] = parts;
  let depth = 0;
  while (depth < first.length && parts.every((other) => other[depth] === first[depth])) depth++;
  if (depth === 0) return undefined;
  const shared = first.slice(0, depth).join("/");
  return shared === "" ? "/" : shared;
}

const findRecordingFolders = defineFunction({
  name: `${CONTAINERS}.find_recording_folders`,
  params: z.object({ d: z.record(z.string(), z.unknown()) }),
  run({ d }, { fs }) {
    const folders = pathsIn(d).map((path) => fs.path.dirname(fs.path.resolve(path)));
    if (folders.length === 0) {
      throw new EphysError("InvalidParameter", "the dictionary names no path");
    }
    const common = commonFolder(folders);
    // mounting the root would mount everything
    return common === undefined || common.length === 1 ? folders : [common];
  },
});

const pathToUnix = defineFunction({
  name: `${CONTAINERS}.path_to_unix`,
  params: z.object({ path: z.string() }),
  run({ path }, { fs }) {
    const windows = fs.path.join("a", "b").includes("\\");
    const text = windows ? path.slice(path.indexOf(":") + 1).replaceAll("\\", "/") : path;
    const parts = text.split("/").filter((part) => part !== "" && part !== ".");
    const root = /^\/\/(?!\/)/.test(text) ? "//" : text.startsWith("/") ? "/" : "";
    return root + parts.join("/") || ".";
  },
});

type Tree = Readonly<Record<string, unknown>>;

/** Where each parameter goes in YASS's configuration; frequencies land as in the reference. */
const YASS_PLACES: readonly (readonly [parameter: string, ...place: string[]])[] = [
  ["freq_min", "preprocess", "filter", "low_pass_freq"],
  ["freq_max", "preprocess", "filter", "high_factor"],
  ["multi_processing", "resources"],
  ["n_processors", "resources"],
  ["n_gpu_processors", "resources"],
  ["n_sec_chunk", "resources"],
  ["n_sec_chunk_gpu_detect", "resources"],
  ["n_sec_chunk_gpu_deconv", "resources"],
  ["gpu_id", "resources"],
  ["generate_phy", "resources"],
  ["phy_percent_spikes", "resources"],
  ["spatial_radius", "recordings"],
  ["spike_size_ms", "recordings"],
  ["clustering_chunk", "recordings"],
  ["update_templates", "deconvolution"],
  ["neuron_discover", "deconvolution"],
  ["template_update_time", "deconvolution"],
];

const mergeYassParams = defineFunction({
  name: "spikeinterface.sorters.external.yass.merge_params_dict",
  params: z.object({
    yass_params: z.record(z.string(), z.unknown()),
    params: z.record(z.string(), z.unknown()),
  }),
  run({ yass_params, params }, { fs }) {
    const need = (name: string): unknown => {
      if (name in params) return params[name];
      throw new EphysError("InvalidParameter", `the parameter ${name} is missing`, {
        parameter: name,
      });
    };
    let merged: Tree = yass_params;
    for (const [name, ...place] of YASS_PLACES) {
      const path = place.length === 1 ? [...place, name] : place;
      merged = withValue(merged, path, need(name));
    }
    const nets = need("neural_nets_path");
    if (typeof nets !== "string") {
      throw new EphysError("InvalidParameter", "neural_nets_path must be a path");
    }
    for (const step of ["detect", "denoise"]) {
      const path = fs.path.join(nets, `${step}.pt`);
      merged = withValue(merged, ["neuralnetwork", step, "filename"], path);
    }
    return merged;
  },
});

/** A copy of a tree with one value set. @throws when a branch on the way is missing */
function withValue(tree: Tree, [key, ...rest]: readonly string[], value: unknown): Tree {
  if (rest.length === 0) return { ...tree, [key]: value };
  const branch = tree[key];
  if (typeof branch !== "object" || branch === null) {
    throw new EphysError("InvalidParameter", `yass_params has no "${key}"`, { key });
  }
  return { ...tree, [key]: withValue(branch as Tree, rest, value) };
}

const gitCommit = defineFunction({
  name: "spikeinterface.sorters.utils.misc.get_git_commit",
  params: z.object({ git_folder: z.string().nullable(), shorten: z.boolean().default(true) }),
  async run({ git_folder, shorten }, { fs }) {
    const commit = git_folder === null ? undefined : await headCommit(git_folder, fs);
    return (shorten ? commit?.slice(0, 12) : commit) ?? null;
  },
});

/** What HEAD of a repository names, read from its files: the folder itself, or `.git` in it or above it. */
async function headCommit(folder: string, fs: FileSystemPort): Promise<string | undefined> {
  for (let at = fs.path.resolve(folder); ; at = fs.path.dirname(at)) {
    for (const place of [at, fs.path.join(at, ".git")]) {
      const head = await textOf(fs.path.join(place, "HEAD"), fs);
      if (head !== undefined) return resolveRef(head.trim(), place, fs);
    }
    if (fs.path.dirname(at) === at) return undefined;
  }
}

async function resolveRef(
  head: string,
  place: string,
  fs: FileSystemPort,
): Promise<string | undefined> {
  const name = /^ref: (.+)$/.exec(head)?.[1];
  if (name === undefined) return /^[0-9a-f]{40,64}$/.test(head) ? head : undefined;
  const loose = await textOf(fs.path.join(place, ...name.split("/")), fs);
  if (loose !== undefined) return loose.trim();
  const packed = (await textOf(fs.path.join(place, "packed-refs"), fs)) ?? "";
  return packed
    .split("\n")
    .find((line) => line.endsWith(` ${name}`))
    ?.split(" ")[0];
}

async function textOf(path: string, fs: FileSystemPort): Promise<string | undefined> {
  return (await fs.stat(path))?.kind === "file" ? fs.readText(path) : undefined;
}

export const SORTER_HELPER_FUNCTIONS = [
  findRecordingFolders,
  pathToUnix,
  mergeYassParams,
  gitCommit,
] as const;
