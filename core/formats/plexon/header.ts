import { EphysError } from "#core/model/index.ts";
import type { ByteCursor } from "../shared/session/index.ts";

/* The headers of Plexon's .plx files, versions 100 to 107 (Plexon, "Plexon Data File Structure"). */

export const PLX_MAGIC = 0x58454c50; // "PLEX"
const MAX_CHANNELS = 100_000;

/** A channel that spikes were detected on. */
interface DspChannel {
  readonly name: string;
  readonly channel: number;
}

/** A continuously sampled channel. */
export interface SlowChannel {
  readonly name: string;
  readonly channel: number;
  /** Hz */
  readonly samplingFrequency: number;
  /** units per bit; the file does not say which */
  readonly gain: number;
}

export interface PlxHeader {
  /** Hz, of the timestamps */
  readonly timestampFrequency: number;
  readonly dsp: readonly DspChannel[];
  readonly events: readonly { readonly name: string; readonly channel: number }[];
  readonly slow: readonly SlowChannel[];
  /** where the blocks of data begin */
  readonly bytes: number;
}

interface Scaling {
  readonly version: number;
  readonly bitsPerSample: number;
  readonly slowMaxMv: number;
}

/** @throws CorruptFile, TruncatedFile */
export function parsePlxHeader(cursor: ByteCursor, path: string): PlxHeader {
  if (cursor.uint32() !== PLX_MAGIC) {
    throw new EphysError("CorruptFile", `${path} does not begin with "PLEX" as .plx files do`, {
      path,
    });
  }
  const version = cursor.int32();
  cursor.skip(128); // comment
  const timestampFrequency = cursor.int32();
  const counts = [cursor.int32(), cursor.int32(), cursor.int32()];
  cursor.skip(10 * 4 + 8 + 2); // waveform lengths, date, rates, last timestamp, trodalness
  const bitsPerSample = cursor.uint8();
  cursor.skip(1 + 2); // bits of slow samples, range of spikes
  const slowMaxMv = cursor.uint16();
  cursor.skip(2 + 18 + 18 + 10 + 4 * (650 + 650 + 512)); // gain, programs, counts per channel
  const wrong = [timestampFrequency - 1, ...counts].find((n) => n < 0 || n > 1e9);
  if (wrong !== undefined || counts.some((count) => count > MAX_CHANNELS) || version < 100) {
    throw new EphysError(
      "CorruptFile",
      `${path} (version ${String(version)}) claims ${counts.join(", ")} channels of spikes, events, signals at ${String(timestampFrequency)} Hz`,
      { path, version },
    );
  }
  const [numDsp, numEvents, numSlow] = counts;
  const scaling = { version, bitsPerSample, slowMaxMv };
  return {
    timestampFrequency,
    dsp: Array.from({ length: numDsp }, () => dspChannel(cursor)),
    events: Array.from({ length: numEvents }, () => eventChannel(cursor)),
    slow: Array.from({ length: numSlow }, () => slowChannel(cursor, scaling)),
    bytes: cursor.at,
  };
}

function dspChannel(cursor: ByteCursor): DspChannel {
  const name = cursor.text(32);
  cursor.skip(32);
  const channel = cursor.int32();
  cursor.skip(952); // rates, thresholds, templates, boxes, comment
  return { name, channel };
}

function eventChannel(cursor: ByteCursor): { name: string; channel: number } {
  const name = cursor.text(32);
  const channel = cursor.int32();
  cursor.skip(260); // comment, source
  return { name, channel };
}

function slowChannel(cursor: ByteCursor, scaling: Scaling): SlowChannel {
  const name = cursor.text(32);
  const channel = cursor.int32();
  const samplingFrequency = cursor.int32();
  const gain = cursor.int32();
  cursor.skip(4); // enabled
  const preampGain = cursor.int32();
  cursor.skip(4 + 128 + 4 + 108); // spike channel, comment, source
  const perBit = gainPerBit(scaling, gain, preampGain);
  // channels that were off may have any values; one with data is checked when it is used
  return { name, channel, samplingFrequency, gain: perBit };
}

function gainPerBit(
  { version, bitsPerSample, slowMaxMv }: Scaling,
  gain: number,
  preampGain: number,
): number {
  if (version <= 101) return 5000 / (2048 * gain * 1000);
  if (version === 102) return 5000 / (2048 * gain * preampGain);
  return slowMaxMv / (0.5 * 2 ** bitsPerSample * gain * preampGain);
}
