import type { CancelFlag, ChunkExecutor, TaskContext } from "./context.ts";
import { throwIfCancelled } from "./context.ts";

/** Runs chunk tasks one after the other in this thread: the specification of every other executor. */
export function createLocalExecutor(
  ctx: TaskContext,
  cancel: CancelFlag = { cancelled: false },
): ChunkExecutor {
  return {
    numWorkers: 1,
    async run(task, args, chunks, onResult) {
      const state = await task.prepare(args, ctx);
      for (const [index, chunk] of chunks.entries()) {
        throwIfCancelled(cancel);
        await onResult(await task.run(state, chunk), chunk, index);
      }
    },
  };
}
