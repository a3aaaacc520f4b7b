import { textFromLatin1 } from "#core/array/index.ts";
import type { CoreContext } from "#core/compute/index.ts";
import { EphysError } from "#core/model/index.ts";
import { requireFile } from "../shared/files.ts";

/*
 * EDF (Kemp et al. 1992), EDF+ (Kemp & Olivan 2003) and BDF headers: fixed-width ASCII fields, first of the file, then
 * one field after the other with an entry per signal; records of each signal's samples follow.
 */

export const EDF_HEADER_BYTES = 256;
/** 256 bytes per signal; more signals are no recording */
const MAX_SIGNALS = 10_000;

export interface EdfSignal {
  readonly label: string;
  readonly units: string;
  readonly physicalMin: number;
  readonly physicalMax: number;
  readonly digitalMin: number;
  readonly digitalMax: number;
  /** samples in a record */
  readonly perRecord: number;
  /** byte of its samples in a record */
  readonly offsetBytes: number;
  readonly isAnnotation: boolean;
}

export interface EdfHeader {
  readonly kind: "edf" | "bdf";
  readonly itemBytes: 2 | 3;
  readonly headerBytes: number;
  readonly recordBytes: number;
  readonly numRecords: number;
  /** s */
  readonly recordSeconds: number;
  readonly signals: readonly EdfSignal[];
}

/** What the version field says; undefined for another file. */
export function edfKind(head: Uint8Array): "edf" | "bdf" | undefined {
  if (head.length < EDF_HEADER_BYTES) return undefined;
  const version = textFromLatin1(head.subarray(0, 8));
  const numbers = textFromLatin1(head.subarray(184, 192)) + textFromLatin1(head.subarray(236, 256));
  if (!/^[\d .+-]+$/.test(numbers)) return undefined;
  if (version === "\xffBIOSEMI") return "bdf";
  return /^0 {7}$/.test(version) ? "edf" : undefined;
}

/** @throws FileNotFound, CorruptFile, TruncatedFile, Unsupported (EDF+D: records that do not follow each other) */
export async function readEdfHeader(path: string, ctx: CoreContext): Promise<EdfHeader> {
  const fileBytes = await requireFile(path, ctx);
  const head = await ctx.fs.readBytes(path, EDF_HEADER_BYTES);
  const kind = edfKind(head);
  if (!kind) throw corrupt(path, "does not begin with an EDF or BDF header");
  const text = textFromLatin1(head);
  const reserved = text.slice(192, 236);
  if (/[EB]DF\+/.test(reserved) && !/[EB]DF\+C/.test(reserved)) {
    throw new EphysError(
      "Unsupported",
      `${path} is ${reserved.trim()}, whose records have gaps; only continuous files are read`,
      { path },
    );
  }
  const numSignals = numberIn(text.slice(252, 256), "number of signals", path);
  if (!Number.isInteger(numSignals) || numSignals < 1 || numSignals > MAX_SIGNALS) {
    throw corrupt(path, `claims ${String(numSignals)} signals`);
  }
  const headerBytes = EDF_HEADER_BYTES * (1 + numSignals);
  if (fileBytes < headerBytes) {
    throw new EphysError(
      "TruncatedFile",
      `${path} has ${String(fileBytes)} bytes; the header of ${String(numSignals)} signals takes ${String(headerBytes)}`,
      { path },
    );
  }
  const fields = textFromLatin1(await ctx.fs.readBytes(path, headerBytes)).slice(EDF_HEADER_BYTES);
  const itemBytes = kind === "edf" ? 2 : 3;
  const { signals, recordBytes } = parseSignals(fields, numSignals, itemBytes, path);
  const recordSeconds = numberIn(text.slice(244, 252), "duration of a record", path);
  if (!(recordSeconds > 0)) throw corrupt(path, `has records of ${String(recordSeconds)} s`);
  const stated = numberIn(text.slice(236, 244), "number of records", path);
  const there = Math.floor((fileBytes - headerBytes) / recordBytes);
  if (!Number.isInteger(stated) || stated > there) {
    throw new EphysError(
      "TruncatedFile",
      `${path} holds ${String(there)} of the ${String(stated)} records that its header promises`,
      { path, there, stated },
    );
  }
  // −1: the recording was still running
  const numRecords = stated < 0 ? there : stated;
  return { kind, itemBytes, headerBytes, recordBytes, numRecords, recordSeconds, signals };
}

function parseSignals(
  fields: string,
  count: number,
  itemBytes: number,
  path: string,
): { signals: EdfSignal[]; recordBytes: number } {
  let at = 0;
  const column = (width: number): string[] => {
    const from = at;
    at += width * count;
    return Array.from({ length: count }, (_, i) =>
      fields.slice(from + i * width, from + (i + 1) * width).trimEnd(),
    );
  };
  const labels = column(16);
  column(80); // transducers
  const units = column(8);
  const [physicalMin, physicalMax, digitalMin, digitalMax] = Array.from({ length: 4 }, () =>
    column(8),
  );
  column(80); // filters
  const perRecords = column(8);
  let recordBytes = 0;
  const signals = labels.map((label, i): EdfSignal => {
    const number = (texts: readonly string[], what: string): number =>
      numberIn(texts[i], `${what} of signal ${label}`, path);
    const perRecord = number(perRecords, "samples per record");
    if (!Number.isInteger(perRecord) || perRecord < 0) {
      throw corrupt(path, `has ${String(perRecord)} samples of ${label} in a record`);
    }
    const offsetBytes = recordBytes;
    recordBytes += perRecord * itemBytes;
    return {
      label,
      units: units[i],
      physicalMin: number(physicalMin, "physical minimum"),
      physicalMax: number(physicalMax, "physical maximum"),
      digitalMin: number(digitalMin, "digital minimum"),
      digitalMax: number(digitalMax, "digital maximum"),
      perRecord,
      offsetBytes,
      isAnnotation: /^[EB]DF Annotations/.test(label),
    };
  });
  if (recordBytes === 0) throw corrupt(path, "has records without samples");
  return { signals, recordBytes };
}

function numberIn(text: string, what: string, path: string): number {
  const value = Number(text.trim());
  if (text.trim() !== "" && Number.isFinite(value)) return value;
  throw corrupt(path, `has "${text.trim()}" as ${what}`);
}

function corrupt(path: string, what: string): EphysError {
  return new EphysError("CorruptFile", `${path} ${what}`, { path });
}
