import { z } from "zod";
import type { CoreContext } from "#core/compute/index.ts";
import { defineFunction } from "#core/functions/define.ts";
import { EphysError, type JsonObject, type JsonValue } from "#core/model/index.ts";
import { pathsOf } from "#core/open/index.ts";
import type { Recording } from "#core/recording/index.ts";
import { spikesToStructured, type Sorting } from "#core/sorting/index.ts";
import { readSorterFolder } from "./read-folder.ts";
import { ENGINES, runSorterJobs, type SorterJob } from "./run-jobs.ts";
import { gitCommit } from "./shared/git-commit.ts";
import { describeSorter } from "./shared/reference-sorters.ts";
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

const sorterDescription = defineFunction({
  name: `${PREFIX}.sorterlist.get_sorter_description`,
  params: z.object({ sorter_name_or_class: z.string() }),
  run: ({ sorter_name_or_class: name }) => describeSorter(name).description,
});

const sorterParamsDescription = defineFunction({
  name: `${PREFIX}.sorterlist.get_sorter_params_description`,
  params: z.object({ sorter_name_or_class: z.string() }),
  run: ({ sorter_name_or_class: name }) => describeSorter(name).parameters,
});

const readFolder = defineFunction({
  name: `${PREFIX}.runsorter.read_sorter_folder`,
  params: z.object({
    folder: z.string(),
    register_recording: z.boolean().default(true),
    sorting_info: z.boolean().default(true),
    raise_error: z.boolean().default(true),
  }),
  async run({ folder, register_recording, sorting_info, raise_error }, ctx) {
    const options = { registerRecording: register_recording, sortingInfo: sorting_info };
    const found = await readSorterFolder(folder, options, ctx);
    if (found !== undefined) {
      const { info, recording, sorting, sorterName } = found;
      return sortingResult(sorting, {
        has_recording: recording !== undefined,
        sorting_info: info === undefined ? null : Object.keys(info).sort(),
        sorter_name: info === undefined ? null : sorterName,
      });
    }
    if (!raise_error) return null;
    throw new EphysError("InvalidValue", `the sorter run in ${folder} failed: see its log`, {
      path: folder,
    });
  },
});

/** A sorting as `call` answers, with more to say about it. */
function sortingResult(sorting: Sorting, more: Readonly<Record<string, unknown>>): object {
  return {
    $sorting: {
      unit_ids: sorting.unitIds,
      sampling_frequency: sorting.samplingFrequency,
      spike_vector: spikesToStructured(sorting.spikes),
      ...more,
    },
  };
}

const containerImage = z.union([z.boolean(), z.string()]).nullish();

const sorterJob = z.looseObject({
  sorter_name: z.string(),
  recording: z.custom<Recording>(isRecording, "must be a recording"),
  folder: z.string().nullish(),
  remove_existing_folder: z.boolean().default(false),
  delete_output_folder: z.boolean().default(false),
  verbose: z.boolean().default(false),
  raise_error: z.boolean().default(true),
  docker_image: containerImage,
  singularity_image: containerImage,
  delete_container_files: z.boolean().default(true),
  with_output: z.boolean().default(true),
});

const runJobs = defineFunction({
  name: `${PREFIX}.launcher.run_sorter_jobs`,
  params: z.object({
    job_list: z.array(sorterJob),
    engine: z.enum(ENGINES).default("loop"),
    engine_kwargs: z.record(z.string(), z.unknown()).nullish(),
    return_output: z.boolean().default(false),
  }),
  async run({ job_list, engine, return_output }, ctx) {
    const jobs = job_list.map((job) => jobFrom(job, ctx));
    const sortings = await runSorterJobs(jobs, { engine, returnOutput: return_output }, ctx);
    const folders_have_log: boolean[] = [];
    for (const { folder } of jobs) {
      const log = ctx.fs.path.join(folder, "spikeinterface_log.json");
      folders_have_log.push((await ctx.fs.stat(log)) !== undefined);
    }
    return { returned: sortings ?? null, folders_have_log };
  },
});

function isRecording(value: unknown): value is Recording {
  return typeof value === "object" && value !== null && "readTraces" in value;
}

/** What of a job is said to run_sorter itself, or to how Python runs it. */
const NO_PARAMETERS = new Set([...Object.keys(sorterJob.shape), "job_kwargs"]);

/** A job from run_sorter's arguments; what is left are the sorter's parameters. */
function jobFrom(job: z.output<typeof sorterJob>, { fs }: CoreContext): SorterJob {
  const image = [job.docker_image, job.singularity_image].find((given) => Boolean(given));
  const params = Object.entries(job).filter(([name]) => !NO_PARAMETERS.has(name));
  return {
    sorterName: job.sorter_name,
    recording: job.recording,
    folder: fs.path.resolve(job.folder ?? `${job.sorter_name}_output`),
    removeExistingFolder: job.remove_existing_folder,
    deleteOutputFolder: job.delete_output_folder,
    raiseError: job.raise_error,
    ...(image !== undefined && { container: String(image) }),
    params: Object.fromEntries(params) as JsonObject, // arguments are JSON
  };
}

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
    if (folders.length === 0) return [];
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
  sorterDescription,
  sorterParamsDescription,
  readFolder,
  runJobs,
  pathToUnix,
  findRecordingFolders,
  mergeParams,
  commitOfFolder,
] as const;
