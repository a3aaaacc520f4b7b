import { setTimeout as sleep } from "node:timers/promises";
import type { ComputeContext, TaskContext } from "#core/compute/index.ts";
import { EphysError } from "#core/model/index.ts";
import { createWorker } from "#main/jobs/create-worker.ts";
import type { AnyChunkTask } from "#main/jobs/lane.ts";

/** A pool thread whose jobs misbehave on purpose. */

interface Args {
  readonly numChunks: number;
  readonly mode: "double" | "fail" | "die" | "spin" | "slow";
}

const double: AnyChunkTask = {
  name: "double",
  prepare: (args: Args) => Promise.resolve(args),
  async run(args: Args, chunk: { startFrame: number }) {
    if (args.mode === "fail" && chunk.startFrame === 5) {
      throw new EphysError("CorruptFile", "chunk 5 is broken", { frame: 5 });
    }
    if (args.mode === "die" && chunk.startFrame === 5) process.exit(3);
    if (args.mode === "slow") await sleep(20);
    // later chunks are quicker, so that an executor that does not order results is found out
    await sleep(Math.max(0, 10 - chunk.startFrame));
    return Float64Array.of(chunk.startFrame * 2);
  },
  transfer: (out: Float64Array<ArrayBuffer>) => [out.buffer],
};

async function runJob(name: string, args: unknown, ctx: ComputeContext): Promise<unknown> {
  const { numChunks, mode } = args as Args;
  if (name === "dieAlone") process.exit(4);
  if (mode === "spin") for (;;) Math.sqrt(2);
  const chunks = Array.from({ length: numChunks }, (_, i) => ({
    segmentIndex: 0,
    startFrame: i,
    endFrame: i + 1,
  }));
  const order: number[] = [];
  await ctx.executor.run(double, args, chunks, (out: unknown, _chunk, index) => {
    order.push((out as Float64Array)[0] ?? NaN);
    ctx.report({ step: "double", fraction: (index + 1) / numChunks });
  });
  ctx.log(`doubled ${String(numChunks)}`);
  return order;
}

export const work = createWorker({
  // no test here touches kernels or files
  createContext: () => ({}) as TaskContext,
  taskByName: () => double,
  runJob,
  runQuery: (_name, args) => Promise.resolve(args),
});
