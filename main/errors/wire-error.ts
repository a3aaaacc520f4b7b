import type { WireError } from "#contract/index.ts";
import { ERROR_CODES, EphysError, type ErrorCode, type JsonObject } from "#core/model/index.ts";

/** What the operating system's error numbers mean to a user. */
const ERRNO_CODES: Readonly<Record<string, ErrorCode>> = {
  ENOENT: "FileNotFound",
  ENOSPC: "OutOfSpace",
  EDQUOT: "OutOfSpace",
  EACCES: "PathNotAllowed",
  EPERM: "PathNotAllowed",
  EROFS: "WriteFailed",
  EEXIST: "AlreadyExists",
  ENOTDIR: "FileNotFound",
  EISDIR: "InvalidValue",
};

/**
 * The one place where errors become data for a border (worker, IPC, HTTP, command line). What is not an
 * `EphysError` becomes `Internal` with its stack, except the operating system's refusals, which have codes of theirs.
 */
export function wireErrorFrom(error: unknown): WireError {
  if (error instanceof EphysError) {
    return {
      code: error.code,
      message: error.message,
      details: definedOnly(error.details),
      ...(error.code === "Internal" && error.stack !== undefined ? { stack: error.stack } : {}),
    };
  }
  if (!(error instanceof Error)) {
    return { code: "Internal", message: `something failed: ${String(error)}`, details: {} };
  }
  const errno = errnoOf(error);
  const code = errno === undefined ? undefined : ERRNO_CODES[errno];
  if (code !== undefined)
    return { code, message: error.message, details: { errno: errno ?? null } };
  return {
    code: "Internal",
    message: error.message || error.name,
    details: {},
    ...(error.stack === undefined ? {} : { stack: error.stack }),
  };
}

/** The error that a `WireError` describes. */
export function errorFromWire(wire: WireError): EphysError {
  const code = ERROR_CODES.includes(wire.code) ? wire.code : "Internal";
  const error = new EphysError(code, wire.message, wire.details);
  if (wire.stack !== undefined) error.stack = wire.stack;
  return error;
}

function errnoOf(error: Error): string | undefined {
  const code = "code" in error ? error.code : undefined;
  return typeof code === "string" ? code : undefined;
}

function definedOnly(details: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(details).filter(([, value]) => value !== undefined));
}
