export { previewRaw, type RawPreview } from "./raw-preview/index.ts";
export { eventFormat, readEventFile, readEventTable, ttlEvents } from "./events/index.ts";
export { openBatch, type BatchSummary } from "./batch/index.ts";
export { recordingFromDict, sortingFromDict } from "./from-dict.ts";
export { DICT_FORMAT, recognise, type Recognised } from "./recognise.ts";
export {
  formatById,
  listStreams,
  openRecordingPath,
  openSnippetsPath,
  openSortingPath,
  type OpenOptions,
} from "./open-path.ts";
export {
  absoluteDict,
  GIVEN_PARAMS,
  mapPaths,
  pathsOf,
  relativeDict,
} from "#core/formats/index.ts";
