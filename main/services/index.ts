import type { AsyncApi } from "#contract/index.ts";
import { createAnalyzersService } from "./analyzers/index.ts";
import { createAppService } from "./app/index.ts";
import { createComparisonsService } from "./comparisons/index.ts";
import type { ServiceContext } from "./context.ts";
import { createCurationService } from "./curation/index.ts";
import { createFilesService } from "./files/index.ts";
import { createJobsService } from "./jobs/index.ts";
import { createLabelsService } from "./labels/index.ts";
import { createMotionsService } from "./motions/index.ts";
import { createPipelinesService } from "./pipelines/index.ts";
import { createProjectsService } from "./projects/index.ts";
import { createRecordingsService } from "./recordings/index.ts";
import { createSortersService } from "./sorters/index.ts";
import { createSortingsService } from "./sortings/index.ts";

export type * from "./context.ts";
export type * from "./session.ts";
export * from "./path-guard.ts";
export * from "./recent-projects.ts";
export * from "./settings.ts";
export { openSessionMarks } from "./curation/recovery.ts";
export { createAnalyzerStore } from "./analyzers/analyzer-store.ts";
export { createChainBuilder } from "./pipelines/chain.ts";
export { hasArbitraryUnit } from "./pipelines/steps.ts";
export { createRecordingStore } from "./recordings/recording-store.ts";
export { chooseExtensions } from "./analyzers/default-extensions.ts";
export { metricTables } from "./analyzers/unit-table.ts";
export { chooseStream } from "./files/open-path.ts";
export { jsonSchemaOf } from "./describe-definition.ts";
export { parseSorterParams, sorterCatalog } from "./sorters/sorter-catalog.ts";
export { projectTree } from "./project-tree.ts";

/** Every namespace of the contract. */
export function createServices(ctx: ServiceContext): AsyncApi {
  return {
    app: createAppService(ctx),
    projects: createProjectsService(ctx),
    files: createFilesService(ctx),
    recordings: createRecordingsService(ctx),
    pipelines: createPipelinesService(ctx),
    sorters: createSortersService(ctx),
    motions: createMotionsService(ctx),
    sortings: createSortingsService(ctx),
    analyzers: createAnalyzersService(ctx),
    labels: createLabelsService(ctx),
    curation: createCurationService(ctx),
    comparisons: createComparisonsService(ctx),
    jobs: createJobsService(ctx),
  };
}
