export { defineFunction, type FunctionDefinition } from "./define.ts";
export { FUNCTIONS, findFunction } from "./catalog.ts";
export { callFunction, typedError, type CallOptions } from "./call.ts";
export { callBatch, type BatchSummary } from "./batch.ts";
export { decodeValue, type CallPlace, type Openers } from "./decode.ts";
export { encodeValue, INLINE_LIMIT, type ArrayPlace } from "./encode.ts";
