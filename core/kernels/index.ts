export type * from "./kernels.ts";
export {
  checkColumns,
  checkCorrelate,
  checkDecode,
  checkMatmul,
  checkMinMax,
  checkPeakScan,
  checkPick,
  checkReferenceGroups,
  checkReferenceSets,
  checkSameLength,
  checkShift,
  checkSosfilt,
  checkSosfiltfilt,
  checkSparseMatmul,
} from "./shapes.ts";
export * from "./shapes-of-rows.ts";
export { sharedSamples } from "./shared-samples.ts";
export { createTransformTables, type TransformTables } from "./transform-tables.ts";
export { typescriptKernels } from "./typescript/index.ts";
