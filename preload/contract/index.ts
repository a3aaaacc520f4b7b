export type * from "./api.ts";
export type * from "./comparisons.ts";
export type * from "./curation.ts";
export type * from "./files.ts";
export * from "./events.ts";
export * from "./frames.ts";
