export type * from "./kernels.ts";
export {
  checkColumns,
  checkDecode,
  checkMatmul,
  checkMinMax,
  checkPeakScan,
  checkPick,
  checkReferenceGroups,
  checkReferenceSets,
  checkSameLength,
  checkSosfilt,
  checkSosfiltfilt,
  checkSparseMatmul,
} from "./shapes.ts";
export { sosfiltfiltPadding, sosInitialState } from "./typescript/sos-design.ts";
export { typescriptKernels } from "./typescript/index.ts";
