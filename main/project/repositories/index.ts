export * from "./paths.ts";
export * from "./recordings.ts";
export * from "./sortings.ts";
export * from "./bad-channels.ts";
export * from "./analyzers.ts";
export * from "./curation.ts";
export * from "./jobs.ts";
export * from "./provenance.ts";
