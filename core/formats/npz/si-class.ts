export const NPZ_CLASS = "spikeinterface.core.npzsortingextractor.NpzSortingExtractor";
