export * from "./define.ts";
export { DEFAULT_SORTER, SORTERS, type SorterName } from "./catalog.ts";
export { runSorter, sorterByName, sorterParams, type SorterInput } from "./run-sorter.ts";
export { readSorterFolder, type ReadFolderOptions, type SorterFolder } from "./read-folder.ts";
export {
  ENGINES,
  runSorterJobs,
  type Engine,
  type RunJobsOptions,
  type SorterJob,
} from "./run-jobs.ts";
export { describeSorter } from "./shared/reference-sorters.ts";
export type { SorterDescription } from "./shared/sorter-descriptions.ts";
export { SWEEP_NODES } from "./sweep-nodes.ts";
export { DROPPED_FILE, readDroppedUnits, type DroppedUnit } from "./shared/drop-log.ts";
