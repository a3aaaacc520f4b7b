import type { ComputeContext } from "#core/compute/index.ts";
import { EphysError, isEphysError, type JsonObject } from "#core/model/index.ts";
import type { Recording } from "#core/recording/index.ts";
import type { Sorting } from "#core/sorting/index.ts";
import { runSorter, sorterByName } from "./run-sorter.ts";
import { ARCHIVED_SORTERS, describeSorter } from "./shared/reference-sorters.ts";
import { SORTERS } from "./catalog.ts";

/** SpikeInterface's ways to run jobs. */
export const ENGINES = ["loop", "joblib", "processpoolexecutor", "dask", "slurm"] as const;
export type Engine = (typeof ENGINES)[number];

/** Engines that wait for their jobs and give the sortings back. */
const RETURNING: readonly Engine[] = ["loop", "joblib", "processpoolexecutor"];

/** One run: SpikeInterface's run_sorter arguments. */
export interface SorterJob {
  readonly sorterName: string;
  readonly recording: Recording;
  /** absolute */
  readonly folder: string;
  readonly removeExistingFolder: boolean;
  /** remove sorter_output when the sorting has been read */
  readonly deleteOutputFolder: boolean;
  /** false: a failed run leaves its log and the others go on */
  readonly raiseError: boolean;
  /** name of a container image; none runs here */
  readonly container?: string;
  readonly params: JsonObject;
}

export interface RunJobsOptions {
  readonly engine: Engine;
  readonly returnOutput: boolean;
}

/**
 * Runs sorters one after the other, each on all workers. `joblib` and `processpoolexecutor` ask for jobs side by side,
 * which would only share the same workers: their results are the same.
 * @returns [job] sortings, or undefined when they are not asked for
 * @throws InvalidParameter, Unsupported, AlreadyExists and what a run throws
 */
export async function runSorterJobs(
  jobs: readonly SorterJob[],
  { engine, returnOutput }: RunJobsOptions,
  ctx: ComputeContext,
): Promise<readonly Sorting[] | undefined> {
  if (returnOutput && !RETURNING.includes(engine)) {
    throw new EphysError(
      "InvalidParameter",
      `engine "${engine}" gives no sortings back; return_output is for ${RETURNING.join(", ")}`,
      { engine },
    );
  }
  if (engine === "dask" || engine === "slurm") {
    throw new EphysError(
      "Unsupported",
      `jobs are not handed to ${engine}: run them with engine "loop", or this program in a ${engine} job`,
      { engine },
    );
  }
  for (const job of jobs) checkSorter(job);
  const sortings: Sorting[] = [];
  for (const job of jobs) {
    const sorting = await runJob(job, returnOutput, ctx);
    if (sorting !== undefined) sortings.push(sorting);
  }
  return returnOutput ? sortings : undefined;
}

/** @throws UnknownName, Unsupported for sorters that are known but do not run here */
function checkSorter({ sorterName, container }: SorterJob): void {
  if (container !== undefined) {
    throw new EphysError("Unsupported", `sorters are not run in containers here (${container})`, {
      container,
    });
  }
  if (SORTERS.some(({ name }) => name === sorterName)) return;
  if (ARCHIVED_SORTERS.includes(sorterName)) {
    throw new EphysError("Unsupported", `the sorter ${sorterName} is archived; choose another`, {
      sorter: sorterName,
    });
  }
  describeSorter(sorterName);
  const own = SORTERS.map(({ name }) => name).join(", ");
  throw new EphysError(
    "Unsupported",
    `the sorter ${sorterName} is not part of this program; run it elsewhere and open its output folder, or use ${own}`,
    { sorter: sorterName },
  );
}

async function runJob(
  job: SorterJob,
  returnOutput: boolean,
  ctx: ComputeContext,
): Promise<Sorting | undefined> {
  const { fs } = ctx;
  const { folder, recording, sorterName, params } = job;
  sorterByName(sorterName);
  if ((await fs.stat(folder)) !== undefined) {
    if (!job.removeExistingFolder) {
      throw new EphysError(
        "AlreadyExists",
        `folder ${folder} exists; choose another or set remove_existing_folder`,
        { path: folder },
      );
    }
    await fs.remove(folder);
  }
  try {
    const sorting = await runSorter(sorterName, { recording, outputFolder: folder }, params, ctx);
    if (job.deleteOutputFolder) await fs.remove(fs.path.join(folder, "sorter_output"));
    return sorting;
  } catch (error) {
    const mayGoOn = !job.raiseError && !returnOutput && (await hasLog(folder, ctx));
    if (!mayGoOn || isEphysError(error, "Cancelled")) throw error;
    ctx.log(error instanceof Error ? error.message : String(error));
    return undefined;
  }
}

/** True when the run began: what was wrong before it is wrong with the job. */
async function hasLog(folder: string, ctx: ComputeContext): Promise<boolean> {
  return (await ctx.fs.stat(ctx.fs.path.join(folder, "spikeinterface_log.json"))) !== undefined;
}
