export const ZARR_RECORDING_CLASS = "spikeinterface.core.zarrextractors.ZarrRecordingExtractor";
export const ZARR_SORTING_CLASS = "spikeinterface.core.zarrextractors.ZarrSortingExtractor";
