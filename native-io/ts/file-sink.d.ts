import type { ByteSink } from "#core/io/index.ts";
export declare function createFileSink(path: string): ByteSink;
/** Writes a whole file under a temporary name and renames it; what was there stays until the last moment. */
export declare function writeWholeFile(path: string, content: Uint8Array | string): Promise<void>;
