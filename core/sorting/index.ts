export type * from "./sorting.ts";
export {
  adoptSpikesByUnit,
  countSpikes,
  orderSpikes,
  indexSpikes,
  rowsOfUnits,
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
export {
  checkedMergedIds,
  checkedSplitIds,
  freeMergedIds,
  freeSplitIds,
  MERGE_ID_STRATEGIES,
  newMergedIds,
  newSplitIds,
  SPLIT_ID_STRATEGIES,
  type MergeIdStrategy,
  type SplitIdStrategy,
} from "./new-unit-ids.ts";
export { chainLineage, type RegroupedSorting, type UnitOrigin } from "./regroup.ts";
export { applyMerges, mergeUnits, type MergeOptions } from "./merge.ts";
export { applySplits, type SplitOptions, type SplitParts } from "./split.ts";
export {
  alignSorting,
  DUPLICATE_METHODS,
  findDuplicatedSpikes,
  removeDuplicatedSpikes,
  removeExcessSpikes,
  type DuplicateMethod,
  type RemoveDuplicatedOptions,
} from "./duplicates.ts";
