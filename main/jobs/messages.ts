import type { MessagePort } from "node:worker_threads";
import type { WireError } from "#contract/index.ts";
import type { Chunk, Progress, ShownPart } from "#core/compute/index.ts";
import type { KernelLevel } from "#core/kernels/index.ts";

/*
 * What crosses between the main thread, the thread that conducts a job and the lanes that do its chunks.
 *
 *   main ──job──▶ conductor ──"lane" (task, args, a port)──▶ main ──lane──▶ any free thread
 *   conductor ◀══ the lane's port: chunks there, results here, moved not copied ══▶ lane
 */

/** Which kernels a thread loads. */
export type KernelChoice = KernelLevel | "auto";

/** What a pool thread is asked to do. */
export type WorkerTask = JobTask | LaneTask | QueryTask;

export interface JobTask {
  readonly kind: "job";
  readonly kernels: KernelChoice;
  /** name in core/jobs/specs.ts */
  readonly name: string;
  readonly args: unknown;
  readonly numWorkers: number;
  readonly port: MessagePort;
  /** [0] ≠ 0 means cancelled */
  readonly cancel: Int32Array;
}

export interface LaneTask {
  readonly kind: "lane";
  readonly kernels: KernelChoice;
  /** name in core/jobs/tasks.ts */
  readonly task: string;
  readonly args: unknown;
  readonly port: MessagePort;
  readonly cancel: Int32Array;
}

/** A short question answered in one thread, outside the queue of jobs. */
export interface QueryTask {
  readonly kind: "query";
  readonly kernels: KernelChoice;
  /** name in main/jobs/queries.ts */
  readonly name: string;
  readonly args: unknown;
}

/** What a thread answers; errors are data because an Error subclass does not survive the crossing. */
export type Outcome =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly error: WireError };

export type FromConductor =
  | {
      readonly type: "lane";
      readonly laneId: number;
      readonly task: string;
      readonly args: unknown;
      readonly port: MessagePort;
    }
  | { readonly type: "dropLane"; readonly laneId: number }
  | { readonly type: "progress"; readonly progress: Progress }
  | { readonly type: "log"; readonly message: string }
  | { readonly type: "shown"; readonly part: ShownPart };

export type ToConductor =
  | { readonly type: "laneFailed"; readonly laneId: number; readonly error: WireError }
  /** another job waits without a lane: give one back */
  | { readonly type: "yieldLane" };

export type ToLane =
  | { readonly type: "chunk"; readonly index: number; readonly chunk: Chunk }
  | { readonly type: "stop" };

export type FromLane =
  | { readonly type: "ready" }
  | { readonly type: "result"; readonly index: number; readonly value: unknown }
  | { readonly type: "failed"; readonly error: WireError }
  | { readonly type: "stopped" };
