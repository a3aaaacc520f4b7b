export { createWorkbench, WORKER_FILE, type Workbench } from "./workbench.ts";
export { analyzerMetrics } from "./metrics.ts";
export { compareAnalyzerPaths, compareManySortings, reopenComparison } from "./compare-many.ts";
export { compareSortingPaths, type ComparisonOutcome } from "./compare.ts";
export { curateTo, type CurateOptions } from "./curate.ts";
export { describePath } from "./describe.ts";
export {
  labelAnalyzer,
  trainModelTo,
  type LabelPathOptions,
  type LabelRows,
  type TrainedSummary,
} from "./labelling.ts";
export { exportPeaks, exportTraces, preprocessTo } from "./exports.ts";
export { generateFolder } from "./generate.ts";
export { callBatchTo, callOne, functionCatalog } from "./functions.ts";
export { createProjectAt, listProjects, projectInfo } from "./projects.ts";
export { runDemo, runRecording } from "./run.ts";
export { analyzeTo, computeOnCopy, sortTo } from "./sorting.ts";
export { openBatchTo } from "./open-batch.ts";
export { sorterCatalog } from "#main/services/index.ts";
