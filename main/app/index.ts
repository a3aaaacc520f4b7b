export type * from "./types.ts";
export * from "./path-guard.ts";
