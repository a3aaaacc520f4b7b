import type { CoreContext } from "#core/compute/index.ts";
import { EphysError } from "#core/model/index.ts";
import { zeroEnded } from "../shared/session/index.ts";

/** Every Neuralynx file begins with so many bytes of text. */
export const HEADER_BYTES = 16_384;

export type FilterValue = string | number | boolean;

/** How a system stamps its records, which decides what counts as a gap. */
type AcquisitionType =
  | "PRE4"
  | "BML"
  | "DIGITALLYNX"
  | "DIGITALLYNXSX"
  | "CHEETAH64"
  | "RAWDATAFILE"
  | "CHEETAH560"
  | "ATLAS"
  | "UNKNOWN";

const TYPES: readonly AcquisitionType[] = [
  "PRE4",
  "BML",
  "DIGITALLYNX",
  "DIGITALLYNXSX",
  "CHEETAH64",
  "RAWDATAFILE",
  "CHEETAH560",
  "ATLAS",
  "UNKNOWN",
];

const FILTER_KEYS = [
  "DSPHighCutFilterEnabled",
  "DSPLowCutFilterEnabled",
  "DspDelayCompensation",
  "DspFilterDelay_µs",
  "DspHighCutFilterType",
  "DspHighCutFrequency",
  "DspHighCutNumTaps",
  "DspLowCutFilterType",
  "DspLowCutFrequency",
  "DspLowCutNumTaps",
];

export interface NlxHeader {
  /** per channel of the file */
  readonly channelIds: readonly string[];
  readonly channelNames: readonly string[];
  /** Hz; NaN where the header has none */
  readonly samplingFrequency: number;
  /** µV per bit, per channel; empty where the header has none */
  readonly bitMicrovolts: readonly number[];
  readonly isInverted: boolean;
  /** µV, per channel */
  readonly inputRanges: readonly number[];
  /** in the order of their names */
  readonly filters: readonly (readonly [string, FilterValue])[];
  readonly acquisition: AcquisitionType;
}

/** The header's first line. */
export function isNlxText(text: string): boolean {
  return text.startsWith("########");
}

/** @throws TruncatedFile, CorruptFile */
export async function readNlxHeader(path: string, ctx: CoreContext): Promise<NlxHeader> {
  const bytes = await ctx.fs.readBytes(path, HEADER_BYTES);
  if (bytes.length < HEADER_BYTES) {
    throw new EphysError(
      "TruncatedFile",
      `${path} has ${String(bytes.length)} bytes, fewer than Neuralynx's header of ${String(HEADER_BYTES)}`,
      { path },
    );
  }
  const text = zeroEnded(bytes);
  if (!isNlxText(text)) {
    throw new EphysError("CorruptFile", `${path} does not begin with Neuralynx's "########"`, {
      path,
    });
  }
  return parseNlxHeader(text, path);
}

/** Properties are lines of `-Name value`; a repeated one counts last. */
function parseNlxHeader(text: string, path: string): NlxHeader {
  const value = (name: string): string | undefined => {
    const pattern = new RegExp(`-${name}\\s+([\\S ]*)`, "g");
    return [...text.matchAll(pattern)].at(-1)?.[1].replace(/ +$/, "");
  };
  const refuse = (name: string, why: string): EphysError =>
    new EphysError("CorruptFile", `${path}: ${name} ${why}`, { path, name });
  const entries = (name: string): string[] => value(name)?.match(/\S+/g) ?? [];
  const ids = entries("ADChannel");
  const wrongId = ids.find((id) => !/^[+-]?\d+$/.test(id));
  if (wrongId !== undefined) throw refuse("ADChannel", `= "${wrongId}" is no number`);
  const channelIds = value("ADChannel") === undefined ? ["unknown"] : ids.map((i) => String(+i));
  const spread = (name: string, list: readonly string[], count: number): readonly string[] => {
    const full = list.length === 1 ? new Array<string>(count).fill(list[0]) : list;
    if (full.length === count) return full;
    throw refuse(name, `has ${String(list.length)} values for ${String(count)} channels`);
  };
  const numberOf = (name: string, item: string): number => {
    const number = Number(item);
    if (item !== "" && Number.isFinite(number)) return number;
    throw refuse(name, `= "${item}" is no number`);
  };
  const names = value("AcqEntName");
  const bits = value("ADBitVolts");
  const ranges = value("InputRange")?.match(/\w+/g) ?? [];
  const rate = value("SamplingFrequency");
  const inverted = value("InputInverted");
  if (inverted !== undefined && inverted !== "True" && inverted !== "False") {
    throw refuse("InputInverted", `= "${inverted}" is neither True nor False`);
  }
  const count = channelIds.length;
  return {
    channelIds,
    channelNames: spread(
      "AcqEntName",
      names === undefined ? ["unknown"] : entries("AcqEntName"),
      count,
    ),
    samplingFrequency: rate === undefined ? NaN : numberOf("SamplingFrequency", rate),
    bitMicrovolts:
      bits === undefined
        ? []
        : spread("ADBitVolts", entries("ADBitVolts"), count).map(
            (item) => numberOf("ADBitVolts", item) * 1e6,
          ),
    isInverted: inverted === "True",
    inputRanges:
      ranges.length === 0
        ? []
        : spread("InputRange", ranges, count).map((item) =>
            Math.trunc(numberOf("InputRange", item)),
          ),
    filters: FILTER_KEYS.flatMap((key) => {
      // the sign for micro is written in two ways
      const found = value(key === "DspFilterDelay_µs" ? "DspFilterDelay_Â?µs" : key);
      return found === undefined ? [] : [[key, filterValue(key, found)] as const];
    }),
    acquisition: acquisitionOf(value),
  };
}

function filterValue(key: string, text: string): FilterValue {
  if (/Enabled$|Compensation$/.test(key)) {
    if (text === "True" || text === "Enabled") return true;
    if (text === "False" || text === "Disabled") return false;
    return text;
  }
  if (!/Frequency$|NumTaps$|µs$/.test(key) || text === "") return text;
  const number = Number(text);
  return Number.isNaN(number) ? text : number;
}

function acquisitionOf(value: (name: string) => string | undefined): AcquisitionType {
  const base = value("NLX_Base_Class_Type");
  if (base !== undefined) {
    return base === "CscAcqEnt" ? "PRE4" : base === "BmlAcq" ? "BML" : "UNKNOWN";
  }
  const hardware = value("HardwareSubSystemType");
  const known = ["DigitalLynx", "DigitalLynxSX", "Cheetah64", "RawDataFile"];
  if (hardware !== undefined) {
    return known.includes(hardware) ? typeNamed(hardware) : "UNKNOWN";
  }
  if (value("FileType") === undefined) return "UNKNOWN";
  if (!["3.2", "3.3", "3.4"].includes(value("FileVersion") ?? "")) return "CHEETAH560";
  return typeNamed(value("AcquisitionSystem")?.split(/\s+/)[1] ?? "");
}

function typeNamed(name: string): AcquisitionType {
  return TYPES.find((type) => type === name.toUpperCase()) ?? "UNKNOWN";
}
