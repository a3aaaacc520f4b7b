import { rmSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import type { ComputeContext, Progress } from "#core/compute/index.ts";
import { createLocalComputeContext, type JobName, type JobSpecs } from "#core/jobs/index.ts";
import {
  cancelFlagOf,
  createCancelBuffer,
  createPool,
  requestCancel,
  type Conducted,
  type Pool,
} from "#main/jobs/index.ts";
import { loadKernels, nodeFileSystem, nodeMemory } from "#native/index.ts";

/** Work on files and folders without a project: what the command line stands on. */
export interface Workbench {
  /** for work in this thread */
  readonly ctx: ComputeContext;
  /** For work that this thread conducts, with chunks on the pool; there until `close`. */
  conduct(): ComputeContext;
  /** Runs a job of core/jobs on the pool. */
  run<K extends JobName>(name: K, args: JobSpecs[K]["args"]): Promise<JobSpecs[K]["result"]>;
  /** Seconds per step of the jobs run so far. */
  readonly timings: ReadonlyMap<string, number>;
  cancel(): void;
  close(): Promise<void>;
}

export interface WorkbenchOptions {
  readonly numWorkers?: number;
  readonly onProgress?: (progress: Progress) => void;
  readonly onLog?: (message: string) => void;
}

declare const __WORKER_FILE__: string | undefined;

/** The pool thread's file: as main/cli/bundle.ts made it, or its source. */
export const WORKER_FILE =
  typeof __WORKER_FILE__ === "string"
    ? __WORKER_FILE__
    : join(import.meta.dirname, "../jobs/worker.ts");

/** A workbench whose pool is started when it is first needed. */
export function createWorkbench(options: WorkbenchOptions = {}): Workbench {
  const cancel = createCancelBuffer();
  const timings = new Map<string, number>();
  let pool: Pool | undefined;
  let conducted: Conducted | undefined;
  const startedPool = (): Pool => {
    pool ??= createPool({
      workerFile: WORKER_FILE,
      numWorkers: options.numWorkers ?? availableParallelism(),
      maxJobs: 1,
      kernels: "auto",
    });
    return pool;
  };
  const onProgress = timed(timings, options.onProgress);
  const ctx = createLocalComputeContext(
    { kernels: loadKernels(), fs: nodeFileSystem, memory: nodeMemory, nowMs: Date.now },
    {
      cancel: cancelFlagOf(cancel),
      report: onProgress,
      ...(options.onLog === undefined ? {} : { log: options.onLog }),
    },
  );
  return {
    ctx,
    timings,
    conduct() {
      conducted ??= startedPool().conduct(cancel);
      return { ...ctx, executor: conducted.executor };
    },
    async run(name, args) {
      const listeners = {
        onProgress,
        ...(options.onLog === undefined ? {} : { onLog: options.onLog }),
      };
      const result = await startedPool()
        .runJob(name, args, cancel, listeners)
        .catch((error: unknown) => {
          removePartials(args);
          throw error;
        });
      return result as JobSpecs[typeof name]["result"]; // HANDLERS is a mapped type over the specs
    },
    cancel() {
      requestCancel(cancel);
    },
    async close() {
      conducted?.close();
      await pool?.close();
    },
  };
}

/** What a job's thread could not clean up because it was stopped from outside. */
function removePartials(args: object): void {
  for (const value of Object.values(args) as unknown[]) {
    if (typeof value !== "object" || value === null || !("partialFolder" in value)) continue;
    if ("resumes" in value && value.resumes === true) continue; // the next run goes on from there
    const folder = String(value.partialFolder);
    for (const path of [folder, `${folder}.partial`])
      rmSync(path, { recursive: true, force: true });
  }
}

/** Passes progress on and adds up how long each step took. */
function timed(
  timings: Map<string, number>,
  listener: ((progress: Progress) => void) | undefined,
): (progress: Progress) => void {
  let current: { step: string; lastMs: number } | undefined;
  return (progress) => {
    const nowMs = performance.now();
    if (current?.step === progress.step) {
      const spent = (nowMs - current.lastMs) / 1000;
      timings.set(progress.step, (timings.get(progress.step) ?? 0) + spent);
    }
    current = { step: progress.step, lastMs: nowMs };
    listener?.(progress);
  };
}
