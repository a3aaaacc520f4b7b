export * from "./center-of-mass.ts";
export * from "./monopolar.ts";
export * from "./features.ts";
export * from "./radial-order.ts";
export * from "./grid.ts";
export { leastSquaresInBox, type Residuals } from "./trust-region.ts";
export { searchLine } from "./line-search.ts";
