export * from "./peaks.ts";
export * from "./neighbours.ts";
export * from "./run.ts";
export { createPeakScanner, type PeakScanner } from "./detection/scan.ts";
export type { DetectionPlan } from "./detection/define.ts";
export { DETECTION_METHODS, type DetectionMethod } from "./detection/catalog.ts";
export { LOCALIZATION_METHODS, type LocalizationMethod } from "./localization/catalog.ts";
export { SWEEP_NODES } from "./sweep-nodes.ts";
