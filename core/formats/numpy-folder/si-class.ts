export const NUMPY_FOLDER_CLASS = "spikeinterface.core.sortingfolder.NumpyFolderSorting";
