export type * from "./sorting.ts";
export {
  countSpikes,
  orderSpikes,
  segmentSlices,
  spikeRows,
  spikesByUnit,
  spikesFromStructured,
  spikesToStructured,
  spikeTrain,
  takeSpikes,
  type SpikesByUnit,
} from "./spikes.ts";
export {
  memorySortingFromKwargs,
  NUMPY_SORTING_CLASS,
  sortingFromLabels,
  sortingFromSpikes,
  sortingFromUnitDict,
  type LabelledSamples,
  type SortingOptions,
} from "./memory.ts";
export {
  FRAME_SLICE_SORTING_CLASS,
  removeEmptyUnits,
  removeUnits,
  selectUnits,
  sliceSortingFrames,
  unitIndicesOf,
  UNITS_SELECTION_CLASS,
  withSortingDictMetadata,
  withSortingMetadata,
} from "./select.ts";
export { mergeUnits, newMergedIds, type MergeOptions } from "./merge.ts";
