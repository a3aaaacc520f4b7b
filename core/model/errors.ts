import type { JsonValue } from "./json.ts";

/** Every error a user can meet has one of these codes; callers test the code, never the message. */
export const ERROR_CODES = [
  "UnitNotFound",
  "ChannelNotFound",
  "SegmentNotFound",
  "FileNotFound",
  "FormatNotRecognised",
  "AmbiguousFormat",
  "TruncatedFile",
  "CorruptFile",
  "MissingSibling",
  "StreamNotFound",
  "InvalidParameter",
  "InvalidValue",
  "MissingExtension",
  "MissingProbe",
  "MissingGain",
  "AlreadyExists",
  "PathNotAllowed",
  "UnknownFunction",
  "UnknownName",
  "Unsupported",
  "Cancelled",
  "WorkerDied",
  "ProjectLocked",
  "ProjectTooNew",
  "OutOfSpace",
  "WriteFailed",
  "Internal",
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

export interface ErrorDetails {
  readonly [key: string]: JsonValue | undefined;
}

/**
 * The one error type of the application. `message` names what, which file or value, and what to do;
 * `details` carries the same as data.
 */
export class EphysError extends Error {
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = "EphysError";
    this.code = code;
    this.details = details;
  }
}

/** True for an `EphysError`, optionally of one code. */
export function isEphysError(error: unknown, code?: ErrorCode): error is EphysError {
  return error instanceof EphysError && (code === undefined || error.code === code);
}
