export type * from "./api.ts";
export * from "./events.ts";
export * from "./frames.ts";
