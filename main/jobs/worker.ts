import { createTaskContext, runJob, taskByName } from "#core/jobs/index.ts";
import { loadKernels, nodeFileSystem, nodeMemory } from "#native/index.ts";
import { createWorker } from "./create-worker.ts";
import { runQuery } from "./queries.ts";

/** The application's pool thread. */
export const work = createWorker({
  createContext: (level) =>
    createTaskContext({
      kernels: loadKernels(level),
      fs: nodeFileSystem,
      memory: nodeMemory,
      nowMs: () => Date.now(),
    }),
  taskByName,
  runJob,
  runQuery,
});
