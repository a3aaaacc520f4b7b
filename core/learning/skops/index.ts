export { modelFromJson, modelToJson } from "./model-json.ts";
export { readSkops } from "./read.ts";
export { writeSkops } from "./write.ts";
export type { Trust } from "./trust.ts";
