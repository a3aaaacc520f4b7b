export type * from "./value.ts";
export { findMatValue, matMatrix, matNumber, matNumbers, matValue } from "./value.ts";
export { isMatFile, MAT_HEAD_BYTES, openMat } from "./open.ts";
