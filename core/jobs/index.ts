export * from "./task-context.ts";
export * from "./tasks.ts";
export * from "./sweep-nodes.ts";
export * from "./handlers.ts";
export type * from "./specs.ts";
export { writeResult, type ResultPlace } from "./result-place.ts";
