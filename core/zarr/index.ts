export {
  hasArray,
  hasGroup,
  listMembers,
  pathOf,
  npyHeaderBytes,
  readArrayMetadata,
  readAttributes,
  type ArrayMetadata,
  type ZarrStore,
} from "./metadata.ts";
export {
  isObjectArray,
  openArray,
  readArray,
  readBox,
  readChunk,
  readObjects,
  readPlainArray,
  readTexts,
  readWindow,
  type AbsentChunks,
  type ZarrArray,
} from "./read.ts";
export {
  consolidate,
  guessChunks,
  writeArray,
  writeArrayMetadata,
  writeAttributes,
  writeGroup,
  writeJsonObject,
  type ArrayLayout,
} from "./write.ts";
export { DEFAULT_COMPRESSOR, encodeChunk, type ChunkCodecs } from "./codecs/index.ts";
export { copyChunk, touchedChunks, type Box } from "./chunk-grid.ts";
export { unpackZlib } from "./codecs/deflate.ts";
export { unshuffle } from "./codecs/shuffle.ts";
export { ChunkCache } from "./chunk-cache.ts";
