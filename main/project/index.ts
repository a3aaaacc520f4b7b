export * from "./project.ts";
export * from "./fingerprint.ts";
export * from "./repositories/index.ts";
export { canGoOn, PARTIAL_PREFIX, resultName } from "./sweep-unfinished.ts";
