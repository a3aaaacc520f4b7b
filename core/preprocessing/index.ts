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
export { badChannelReasons } from "./bad-channel-reasons.ts";
export {
  detectBadChannels,
  type BadChannels,
  type ChannelLabel,
  type ChannelMeasure,
} from "./detect-bad-channels.ts";
export { channelFeaturesTask } from "./judge-chunk.ts";
export { DETECTION_SCHEMA, detectionParams } from "./detection-params.ts";
export { pipelineOfDict } from "./pipeline-dict.ts";
export { applyPipelineToGroups, splitByProperty } from "./groups.ts";
export { stepsOfDict, type StoredStepOptions } from "./pipeline-dict.ts";
export { readStoredPipeline } from "./stored-pipeline.ts";
export { loadMotionInfo, saveMotionInfo, type MotionInfo } from "./motion-info.ts";
export { MOTION_PRESETS, motionPreset, motionPresetParams } from "./motion-presets.ts";
