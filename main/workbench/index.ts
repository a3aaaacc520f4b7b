export {
  createWorkbench,
  WORKER_FILE,
  type Workbench,
  type WorkbenchOptions,
} from "./workbench.ts";
export { analyzerMetrics } from "./metrics.ts";
export { compareSortingPaths } from "./compare.ts";
export { describePath } from "./describe.ts";
export { exportPeaks, exportTraces, generateFolder, preprocessTo } from "./exports.ts";
export { callBatchTo, callOne, functionCatalog } from "./functions.ts";
export { createProjectAt, listProjects, projectInfo } from "./projects.ts";
export { runDemo, runRecording } from "./run.ts";
export { analyzeTo, computeOnCopy, sortTo } from "./sorting.ts";
export { openBatchTo } from "./open-batch.ts";
export { sorterCatalog } from "#main/services/index.ts";
