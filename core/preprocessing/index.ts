export * from "./define.ts";
export { PREPROCESSORS, type PreprocessorName } from "./catalog.ts";
export {
  applyPipeline,
  applyStep,
  isPreprocessorDict,
  parsePipeline,
  parseStepParams,
  preprocessorByName,
  preprocessorFromDict,
  type PipelineStep,
} from "./pipeline.ts";
