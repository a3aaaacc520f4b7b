import type { CancelFlag, ComputeContext, CoreContext, TaskContext } from "#core/compute/index.ts";
import { createLocalExecutor } from "#core/compute/index.ts";
import { recordingFromDict } from "#core/open/index.ts";
import type { Recording } from "#core/recording/index.ts";
import { sweepNodeByName } from "./sweep-nodes.ts";

/** How many reopened recordings a worker keeps; a chain and its parents are few. */
const CACHED_RECORDINGS = 8;

/** What a worker computes with: kernels, files, recordings reopened from their dictionaries, sweep nodes by name. */
export function createTaskContext(core: CoreContext): TaskContext {
  const opened = new Map<string, Promise<Recording>>();
  return {
    ...core,
    openRecording(dict) {
      return remember(opened, JSON.stringify(dict), () => recordingFromDict(dict, core));
    },
    sweepNode: sweepNodeByName,
  };
}

/** A context that does everything in this thread: for tests and small work. */
export function createLocalComputeContext(
  core: CoreContext,
  options: {
    readonly cancel?: CancelFlag;
    readonly report?: ComputeContext["report"];
    readonly log?: ComputeContext["log"];
  } = {},
): ComputeContext {
  const tasks = createTaskContext(core);
  const cancel = options.cancel ?? { cancelled: false };
  return {
    ...tasks,
    executor: createLocalExecutor(tasks, cancel),
    cancel,
    report: options.report ?? (() => undefined),
    log: options.log ?? (() => undefined),
  };
}

/** One opening per key, also while it is under way; a failed one is tried again; the least recently used goes first. */
function remember(
  opened: Map<string, Promise<Recording>>,
  key: string,
  open: () => Promise<Recording>,
): Promise<Recording> {
  const known = opened.get(key);
  const recording = known ?? open();
  opened.delete(key);
  opened.set(key, recording);
  recording.catch(() => opened.delete(key));
  if (opened.size > CACHED_RECORDINGS) {
    const [oldest] = opened.keys();
    if (oldest !== undefined) opened.delete(oldest);
  }
  return recording;
}
