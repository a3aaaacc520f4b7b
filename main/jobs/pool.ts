import { MessageChannel, type MessagePort } from "node:worker_threads";
import { Piscina } from "piscina";
import type { ChunkExecutor, Progress, ShownPart } from "#core/compute/index.ts";
import { EphysError } from "#core/model/index.ts";
import { errorFromWire, wireErrorFrom } from "#main/errors/index.ts";
import { cancelFlagOf } from "./cancel.ts";
import { createLaneExecutor } from "./lane-executor.ts";
import { LaneGate } from "./lane-gate.ts";
import type {
  FromConductor,
  JobTask,
  KernelChoice,
  LaneTask,
  Outcome,
  QueryTask,
  ToConductor,
} from "./messages.ts";

/** A thread that does not notice the cancel flag in this time is stopped from outside. */
const CANCEL_GRACE_MS = 700;
/** How long a conductor's last messages may take. */
const LAST_WORDS_MS = 500;
/** Threads that answer views, beside those that compute. */
const QUERY_THREADS = 1;
const IDLE_TIMEOUT_MS = 60_000;

export interface PoolOptions {
  /** worker.ts, or its bundle in a packaged application */
  readonly workerFile: string;
  /** chunk tasks at once */
  readonly numWorkers: number;
  /** jobs at once */
  readonly maxJobs: number;
  readonly kernels: KernelChoice;
}

interface JobListeners {
  readonly onProgress?: (progress: Progress) => void;
  readonly onLog?: (message: string) => void;
  readonly onShown?: (part: ShownPart) => void;
}

export interface Pool {
  readonly numWorkers: number;
  /** Runs a job of core/jobs/specs.ts to its end; rejects with its error, `Cancelled` or `WorkerDied`. */
  runJob(
    name: string,
    args: unknown,
    cancel: Int32Array,
    listeners?: JobListeners,
  ): Promise<unknown>;
  /** Chunks on the pool for work that the calling thread conducts itself. */
  conduct(cancel: Int32Array): Conducted;
  /** Answers a short question (main/jobs/queries.ts) in a thread of its own. */
  query(name: string, args: unknown): Promise<unknown>;
  /** Starts a thread, so that the next question does not wait for one. */
  warm(): void;
  close(): Promise<void>;
}

export interface Conducted {
  readonly executor: ChunkExecutor;
  close(): void;
}

