export { isocut, type Isocut } from "./isosplit/isocut.ts";
export { isosplit, type IsosplitOptions } from "./isosplit/isosplit.ts";
export { ensureContinuousLabels } from "./isosplit/labels.ts";
export type { RandomIntegers } from "./isosplit/types.ts";
export { gaussianSmooth } from "./gaussian-smooth.ts";
export { pairwiseSum } from "./pairwise-sum.ts";
export { hdbscan, type HdbscanOptions } from "./hdbscan/hdbscan.ts";
