export * from "./peaks.ts";
export * from "./neighbours.ts";
export * from "./run.ts";
export { createPeakShow } from "./show-peaks.ts";
export { createPeakScanner, type PeakScanner } from "./detection/scan.ts";
export type { DetectionPlan } from "./detection/define.ts";
export { DETECTION_METHODS, type DetectionMethod } from "./detection/catalog.ts";
export { LOCALIZATION_METHODS, type LocalizationMethod } from "./localization/catalog.ts";
export { SWEEP_NODES } from "./sweep-nodes.ts";
export { MATCHING_METHODS, type MatchingMethod } from "./matching/catalog.ts";
export {
  findSpikesFromTemplates,
  type MatchingChoice,
  type MatchingRun,
} from "./matching/find-spikes.ts";
export { spikesToStructured, type MatchedSpikes } from "./matching/spikes.ts";
export { matchingTemplates, type MatchingTemplates } from "./matching/shared/templates.ts";
export {
  MOTION_METHODS,
  RECORDING_MOTION_METHODS,
  type MotionMethod,
} from "./motion/methods/catalog.ts";
export {
  estimateMotion,
  motionGround,
  motionWindowParams,
  type MotionGround,
} from "./motion/estimate-motion.ts";
export { CLUSTERING_METHODS, type ClusteringMethod } from "./clustering/catalog.ts";
export { findClustersFromPeaks } from "./clustering/find-clusters.ts";
export type { Clusters } from "./clustering/define.ts";
export { extractPeaksSvd, type PeaksSvd, type PeaksSvdOptions } from "./features/peaks-svd.ts";
export {
  applyMotion,
  computeMotion,
  correctMotion,
  motionInfoOf,
  type ComputedMotion,
  type MotionOptions,
} from "./motion/compute-motion.ts";
export type { MethodChoice } from "./method-choice.ts";
export { peakPrototype } from "./localization/prototype.ts";
export { waveformSpan, type WaveformSpan } from "./localization/locate.ts";
export { SELECTION_METHODS, type SelectionMethod } from "./selection/catalog.ts";
export { selectPeaks, type SelectedPeaks, type SelectionChoice } from "./selection/select-peaks.ts";
export {
  computePeakFeatures,
  type FeatureColumns,
  type FeatureOptions,
} from "./features/compute-features.ts";
