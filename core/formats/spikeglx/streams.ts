import { EphysError } from "#core/model/index.ts";
import { metaCounts, metaList, metaNumber, metaText, type SpikeGlxMeta } from "./meta.ts";

/** One .bin/.meta pair: a stream's part of one segment. */
export interface SpikeGlxFile {
  readonly meta: SpikeGlxMeta;
  readonly binPath: string;
  readonly binBytes: number;
  /** e.g. "imec0.ap", "nidq" */
  readonly streamName: string;
  readonly kind: "imec" | "obx" | "nidq";
  readonly samplingFrequency: number;
  readonly numChannels: number;
  readonly channelNames: readonly string[];
  /** physical units per bit of each channel: µV for imec, V for the rest */
  readonly gains: Float64Array;
  readonly unit: "uV" | "V";
  readonly hasSync: boolean;
  /** orders segments: gate, then trigger; −1 where the name has none (or "cat") */
  readonly gate: number;
  readonly trigger: number;
}

interface NameParts {
  readonly gate: number;
  readonly trigger: number;
  readonly device: string;
  readonly band: string;
}

const NAME_PATTERNS: readonly RegExp[] = [
  /^\S+_g(?<gate>\d+)_t(?<trigger>\d+)\.(?<device>\S+)\.(?<band>ap|lf)/,
  /^\S+_g(?<gate>\d+)_tcat\.(?<device>\S+)\.(?<band>ap|lf)/,
  /^\S+_g(?<gate>\d+)_t(?<trigger>\d+)\.(?<device>\S+)\.(?<band>obx)/,
  /^\S+_g(?<gate>\d+)_t(?<trigger>\d+)\.(?<device>\S+)/,
  /^\S+\.(?<device>\S+)\.(?<band>ap|lf)/,
  /^\S+\.(?<device>\S+)/,
];

/** Gate, trigger, device and band in a SpikeGLX file name without extension, e.g. "run_g0_t1.imec2.lf". */
function parseFileName(name: string): NameParts | undefined {
  for (const pattern of NAME_PATTERNS) {
    const groups = pattern.exec(name)?.groups as Record<string, string | undefined> | undefined;
    if (!groups) continue;
    return {
      gate: Number(groups["gate"] ?? -1),
      trigger: Number(groups["trigger"] ?? -1),
      device: groups["device"] ?? "",
      band: groups["band"] ?? "",
    };
  }
  return undefined;
}

/** What a .meta file says of its .bin. @throws CorruptFile, Unsupported */
export function describeFile(meta: SpikeGlxMeta, binPath: string, binBytes: number): SpikeGlxFile {
  const numChannels = metaNumber(meta, "nSavedChans");
  if (!Number.isInteger(numChannels) || numChannels < 1 || numChannels > 1e5) {
    throw new EphysError("CorruptFile", `${meta.path} has nSavedChans = ${String(numChannels)}`, {
      path: meta.path,
    });
  }
  const fileName = stem(metaText(meta, "fileName"));
  const parts = parseFileName(fileName);
  if (!parts) {
    throw new EphysError(
      "CorruptFile",
      `${meta.path}: the name "${fileName}" is not one that SpikeGLX gives`,
      { path: meta.path },
    );
  }
  const pieces = fileName.split(".");
  const typeThis = meta.values.get("typeThis");
  const isImec = pieces.at(-2)?.includes("imec") === true;
  const kind = isImec ? "imec" : typeThis === "obx" ? "obx" : "nidq";
  const device = isImec ? (pieces.at(-2) ?? "") : parts.device;
  const band = isImec ? (pieces.at(-1) ?? "") : "";
  const channelNames = metaList(meta, "snsChanMap").map((item) => item.split(";")[0] ?? "");
  if (channelNames.length < numChannels) {
    throw new EphysError(
      "CorruptFile",
      `${meta.path} names ${String(channelNames.length)} of ${String(numChannels)} channels`,
      { path: meta.path },
    );
  }
  const gains = isImec
    ? imecGains(meta, band, channelNames, numChannels)
    : kind === "obx"
      ? obxGains(meta, numChannels)
      : nidqGains(meta, numChannels);
  return {
    meta,
    binPath,
    binBytes,
    streamName: streamName(typeThis ?? device.split(".")[0] ?? "", device, band),
    kind,
    samplingFrequency: samplingRate(meta),
    numChannels,
    channelNames: channelNames.slice(0, numChannels),
    gains,
    unit: isImec ? "uV" : "V",
    hasSync: hasSync(meta),
    gate: parts.gate,
    trigger: parts.trigger,
  };
}

/** The name as SpikeGLX wrote it, on Windows or elsewhere, without folder and extension. */
function stem(path: string): string {
  const name = path.split(/[\\/]/).at(-1) ?? "";
  return name.replace(/\.[^.]*$/, "");
}

function streamName(kind: string, device: string, band: string): string {
  const index = kind === "imec" || kind === "obx" ? (device.split(kind).at(-1) ?? "") : "";
  return `${kind}${index}${band === "" ? "" : `.${band}`}`;
}

function samplingRate(meta: SpikeGlxMeta): number {
  const key = ["obSampRate", "imSampRate", "niSampRate"].find((name) => meta.values.has(name));
  const rate = metaNumber(meta, key ?? "imSampRate");
  if (rate > 0) return rate;
  throw new EphysError("CorruptFile", `${meta.path} has a sampling rate of ${String(rate)}`, {
    path: meta.path,
  });
}

