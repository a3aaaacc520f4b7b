export * from "./curation.ts";
export { checkCuration } from "./check.ts";
export { parseCuration, type ParseCurationOptions } from "./parse.ts";
export { CURATION_VERSIONS, curationToJson, type CurationVersion } from "./write.ts";
export { removeByLabel, type LabelFilter } from "./by-label.ts";
export { labelProperties, labelPropertiesOf } from "./labels.ts";
