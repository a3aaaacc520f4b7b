export * from "./decompose.ts";
export * from "./products.ts";
export * from "./whitening.ts";
export * from "./covariance.ts";
export * from "./pseudo-inverse.ts";
