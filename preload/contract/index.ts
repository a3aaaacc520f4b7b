export type * from "./api.ts";
export type * from "./curation.ts";
export * from "./events.ts";
export * from "./frames.ts";
