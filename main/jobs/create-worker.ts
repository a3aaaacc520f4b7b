import type { MessagePort } from "node:worker_threads";
import type { ComputeContext, Progress, TaskContext } from "#core/compute/index.ts";
import { wireErrorFrom } from "#main/errors/index.ts";
import { cancelFlagOf } from "./cancel.ts";
import { createLaneExecutor } from "./lane-executor.ts";
import { runLane, type AnyChunkTask } from "./lane.ts";
import type { FromConductor, JobTask, KernelChoice, Outcome, WorkerTask } from "./messages.ts";

/** Progress is passed on at most this often. */
const PROGRESS_EVERY_MS = 100;

/** What a pool thread can do; worker.ts puts the application's together. */
export interface WorkerParts {
  /** called once per thread and kernel choice */
  createContext(kernels: KernelChoice): TaskContext;
  taskByName(name: string): AnyChunkTask;
  runJob(name: string, args: unknown, ctx: ComputeContext): Promise<unknown>;
  runQuery(name: string, args: unknown, ctx: TaskContext): Promise<unknown>;
}

/** The function that Piscina calls for every task; its answer is always an outcome, never a throw. */
export function createWorker(parts: WorkerParts): (task: WorkerTask) => Promise<Outcome> {
  const contexts = new Map<KernelChoice, TaskContext>();
  const contextFor = (level: KernelChoice): TaskContext => {
    let ctx = contexts.get(level);
    if (ctx === undefined) {
      ctx = parts.createContext(level);
      contexts.set(level, ctx);
    }
    return ctx;
  };
  return async (task) => {
    try {
      return { ok: true, value: await dispatch(task, contextFor(task.kernels), parts) };
    } catch (error) {
      return { ok: false, error: wireErrorFrom(error) };
    }
  };
}

async function dispatch(task: WorkerTask, ctx: TaskContext, parts: WorkerParts): Promise<unknown> {
  switch (task.kind) {
    case "lane":
      await runLane(parts.taskByName(task.task), task, ctx);
      return null;
    case "query":
      return parts.runQuery(task.name, task.args, ctx);
    case "job":
      return conduct(task, ctx, parts);
  }
}

async function conduct(task: JobTask, tasks: TaskContext, parts: WorkerParts): Promise<unknown> {
  const cancel = cancelFlagOf(task.cancel);
  const executor = createLaneExecutor({ port: task.port, numWorkers: task.numWorkers, cancel });
  const send = (message: FromConductor): void => {
    task.port.postMessage(message);
  };
  const ctx: ComputeContext = {
    ...tasks,
    executor,
    cancel,
    report: throttled((progress) => {
      send({ type: "progress", progress });
    }),
    log(message) {
      send({ type: "log", message });
    },
    show(part) {
      send({ type: "shown", part });
    },
  };
  try {
    return await parts.runJob(task.name, task.args, ctx);
  } finally {
    closeAfterFlush(task.port);
  }
}

/** Passes on the first and last of a step and otherwise at most ten a second. */
function throttled(report: (progress: Progress) => void): (progress: Progress) => void {
  let lastStep: string | undefined;
  let lastMs = 0;
  return (progress) => {
    const nowMs = performance.now();
    const isBorder = progress.step !== lastStep || progress.fraction >= 1;
    if (!isBorder && nowMs - lastMs < PROGRESS_EVERY_MS) return;
    lastStep = progress.step;
    lastMs = nowMs;
    report(progress);
  };
}

/** Closing at once could overtake what has just been posted. */
function closeAfterFlush(port: MessagePort): void {
  setImmediate(() => {
    port.close();
  });
}
