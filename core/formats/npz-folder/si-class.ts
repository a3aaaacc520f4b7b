export const NPZ_FOLDER_CLASS = "spikeinterface.core.sortingfolder.NpzFolderSorting";
/** What the file inside the folder is. */
export const NPZ_FILE_CLASS = "spikeinterface.core.npzsortingextractor.NpzSortingExtractor";
