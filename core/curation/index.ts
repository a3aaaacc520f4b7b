export * from "./format/index.ts";
export * from "./apply/index.ts";
