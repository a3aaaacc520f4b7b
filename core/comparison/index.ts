export * from "./match-counts.ts";
export * from "./agreement.ts";
export * from "./matching.ts";
export * from "./spike-trains.ts";
export * from "./scores.ts";
export * from "./pair-comparison.ts";
export * from "./ground-truth.ts";
export * from "./labels.ts";
export { leastCostAssignment } from "./linear-assignment.ts";
export * from "./unit-categories.ts";
export * from "./agreement-graph.ts";
export * from "./multi-sorting.ts";
export * from "./consensus.ts";
export * from "./template-similarity.ts";
export * from "./template-comparison.ts";
export * from "./collision.ts";
export * from "./multi-json.ts";
export * from "./template-set.ts";
export {
  distanceOfSums,
  templateDistance,
  type TemplateDistanceMethod,
} from "./template-distance.ts";
