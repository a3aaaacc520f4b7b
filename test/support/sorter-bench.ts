import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll } from "vitest";
import type { ChunkExecutor, ComputeContext } from "#core/compute/index.ts";
import { createLocalComputeContext } from "#core/jobs/index.ts";
import type { JsonObject } from "#core/model/index.ts";
import type { Recording } from "#core/recording/index.ts";
import { runSorter } from "#core/sorters/index.ts";
import type { Sorting } from "#core/sorting/index.ts";
import { loadKernels, nodeFileSystem } from "#native/index.ts";

/** Where the tests of a file run sorters; valid while its tests run. */
export interface SorterBench {
  /** a folder of the file's own */
  readonly root: string;
  readonly ctx: ComputeContext;
  /** Runs a sorter into `<root>/<name>`. */
  readonly sort: (
    sorter: string,
    recording: Recording,
    name: string,
    params?: JsonObject,
    context?: ComputeContext,
  ) => Promise<Sorting>;
}

/** A place to run sorters for the tests of the calling file; it is removed after them. */
export function sorterBench(prefix: string): SorterBench {
  let root = "";
  let ctx: ComputeContext;
  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), prefix));
    ctx = createLocalComputeContext({ kernels: loadKernels(), fs: nodeFileSystem, nowMs: () => 0 });
  });
  afterAll(() => {
    rmSync(root, { recursive: true, force: true });
  });
  return {
    get root() {
      return root;
    },
    get ctx() {
      return ctx;
    },
    async sort(sorter, recording, name, params = {}, context = ctx) {
      const outputFolder = join(root, name);
      await nodeFileSystem.makeFolder(outputFolder);
      return runSorter(sorter, { recording, outputFolder }, params, context);
    },
  };
}

/** Cancels when a step begins. */
export function stoppingAt(context: ComputeContext, step: string): ComputeContext {
  const cancel = { cancelled: false };
  return {
    ...context,
    cancel,
    report(progress) {
      if (progress.step === step) cancel.cancelled = true;
    },
  };
}

/** Chunks spread over several independent states, as workers hold them, the last chunk first. */
export function withLanes(context: ComputeContext, numLanes: number): ComputeContext {
  const executor: ChunkExecutor = {
    numWorkers: numLanes,
    async run(task, args, chunks, onResult) {
      const copies = Array.from({ length: numLanes }, () =>
        task.prepare(structuredClone(args), context),
      );
      const states = await Promise.all(copies);
      const outs = new Map<number, Awaited<ReturnType<typeof task.run>>>();
      // backwards within a lane: nothing may depend on the chunk before
      for (const i of [...chunks.keys()].reverse()) {
        const [state, chunk] = [states[i % numLanes], chunks[i]];
        if (state === undefined || chunk === undefined) continue;
        outs.set(i, await task.run(state, chunk));
      }
      for (const [i, out] of [...outs].sort(([a], [b]) => a - b)) {
        const chunk = chunks[i];
        if (chunk !== undefined) await onResult(out, chunk, i);
      }
    },
  };
  return { ...context, executor };
}
