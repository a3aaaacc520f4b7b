export { tableOf, takeRows, takeColumns, roundToFloat32, type Table } from "./table.ts";
export type { Classifier, SkObject, SkValue } from "./estimator.ts";
export { pipelineOf, pipelineObject, type FittedPipeline } from "./pipeline.ts";
export { readSkops, writeSkops, type Trust } from "./skops/index.ts";
export { RandomState } from "./random-state.ts";
