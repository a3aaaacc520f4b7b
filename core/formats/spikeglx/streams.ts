import { EphysError } from "#core/model/index.ts";
import { hasSync, imecGains, samplingRate } from "../shared/spikeglx/gains.ts";
import {
  metaCounts,
  metaList,
  metaNumber,
  metaText,
  type SpikeGlxMeta,
} from "../shared/spikeglx/meta.ts";

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
