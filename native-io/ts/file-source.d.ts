import type { ByteSource } from "#core/io/index.ts";
export declare function openFileSource(path: string): ByteSource;
/** The first `maxBytes` of a file, or all of it. */
export declare function readFileBytes(path: string, maxBytes?: number): Uint8Array;
