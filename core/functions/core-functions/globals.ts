import { z } from "zod";
import { EphysError } from "#core/model/index.ts";
import { defineFunction } from "../define.ts";

/* SpikeInterface's process-wide folders and the splitting of job parameters. */

/** A setting of the process: a folder that is made when it is asked for. */
function folderSetting(name: string) {
  return defineFunction({
    name: `spikeinterface.core.globals.${name}`,
    params: z.object({ folder: z.string() }),
    async run({ folder }, { fs }) {
      FOLDERS.set(name, folder);
      const kept = FOLDERS.get(name) ?? "";
      await fs.makeFolder(kept);
      return {
        returned: null,
        getter_equals_folder: kept === folder,
        is_set: FOLDERS.has(name),
        exists_after_get: (await fs.stat(kept))?.kind === "folder",
      };
    },
  });
}

const FOLDERS = new Map<string, string>();

const DEFAULT_JOB_KWARGS = {
  pool_engine: "process",
  n_jobs: 1,
  chunk_duration: "1s",
  progress_bar: true,
  mp_context: null,
  max_threads_per_worker: 1,
} as const;

const EXCLUSIVE = ["total_memory", "chunk_size", "chunk_memory", "chunk_duration"];
const JOB_KEYS = [...Object.keys(DEFAULT_JOB_KWARGS), ...EXCLUSIVE];

const splitJobKwargs = defineFunction({
  name: "spikeinterface.core.job_tools.split_job_kwargs",
  params: z.object({ mixed_kwargs: z.record(z.string(), z.unknown()) }),
  run({ mixed_kwargs }) {
    const entries = Object.entries(mixed_kwargs);
    const specific = Object.fromEntries(entries.filter(([key]) => !JOB_KEYS.includes(key)));
    const given = entries.filter(([key, value]) => JOB_KEYS.includes(key) && value !== null);
    const defaults: Record<string, unknown> = { ...DEFAULT_JOB_KWARGS };
    if (given.some(([key]) => EXCLUSIVE.includes(key))) delete defaults["chunk_duration"];
    const job = { ...defaults, ...Object.fromEntries(given) };
    return [specific, { ...job, n_jobs: workersOf(job["n_jobs"]) }];
  },
});

/** Workers asked for: a count, a fraction of the cores (up to 1), or negative to count down from all of them. */
function workersOf(given: unknown): number {
  const asked = given === true ? 1 : given;
  if (typeof asked !== "number" || asked === 0) {
    throw new EphysError(
      "InvalidParameter",
      `n_jobs must be a number other than 0, not ${String(asked)}`,
    );
  }
  const cores = numCores();
  const fraction = asked > 0 && asked < 1;
  const count = fraction ? asked * cores : asked < 0 ? cores + 1 + asked : asked;
  return Math.min(cores, Math.max(1, Math.trunc(count)));
}

/** What the runtime says about the machine; at least 1. */
function numCores(): number {
  const { navigator } = globalThis as { navigator?: { hardwareConcurrency?: number } };
  return Math.max(1, navigator?.hardwareConcurrency ?? 1);
}

export const GLOBAL_FUNCTIONS = [
  folderSetting("set_global_dataset_folder"),
  folderSetting("set_global_tmp_folder"),
  splitJobKwargs,
] as const;
