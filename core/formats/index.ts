export {
  defineFormat,
  type ChannelEvents,
  type Detection,
  type DictReader,
  type EventData,
  type FormatDefinition,
  type ReaderFunction,
  type StreamInfo,
} from "./define.ts";
export { FORMATS } from "./catalog.ts";
export { readBids } from "./bids/index.ts";
export { parseSampleType, sampleTypeString, type FileSampleType } from "./shared/sample-type.ts";
export { columnTexts, parseTable, type TableColumn } from "./shared/delimited-table.ts";
export { isFile, isFolder, peekJsonObject, readJsonObject } from "./shared/files.ts";
export { readSiFolderDict } from "./shared/folder-metadata.ts";
export { GIVEN_PARAMS } from "./shared/given-params.ts";
export { probeByName, PROBE_NAMES, readProbeFile } from "./shared/probe-file/index.ts";
export { parsePythonAssignments } from "./shared/python-file.ts";
export { absoluteDict, mapPaths, pathsOf, relativeDict } from "./shared/relative-paths.ts";
export { writeBinaryFolder } from "./binary-folder/write.ts";
export { writeTraces, writeTracesTask } from "./shared/write-traces.ts";
export { writeNumpyFolder } from "./numpy-folder/write.ts";
export { writeNpz } from "./npz/write.ts";
export { writeNpzFolder } from "./npz-folder/write.ts";
export { readZarrSorting } from "./zarr/sorting.ts";
export { writeZarrRecording, writeZarrTask } from "./zarr/write-recording.ts";
export { writeSortingGroup, writeZarrSorting } from "./zarr/write-sorting.ts";
export { verifyChecksums, type ChecksumReport } from "./shared/checksums.ts";
export {
  rewired,
  wiringOf,
  writeProbeFile,
  type WiredContact,
} from "./shared/probe-file/wiring.ts";