/** Threads = workers + conductors of running jobs + one for views; chunks run on at most `numWorkers` of them. */
export function createPool(options: PoolOptions): Pool {
  const { numWorkers, kernels } = options;
  const piscina = new Piscina<unknown, Outcome>({
    filename: options.workerFile,
    name: "work",
    minThreads: 0,
    maxThreads: numWorkers + options.maxJobs + QUERY_THREADS,
    idleTimeout: IDLE_TIMEOUT_MS,
    concurrentTasksPerWorker: 1,
    // a sleeping thread must still hear that a port was closed
    atomics: "disabled",
  });
  const gate = new LaneGate(numWorkers);

  return {
    numWorkers,
    async runJob(name, args, cancel, listeners = {}) {
      const { port1, port2 } = new MessageChannel();
      const closed = new Promise<void>((resolve) => {
        port1.once("close", resolve);
      });
      const abort = new AbortController();
      const stopWatching = watchCancel(cancel, abort);
      const conductor = { port: port1, cancel, abort: abort.signal };
      port1.on("message", (message: FromConductor) => {
        fromConductor(message, conductor, listeners);
      });
      const task: JobTask = { kind: "job", kernels, name, args, numWorkers, port: port2, cancel };
      try {
        return await outcomeOf(piscina.run(task, { transferList: [port2], signal: abort.signal }));
      } finally {
        stopWatching();
        gate.dropAll(port1);
        await lastWords(closed);
        port1.close();
      }
    },
    conduct(cancel) {
      const { port1, port2 } = new MessageChannel();
      const conductor = { port: port1, cancel, abort: new AbortController().signal };
      port1.on("message", (message: FromConductor) => {
        fromConductor(message, conductor, {});
      });
      const executor = createLaneExecutor({
        port: port2,
        numWorkers,
        cancel: cancelFlagOf(cancel),
      });
      return {
        executor,
        close() {
          gate.dropAll(port1);
          port1.close();
        },
      };
    },
    async query(name, args) {
      return outcomeOf(piscina.run({ kind: "query", kernels, name, args } satisfies QueryTask));
    },
    warm() {
      if (piscina.threads.length > 0) return;
      const nothing: QueryTask = { kind: "query", kernels, name: "", args: null };
      piscina.run(nothing).catch(() => undefined); // a thread that cannot start is found out by its first task
    },
    async close() {
      await piscina.destroy();
    },
  };

  function fromConductor(
    message: FromConductor,
    conductor: Conductor,
    listeners: JobListeners,
  ): void {
    switch (message.type) {
      case "lane":
        void openLane(message, conductor);
        break;
      case "dropLane":
        gate.drop(conductor.port, message.laneId);
        break;
      case "progress":
        listeners.onProgress?.(message.progress);
        break;
      case "log":
        listeners.onLog?.(message.message);
        break;
      case "shown":
        listeners.onShown?.(message.part);
        break;
    }
  }

  async function openLane(
    request: FromConductor & { type: "lane" },
    { port, cancel, abort }: Conductor,
  ): Promise<void> {
    const leave = await gate.enter(port, request.laneId);
    if (leave === undefined) {
      request.port.close();
      return;
    }
    const task: LaneTask = {
      kind: "lane",
      kernels,
      task: request.task,
      args: request.args,
      port: request.port,
      cancel,
    };
    try {
      await outcomeOf(piscina.run(task, { transferList: [request.port], signal: abort }));
    } catch (error) {
      const message: ToConductor = {
        type: "laneFailed",
        laneId: request.laneId,
        error: wireErrorFrom(error),
      };
      port.postMessage(message);
    } finally {
      leave();
    }
  }
}

interface Conductor {
  readonly port: MessagePort;
  readonly cancel: Int32Array;
  readonly abort: AbortSignal;
}

/**
 * Waits until the conductor has closed its end, so that its last log lines and progress have arrived: they come by
 * another way than its answer. A thread that died closes it too.
 */
async function lastWords(closed: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, LAST_WORDS_MS);
  });
  await Promise.race([closed, patience]);
  clearTimeout(timer);
}

/** The value of an outcome; a thread that ended without one has died (or was stopped after a cancel). */
async function outcomeOf(run: Promise<Outcome>): Promise<unknown> {
  let outcome: Outcome;
  try {
    outcome = await run;
  } catch (error) {
    throw deathOf(error);
  }
  if (outcome.ok) return outcome.value;
  throw errorFromWire(outcome.error);
}

function deathOf(error: unknown): EphysError {
  if (error instanceof Error && error.name === "AbortError") {
    return new EphysError("Cancelled", "the job was cancelled");
  }
  const reason = error instanceof Error ? error.message : String(error);
  return new EphysError(
    "WorkerDied",
    `a worker thread ended unexpectedly (${reason}); the job was given up, other work goes on`,
    { reason },
    error,
  );
}

/** Stops the threads of a job that was cancelled but goes on past the grace time. Returns how to stop watching. */
function watchCancel(cancel: Int32Array, abort: AbortController): () => void {
  let done = false;
  const waiting = Atomics.waitAsync(cancel, 0, 0);
  let timer: NodeJS.Timeout | undefined;
  const onCancel = (): void => {
    if (done) return;
    timer = setTimeout(() => {
      abort.abort();
    }, CANCEL_GRACE_MS);
  };
  if (waiting.async) void waiting.value.then(onCancel);
  else onCancel();
  return () => {
    done = true;
    clearTimeout(timer);
    Atomics.notify(cancel, 0); // lets the wait above end
  };
}
