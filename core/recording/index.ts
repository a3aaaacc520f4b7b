export type * from "./recording.ts";
export {
  checkWindow,
  factsOf,
  numSamplesOf,
  RecordingBase,
  type RecordingFacts,
  type RecordingSource,
  type TraceRange,
} from "./base.ts";
export { base64FromBytes, bytesFromBase64 } from "./base64.ts";
export { describeExtractor, type Description } from "./describe.ts";
export {
  arrayFromJson,
  arrayToJson,
  concatenateRows,
  floatProperty,
  intProperty,
  MAIN_RECORDING_PROPERTIES,
  mergeJsonProperties,
  pickProperties,
  pickRows,
  plainProperty,
  textProperty,
} from "./properties.ts";
export {
  channelGroups,
  channelIndicesOf,
  channelLocations,
  findChannelLocations,
  gainsOf,
  hasScaleableTraces,
  offsetsOf,
  readTracesNew,
} from "./access.ts";
export {
  sampleIndexToTime,
  sampleTimes,
  segmentDurationS,
  startTimeS,
  timeToSampleIndex,
  totalDurationS,
} from "./times.ts";
export {
  memoryRecording,
  memoryRecordingFromKwargs,
  NUMPY_RECORDING_CLASS,
  type MemoryRecordingOptions,
} from "./memory.ts";
export {
  dummyProbe,
  numContactsOf,
  probeProperties,
  wireProbe,
  type AttachedProbe,
  type GroupMode,
} from "./attach-probe.ts";
export { withDictMetadata, withMetadata, withProbe } from "./with-metadata.ts";
export { CHANNEL_SLICE_CLASS, removeChannels, selectChannels } from "./channel-slice.ts";
export { FRAME_SLICE_CLASS, sliceFrames } from "./frame-slice.ts";
export {
  APPEND_SEGMENT_CLASS,
  appendRecordings,
  CONCATENATE_SEGMENT_CLASS,
  concatenateRecordings,
  SELECT_SEGMENT_CLASS,
  selectSegments,
  splitSegments,
} from "./segments.ts";
export { pickContacts } from "./contact-order.ts";
export { contactVector, probeGroupFromContactVector } from "./contact-vector.ts";
export { randomSlices, type RandomSlice, type RandomSliceParams } from "./random-slices.ts";
export {
  meanNoise,
  noiseLevelProperty,
  noiseLevels,
  planNoiseLevels,
  sliceNoise,
  type NoiseOptions,
  noiseLevelTask,
  type NoiseLevelParams,
  type NoiseMethod,
} from "./noise-levels.ts";
export { aggregateChannels, AGGREGATION_CLASS } from "./aggregate.ts";
