export * from "./errors.ts";
export type * from "./json.ts";
export type * from "./ids.ts";
export * from "./samples.ts";
export * from "./probe.ts";
export * from "./extractor-dict.ts";
