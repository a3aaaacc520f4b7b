export * from "./decompose.ts";
export * from "./products.ts";
export * from "./whitening.ts";
export * from "./covariance.ts";
export * from "./pseudo-inverse.ts";
export { nonNegativeLeastSquares } from "./non-negative.ts";
export { foldSizes, type FoldMoments } from "./graphical-lasso-cv.ts";
export { IncrementalPca, projectRow, type PcaModel } from "./incremental-pca.ts";
export { minCovDet, type MinCovDetOptions } from "./min-cov-det.ts";
