import { EphysError } from "#core/model/index.ts";
/** The system's code of an error of node:fs, such as ENOENT. */
export declare function systemCode(error: unknown): string;
export declare function isMissing(error: unknown): boolean;
/** What a failed read means to a user. */
export declare function readError(path: string, error: unknown): EphysError;
/** What a failed write means to a user. */
export declare function writeError(path: string, error: unknown): EphysError;
