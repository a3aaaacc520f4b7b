export * from "./paths.ts";
export * from "./recordings.ts";
export * from "./sortings.ts";
export * from "./bad-channels.ts";
export * from "./analyzers.ts";
export * from "./labels.ts";
export * from "./jobs.ts";
export * from "./provenance.ts";
