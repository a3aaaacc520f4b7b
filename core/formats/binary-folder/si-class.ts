export const BINARY_FOLDER_CLASS = "spikeinterface.core.binaryfolder.BinaryFolderRecording";
