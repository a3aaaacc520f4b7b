import { EphysError } from "#core/model/index.ts";

/** The system's code of an error of node:fs, such as ENOENT. */
function systemCode(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === "string" ? code : "";
}

export function isMissing(error: unknown): boolean {
  return systemCode(error) === "ENOENT" || systemCode(error) === "ENOTDIR";
}

/** What a failed read means to a user. */
export function readError(path: string, error: unknown): EphysError {
  if (error instanceof EphysError) return error;
  const code = systemCode(error);
  const details = { path, systemCode: code };
  if (isMissing(error)) {
    return new EphysError(
      "FileNotFound",
      `${path} does not exist; check the path, or where the disk is mounted`,
      details,
      error,
    );
  }
  if (code === "EACCES" || code === "EPERM") {
    return new EphysError(
      "PathNotAllowed",
      `${path} may not be read by this user; change its permissions`,
      details,
      error,
    );
  }
  if (code === "EISDIR") {
    return new EphysError("InvalidParameter", `${path} is a folder, not a file`, details, error);
  }
  if (code === "EIO") {
    return new EphysError(
      "CorruptFile",
      `${path} cannot be read: the disk reports an error`,
      details,
      error,
    );
  }
  return new EphysError("Internal", `${path} cannot be read: ${String(error)}`, details, error);
}

/** What a failed write means to a user. */
export function writeError(path: string, error: unknown): EphysError {
  if (error instanceof EphysError) return error;
  const code = systemCode(error);
  const details = { path, systemCode: code };
  if (code === "ENOSPC" || code === "EDQUOT") {
    return new EphysError(
      "OutOfSpace",
      `no space left for ${path}; free some or choose another disk`,
      details,
      error,
    );
  }
  if (isMissing(error)) {
    return new EphysError(
      "FileNotFound",
      `${path} cannot be written: its folder does not exist`,
      details,
      error,
    );
  }
  if (code === "EEXIST" || code === "ENOTEMPTY") {
    return new EphysError("AlreadyExists", `${path} already exists`, details, error);
  }
  const reason =
    code === "EACCES" || code === "EPERM" || code === "EROFS"
      ? "this user may not write there"
      : String(error);
  return new EphysError("WriteFailed", `${path} cannot be written: ${reason}`, details, error);
}

/** Runs synchronous file work as a promise, its failure translated. */
export function attempt<T>(path: string, translate: typeof readError, work: () => T): Promise<T> {
  try {
    return Promise.resolve(work());
  } catch (error) {
    return Promise.reject(translate(path, error));
  }
}
