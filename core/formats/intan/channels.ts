import { EphysError, type SampleDType } from "#core/model/index.ts";
import type { SignalChannel } from "../shared/session/index.ts";
import { isAtLeast, type IntanChannel, type IntanHeader } from "./header.ts";

/** How samples lie: with the header in one file, a file per kind of signal, or a file per channel. */
export type IntanLayout = "header-attached" | "one-file-per-signal" | "one-file-per-channel";

/** A kind of signal: one stream. */
export interface IntanStream {
  readonly id: string;
  readonly name: string;
  /** all channels of it in one 16-bit word, where the layout packs them */
  readonly isDigital: boolean;
  readonly channels: readonly IntanStreamChannel[];
  /** how the samples are stored */
  readonly fileDType: SampleDType;
}

interface IntanStreamChannel {
  /** name in the header, which names the channel's file */
  readonly nativeName: string;
  readonly nativeOrder: number;
  readonly signal: SignalChannel;
}

const RHD_NAMES = [
  "RHD2000 amplifier channel",
  "RHD2000 auxiliary input channel",
  "RHD2000 supply voltage channel",
  "USB board ADC input channel",
  "USB board digital input channel",
  "USB board digital output channel",
];

const RHS_NAMES: Readonly<Record<number, string>> = {
  0: "RHS2000 amplifier channel",
  3: "USB board ADC input channel",
  4: "USB board ADC output channel",
  5: "USB board digital input channel",
  6: "USB board digital output channel",
};
export const DC_STREAM = "10";
export const STIM_STREAM = "11";

/** Samples of a channel in a block of a file with everything. */
export function blockSamplesOf({ kind, version }: IntanHeader): number {
  return kind === "rhs" || isAtLeast(version, 2, 0) ? 128 : 60;
}

interface Scale {
  readonly units: string;
  readonly gain: number;
  readonly offset: number;
  readonly dtype: SampleDType;
  readonly rate: number;
}

/**
 * The streams in the order of their samples in a block (amplifier first, digital words last).
 * @throws CorruptFile for a board mode whose volts are not known
 */
export function intanStreams(
  header: IntanHeader,
  layout: IntanLayout,
  path: string,
): readonly IntanStream[] {
  const types = header.kind === "rhd" ? [0, 1, 2, 3, 4, 5] : [0, 10, 11, 3, 4, 5, 6];
  const streams = types.map((type) => streamOf(type, header, layout, path));
  return streams.filter(({ channels }) => channels.length > 0);
}

function streamOf(
  type: number,
  header: IntanHeader,
  layout: IntanLayout,
  path: string,
): IntanStream {
  const id = String(type);
  const sourceType = type >= 10 ? 0 : type;
  const found = header.channels.filter(({ signalType }) => signalType === sourceType);
  const isThere = id !== DC_STREAM || header.dcSaved;
  const scale = found.length > 0 ? scaleOf(type, header, layout, path) : undefined;
  const suffix = id === DC_STREAM ? "_DC" : id === STIM_STREAM ? "_STIM" : "";
  const channels = isThere && scale ? found.map((c) => channelOf(c, suffix, id, scale)) : [];
  return {
    id,
    name: nameOf(type, header.kind),
    isDigital: isDigital(type, header.kind),
    channels,
    // stimulation is stored as magnitude, sign and flags, and given as a signed number
    fileDType: id === STIM_STREAM ? "uint16" : (scale?.dtype ?? "uint16"),
  };
}

function nameOf(type: number, kind: "rhd" | "rhs"): string {
  if (type === 10) return "DC Amplifier channel";
  if (type === 11) return "Stim channel";
  return kind === "rhd" ? RHD_NAMES[type] : RHS_NAMES[type];
}

function isDigital(type: number, kind: "rhd" | "rhs"): boolean {
  return kind === "rhd" ? type === 4 || type === 5 : type === 5 || type === 6;
}

function channelOf(
  channel: IntanChannel,
  suffix: string,
  streamId: string,
  { rate, ...scale }: Scale,
): IntanStreamChannel {
  return {
    nativeName: channel.nativeName,
    nativeOrder: channel.nativeOrder,
    signal: {
      id: channel.nativeName + suffix,
      name: channel.customName + suffix,
      samplingFrequency: rate,
      ...scale,
      streamId,
    },
  };
}

function scaleOf(type: number, header: IntanHeader, layout: IntanLayout, path: string): Scale {
  const { kind, samplingFrequency: rate } = header;
  const volts = (gain: number, offset: number): Scale => ({
    units: "V",
    gain,
    offset,
    dtype: "uint16",
    rate,
  });
  if (type === 0) {
    const attached = layout === "header-attached";
    const offset = attached ? -32_768 * 0.195 : 0;
    return { units: "uV", gain: 0.195, offset, dtype: attached ? "uint16" : "int16", rate };
  }
  if (type === 10) return { ...volts(19.23, -512 * 19.23), units: "mV" };
  if (type === 11) return { ...volts(header.stimStepSize, 0), units: "A", dtype: "int16" };
  if (isDigital(type, kind)) return { ...volts(1, 0), units: "a.u." };
  if (kind === "rhs") return volts(0.0003125, -32_768 * 0.0003125);
  if (type === 1) return { ...volts(0.0000374, 0), rate: rate / 4 };
  if (type === 2) return { ...volts(0.0000748, 0), rate: rate / blockSamplesOf(header) };
  switch (header.boardMode) {
    case 0:
      return volts(0.000050354, 0);
    case 1:
      return volts(0.00015259, -32_768 * 0.00015259);
    case 13:
      return volts(0.0003125, -32_768 * 0.0003125);
    default:
      throw new EphysError(
        "CorruptFile",
        `${path} has the board mode ${String(header.boardMode)}: the volts of its analog inputs are not known`,
        { path, boardMode: header.boardMode },
      );
  }
}