function hasSync(meta: SpikeGlxMeta): boolean {
  for (const key of ["snsApLfSy", "snsXaDwSy"]) {
    if (meta.values.has(key)) return metaCounts(meta, key, 3)[2] === 1;
  }
  return false;
}

/** Probe types with a gain per channel in the imro table. */
const TYPES_NP1 = [
  "0",
  "1015",
  "1016",
  "1022",
  "1030",
  "1031",
  "1032",
  "1100",
  "1121",
  "1123",
  "1300",
];
const TYPES_NP2 = ["21", "24", "2003", "2004", "2013", "2014"];

/** Sizes, rate, names and gains of an imec file whose gains are taken row by row, as SpikeInterface's IBL reader does. */
export function streamGains(
  meta: SpikeGlxMeta,
  band: string,
): {
  readonly sampling_rate: number;
  readonly num_chan: number;
  readonly sample_length: number;
  readonly channel_names: readonly string[];
  readonly channel_gains: Float64Array;
  readonly has_sync_trace: boolean;
} {
  const numChannels = metaNumber(meta, "nSavedChans");
  if (meta.values.get("snsMnMaXaDw") !== undefined) {
    throw new EphysError("Unsupported", `${meta.path} describes a NI-DAQ, not a probe`, {
      path: meta.path,
    });
  }
  const unnamed = Array.from({ length: numChannels }, () => "");
  return {
    sampling_rate: samplingRate(meta),
    num_chan: numChannels,
    sample_length: Math.floor(Math.floor(metaNumber(meta, "fileSizeBytes") / 2) / numChannels),
    channel_names: metaList(meta, "snsChanMap").map((item) => item.split(";")[0] ?? ""),
    channel_gains: imecGains(meta, band, unnamed, numChannels),
    has_sync_trace: hasSync(meta),
  };
}

/** µV per bit. The last channel (sync) has amplifier gain 1. */
function imecGains(
  meta: SpikeGlxMeta,
  band: string,
  channelNames: readonly string[],
  numChannels: number,
): Float64Array {
  const type = meta.values.get("imDatPrb_type") ?? "0";
  const rangeV = metaNumber(meta, "imAiRangeMax");
  const gains = new Float64Array(numChannels);
  if (TYPES_NP1.includes(type)) {
    const amplifier = np1AmplifierGains(meta, band, channelNames, numChannels);
    for (let c = 0; c < numChannels; c++) gains[c] = (rangeV / 512) * (1 / amplifier[c]) * 1e6;
    return gains;
  }
  if (TYPES_NP2.includes(type)) {
    const amplifier = meta.values.has("imChan0apGain") ? metaNumber(meta, "imChan0apGain") : 80;
    const maxInt = meta.values.has("imMaxInt") ? metaNumber(meta, "imMaxInt") : 8192;
    for (let c = 0; c < numChannels; c++) {
      gains[c] = (rangeV / maxInt) * (c < numChannels - 1 ? 1 / amplifier : 1) * 1e6;
    }
    return gains;
  }
  throw new EphysError(
    "Unsupported",
    `${meta.path}: gains of probe type ${type} (imDatPrb_type) are not known`,
    { path: meta.path, probeType: type },
  );
}

/**
 * Amplifier gain of each saved channel from its own row of the imro table. (The reference takes the first rows whatever
 * channels were saved; the two agree where all channels have one gain.)
 */
function np1AmplifierGains(
  meta: SpikeGlxMeta,
  band: string,
  channelNames: readonly string[],
  numChannels: number,
): Float64Array {
  const rows = metaList(meta, "imroTbl");
  const field = { ap: 3, lf: 4 }[band];
  const gains = new Float64Array(numChannels).fill(1);
  for (let c = 0; c < numChannels - 1; c++) {
    const number = /^(?:AP|LF)(\d+)$/.exec(channelNames[c])?.[1];
    const row = rows[number === undefined ? c : Number(number)] as string | undefined;
    const gain = Number(field === undefined ? NaN : row?.split(" ")[field]);
    if (!(gain > 0)) {
      throw new EphysError(
        "CorruptFile",
        `${meta.path}: the imro table has no ${band} gain for channel ${channelNames[c]}`,
        { path: meta.path, channel: channelNames[c] },
      );
    }
    gains[c] = gain;
  }
  return gains;
}

/** V per bit of a OneBox. */
function obxGains(meta: SpikeGlxMeta, numChannels: number): Float64Array {
  const factor = metaNumber(meta, "obAiRangeMax") / metaNumber(meta, "obMaxInt");
  return new Float64Array(numChannels).fill(factor);
}

/** V per bit of a NI-DAQ: multiplexed neural, multiplexed auxiliary, auxiliary and digital channels in this order. */
function nidqGains(meta: SpikeGlxMeta, numChannels: number): Float64Array {
  const [neural, auxiliary] = metaCounts(meta, "snsMnMaXaDw", 4);
  const factor = metaNumber(meta, "niAiRangeMax") / 32768;
  const gains = new Float64Array(numChannels);
  for (let c = 0; c < numChannels; c++) {
    const amplifier =
      c < neural
        ? metaNumber(meta, "niMNGain")
        : c < neural + auxiliary
          ? metaNumber(meta, "niMAGain")
          : 1;
    gains[c] = (1 / amplifier) * factor;
  }
  return gains;
}
