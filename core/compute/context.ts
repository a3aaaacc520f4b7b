import type { FileSystemPort, MemoryPort } from "#core/io/index.ts";
import type { Kernels } from "#core/kernels/index.ts";
import { EphysError, type ExtractorDict, type JsonObject } from "#core/model/index.ts";
import type { Recording } from "#core/recording/index.ts";
import type { SweepNode } from "./sweep.ts";

/** What a lazy object or a reader needs to exist. */
export interface CoreContext {
  readonly kernels: Kernels;
  readonly fs: FileSystemPort;
  /** The clock, ms since 1970, for dates in logs; core has none of its own. */
  readonly nowMs?: () => number;
  /** What memory is in use; absent where nobody can say. */
  readonly memory?: MemoryPort;
}

/** A range of frames of one segment, the unit of work and of memory. */
export interface Chunk {
  readonly segmentIndex: number;
  readonly startFrame: number;
  readonly endFrame: number;
}

/**
 * Work on chunks that any worker can do. `Args` crosses threads by structured clone (recordings as dictionaries, big
 * tables as views on SharedArrayBuffer); `prepare` runs once per worker and call, `run` once per chunk.
 * Every task is listed in core/jobs/tasks.ts, so that a worker finds it by name.
 */
export interface ChunkTask<Args, State, Out> {
  readonly name: string;
  prepare(args: Args, ctx: TaskContext): Promise<State>;
  run(state: State, chunk: Chunk): Promise<Out>;
  /** Buffers of a result that may be moved rather than copied. */
  transfer?(out: Out): ArrayBuffer[];
}

export interface TaskContext extends CoreContext {
  /** Reopens a recording from its dictionary; cached per worker. */
  openRecording(dict: ExtractorDict): Promise<Recording>;
  /** A sweep node by name, from the catalog (core/jobs/sweep-nodes.ts). */
  sweepNode(name: string): SweepNode;
}

/** Runs chunk tasks: in this thread, or on a pool. */
export interface ChunkExecutor {
  readonly numWorkers: number;
  /**
   * Runs `task` on every chunk and hands the results over in the order of `chunks`, so that results do not depend on
   * the number of workers. Stops at the first error or when cancelled.
   */
  run<Args, State, Out>(
    task: ChunkTask<Args, State, Out>,
    args: Args,
    chunks: readonly Chunk[],
    onResult: (out: Out, chunk: Chunk, index: number) => void | Promise<void>,
  ): Promise<void>;
}

/** Tested once per chunk. */
export interface CancelFlag {
  readonly cancelled: boolean;
}

export function throwIfCancelled(cancel: CancelFlag): void {
  if (cancel.cancelled) throw new EphysError("Cancelled", "the job was cancelled");
}

export interface Progress {
  /** name of the stage, e.g. "detect peaks" */
  readonly step: string;
  /** 0 to 1 within the step */
  readonly fraction: number;
  /** samples × channels done in this step so far, for throughput */
  readonly samplesDone?: number;
}

/**
 * A part of what work shows of itself while it goes on, for people to look at; results never depend on whether somebody
 * does. Rows of the arrays of one topic belong together.
 */
export interface ShownPart {
  /** what it is, e.g. "peaks" */
  readonly topic: string;
  /** rows are added to what the topic shows already, or take its place */
  readonly mode: "append" | "replace";
  readonly arrays: Readonly<Record<string, Float32Array | Int32Array>>;
  readonly meta: JsonObject;
}

/** What long work gets: `sort`, `analyze`, writers. */
export interface ComputeContext extends TaskContext {
  readonly executor: ChunkExecutor;
  readonly cancel: CancelFlag;
  report(progress: Progress): void;
  log(message: string): void;
  /** absent where nobody can look */
  readonly show?: (part: ShownPart) => void;
}
