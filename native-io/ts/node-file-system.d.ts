import type { FileSystemPort } from "#core/io/index.ts";
/**
 * Files of this machine. Calls are synchronous inside: workers have nothing else to do while they read, and one pread
 * costs less than a trip through the thread pool.
 */
export declare const nodeFileSystem: FileSystemPort;
