import { EphysError } from "#core/model/index.ts";
import { PART_OF_TYPE, probeModel } from "../neuropixels/table.ts";
import { metaCounts, metaList, metaNumber, type SpikeGlxMeta } from "./meta.ts";

/* What the .meta of a Neuropixels file says of rate and gains. */

/** Hz. @throws CorruptFile */
export function samplingRate(meta: SpikeGlxMeta): number {
  const key = ["obSampRate", "imSampRate", "niSampRate"].find((name) => meta.values.has(name));
  const rate = metaNumber(meta, key ?? "imSampRate");
  if (rate > 0) return rate;
  throw new EphysError("CorruptFile", `${meta.path} has a sampling rate of ${String(rate)}`, {
    path: meta.path,
  });
}

/** Whether the last saved channel is the sync word. */
export function hasSync(meta: SpikeGlxMeta): boolean {
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

/**
 * µV per bit. The last channel (sync) has amplifier gain 1. Types that are not listed take the gain that newer files
 * state for all channels.
 * @throws Unsupported, CorruptFile
 */
export function imecGains(
  meta: SpikeGlxMeta,
  band: string,
  channelNames: readonly string[],
  numChannels: number,
): Float64Array {
  const type = meta.values.get("imDatPrb_type") ?? "0";
  const rangeV = metaNumber(meta, "imAiRangeMax");
  const gains = new Float64Array(numChannels);
  if (hasGainsPerChannel(meta, type)) {
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
  const stated = { ap: "imChan0apGain", lf: "imChan0lfGain" }[band];
  if (stated !== undefined && meta.values.has(stated) && meta.values.has("imMaxInt")) {
    const uvAtGainOne = (rangeV / metaNumber(meta, "imMaxInt")) * 1e6;
    gains.fill(uvAtGainOne / metaNumber(meta, stated));
    gains[numChannels - 1] = uvAtGainOne;
    return gains;
  }
  throw new EphysError(
    "Unsupported",
    `${meta.path}: gains of probe type ${type} (imDatPrb_type) are not known`,
    { path: meta.path, probeType: type },
  );
}

/** Types that the reference knows, and others whose part's imro table has the same fields. */
function hasGainsPerChannel({ values }: SpikeGlxMeta, type: string): boolean {
  if (TYPES_NP1.includes(type)) return true;
  const part = values.get("imDatPrb_pn") ?? PART_OF_TYPE[type];
  return part !== undefined && probeModel(part)?.model.imroFields.includes("ap_gain") === true;
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
