import { once } from "node:events";
import { throwIfCancelled, type ChunkTask, type TaskContext } from "#core/compute/index.ts";
import { wireErrorFrom } from "#main/errors/index.ts";
import { cancelFlagOf } from "./cancel.ts";
import type { FromLane, LaneTask, ToLane } from "./messages.ts";

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- tasks of all types; each is checked where it is defined
export type AnyChunkTask = ChunkTask<any, any, any>;

/** Does the chunks that arrive on the port, one at a time, until told to stop or until the conductor is gone. */
export async function runLane(
  task: AnyChunkTask,
  { args, port, cancel }: LaneTask,
  ctx: TaskContext,
): Promise<void> {
  const flag = cancelFlagOf(cancel);
  const send = (message: FromLane, transfer: ArrayBuffer[] = []): void => {
    port.postMessage(message, transfer);
  };
  let state: Promise<unknown> | undefined;
  let failed = false;
  let work = Promise.resolve();

  const doChunk = async (message: ToLane & { type: "chunk" }): Promise<void> => {
    if (failed) return;
    try {
      throwIfCancelled(flag);
      state ??= task.prepare(args, ctx);
      const value: unknown = await task.run(await state, message.chunk);
      send({ type: "result", index: message.index, value }, task.transfer?.(value) ?? []);
    } catch (error) {
      failed = true;
      send({ type: "failed", error: wireErrorFrom(error) });
    }
  };

  port.on("message", (message: ToLane) => {
    work = work.then(() => {
      if (message.type === "chunk") return doChunk(message);
      send({ type: "stopped" });
      port.close();
      return undefined;
    });
  });
  send({ type: "ready" });
  await once(port, "close");
  await work.catch(() => undefined); // a port closed under a result: the conductor is gone, nobody waits for it
}
