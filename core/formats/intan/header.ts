import { EphysError } from "#core/model/index.ts";
import type { ByteCursor } from "../shared/session/index.ts";

/*
 * The headers of Intan's RHD and RHS files (Intan Technologies, "RHD/RHS data file formats", versions 1.0 to 3.x) as
 * neo 0.14 reads them: channels that are enabled, of groups that are enabled.
 */

const RHD_MAGIC = 0xc6912702;
const RHS_MAGIC = 0xd69127ac;
const MAX_GROUPS = 64;

export interface IntanChannel {
  /** e.g. "A-000" */
  readonly nativeName: string;
  readonly customName: string;
  /** the bit of a digital channel in its word */
  readonly nativeOrder: number;
  /** as in the file: 0 amplifier, 1 auxiliary … */
  readonly signalType: number;
}

export interface IntanHeader {
  readonly kind: "rhd" | "rhs";
  /** major + minor/1000, to compare */
  readonly version: { readonly major: number; readonly minor: number };
  /** Hz */
  readonly samplingFrequency: number;
  readonly boardMode: number;
  readonly numTemperatureSensors: number;
  /** RHS only: DC amplifier samples are there */
  readonly dcSaved: boolean;
  /** RHS only, A per step */
  readonly stimStepSize: number;
  readonly channels: readonly IntanChannel[];
  /** where the samples begin when they are in the same file */
  readonly headerBytes: number;
}

/** The magic number's kind; undefined for other files. */
export function intanKind(magic: number): "rhd" | "rhs" | undefined {
  if (magic === RHD_MAGIC) return "rhd";
  return magic === RHS_MAGIC ? "rhs" : undefined;
}

export function isAtLeast(
  { major, minor }: IntanHeader["version"],
  wantedMajor: number,
  wantedMinor: number,
): boolean {
  return major > wantedMajor || (major === wantedMajor && minor >= wantedMinor);
}

/** @throws CorruptFile, TruncatedFile */
export function parseIntanHeader(cursor: ByteCursor, path: string): IntanHeader {
  const kind = intanKind(cursor.uint32());
  if (!kind) {
    throw new EphysError(
      "CorruptFile",
      `${path} does not begin with Intan's number for .rhd or .rhs files`,
      { path },
    );
  }
  const version = { major: cursor.int16(), minor: cursor.int16() };
  const samplingFrequency = cursor.float32();
  if (!(samplingFrequency > 0) || !(samplingFrequency < 1e7)) {
    throw new EphysError(
      "CorruptFile",
      `${path} has the sampling rate ${String(samplingFrequency)} Hz`,
      { path },
    );
  }
  const global = kind === "rhd" ? rhdGlobals(cursor, version, path) : rhsGlobals(cursor, path);
  const channels = readGroups(cursor, kind, path);
  return { kind, version, samplingFrequency, ...global, channels, headerBytes: cursor.at };
}

type Globals = Pick<
  IntanHeader,
  "boardMode" | "numTemperatureSensors" | "dcSaved" | "stimStepSize"
>;

function rhdGlobals(cursor: ByteCursor, version: IntanHeader["version"], path: string): Globals {
  cursor.skip(2 + 6 * 4 + 2 + 2 * 4); // filters, notch, impedance test
  for (let i = 0; i < 3; i++) qstring(cursor, path);
  const numTemperatureSensors = isAtLeast(version, 1, 1) ? cursor.int16() : 0;
  const boardMode = isAtLeast(version, 1, 3) ? cursor.int16() : 0;
  if (isAtLeast(version, 2, 0)) qstring(cursor, path); // reference channel
  if (numTemperatureSensors < 0 || numTemperatureSensors > 1000) {
    throw new EphysError(
      "CorruptFile",
      `${path} claims ${String(numTemperatureSensors)} temperature sensors`,
      { path },
    );
  }
  return { boardMode, numTemperatureSensors, dcSaved: false, stimStepSize: NaN };
}

function rhsGlobals(cursor: ByteCursor, path: string): Globals {
  cursor.skip(2 + 8 * 4 + 2 + 2 * 4 + 2 * 2); // filters, notch, impedance test, settling and recovery modes
  const stimStepSize = cursor.float32();
  cursor.skip(2 * 4); // charge recovery
  for (let i = 0; i < 3; i++) qstring(cursor, path);
  const dcSaved = cursor.int16() !== 0;
  const boardMode = cursor.int16();
  qstring(cursor, path); // reference channel
  return { boardMode, numTemperatureSensors: 0, dcSaved, stimStepSize };
}

function readGroups(cursor: ByteCursor, kind: "rhd" | "rhs", path: string): IntanChannel[] {
  const numGroups = cursor.int16();
  if (numGroups < 0 || numGroups > MAX_GROUPS) {
    throw new EphysError("CorruptFile", `${path} claims ${String(numGroups)} signal groups`, {
      path,
    });
  }
  const channels: IntanChannel[] = [];
  for (let g = 0; g < numGroups; g++) {
    qstring(cursor, path); // name
    qstring(cursor, path); // prefix
    const isEnabled = cursor.int16() !== 0;
    const count = cursor.int16();
    cursor.skip(2); // amplifier channels
    if (!isEnabled) continue;
    for (let c = 0; c < count; c++) {
      const channel = readChannel(cursor, kind, path);
      if (channel) channels.push(channel);
    }
  }
  return channels;
}

/** undefined for a channel that is off. */
function readChannel(
  cursor: ByteCursor,
  kind: "rhd" | "rhs",
  path: string,
): IntanChannel | undefined {
  const nativeName = qstring(cursor, path);
  const customName = qstring(cursor, path);
  const nativeOrder = cursor.int16();
  cursor.skip(2); // custom order
  const signalType = cursor.int16();
  const isEnabled = cursor.int16() !== 0;
  cursor.skip((kind === "rhd" ? 6 : 7) * 2 + 2 * 4); // chip, board, scope, impedance
  const last = kind === "rhd" ? 5 : 6;
  const isKnown = signalType >= 0 && signalType <= last;
  if (!isKnown || (kind === "rhs" && (signalType === 1 || signalType === 2))) {
    throw new EphysError(
      "CorruptFile",
      `${path}: channel "${nativeName}" has the signal type ${String(signalType)}, which .${kind} files do not have`,
      { path, signalType },
    );
  }
  return isEnabled ? { nativeName, customName, nativeOrder, signalType } : undefined;
}

/** A text of Qt: length in bytes, then UTF-16. */
function qstring(cursor: ByteCursor, path: string): string {
  const length = cursor.uint32();
  if (length === 0xffffffff || length === 0) return "";
  if (length % 2 !== 0) {
    throw new EphysError("CorruptFile", `${path} has a text of ${String(length)} bytes`, { path });
  }
  const bytes = cursor.bytes(length);
  let text = "";
  for (let i = 0; i < length; i += 2) text += String.fromCharCode(bytes[i] | (bytes[i + 1] << 8));
  return text;
}
