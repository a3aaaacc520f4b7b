export * from "./errors.ts";
export type * from "./json.ts";
export * from "./json-text.ts";
export type * from "./ids.ts";
export * from "./samples.ts";
export * from "./sample-pool.ts";
export * from "./probe.ts";
export * from "./probe-json.ts";
export * from "./extractor-dict.ts";
