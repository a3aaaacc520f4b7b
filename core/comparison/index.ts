export * from "./match-counts.ts";
export * from "./agreement.ts";
export * from "./matching.ts";
export * from "./spike-trains.ts";
export * from "./scores.ts";
export * from "./pair-comparison.ts";
export * from "./ground-truth.ts";
