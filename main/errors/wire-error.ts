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

/** What the project database's refusals mean to a user; its own messages name neither the disk nor a remedy. */
const DATABASE_REFUSALS: readonly (readonly [string, ErrorCode, string])[] = [
  [
    "SQLITE_FULL",
    "OutOfSpace",
    "no space left for the project's database; free some or move the project to another disk",
  ],
  [
    "SQLITE_IOERR",
    "WriteFailed",
    "the project's database could not be read or written; check the disk it lies on",
  ],
  [
    "SQLITE_READONLY",
    "WriteFailed",
    "the project's database may not be written; make its folder writable",
  ],
];

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
  // extended codes (SQLITE_IOERR_WRITE) begin with the plain one
  const refusal = DATABASE_REFUSALS.find(([start]) => errno?.startsWith(start));
  if (refusal !== undefined) {
    return { code: refusal[1], message: refusal[2], details: { errno: errno ?? null } };
  }
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
