export { countBlocks, openNix } from "./read.ts";
export { NIX_RECORDING_CLASS, readNix } from "./recording.ts";
