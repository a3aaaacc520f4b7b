import { EphysError } from "#core/model/index.ts";
import {
  BLOCK_BYTES,
  plainUnits,
  type AbfChannel,
  type AbfHeader,
  type ReadPart,
} from "./description.ts";

/* ABF version 1 (Clampex to 9): one header with fields at fixed bytes, 16 analog inputs. */

const HEADER_BYTES = 6144;
/** Older files have a shorter header without telegraphs. */
const SHORT_HEADER_BYTES = 2048;
const INPUTS = 16;

/** @throws CorruptFile, TruncatedFile */
export async function parseVersion1(part: ReadPart, path: string): Promise<AbfHeader> {
  const dataBlock = (await part(40, 4)).int32();
  const isLong = dataBlock * BLOCK_BYTES >= HEADER_BYTES;
  const all = await part(0, isLong ? HEADER_BYTES : SHORT_HEADER_BYTES);
  const at = (byte: number): typeof all => {
    all.at = byte;
    return all;
  };
  const list = <T>(byte: number, read: () => T): T[] => {
    at(byte);
    return Array.from({ length: INPUTS }, read);
  };
  const isFloat = at(100).int16() === 1;
  const numChannels = at(120).int16();
  const ignored = at(14).int16();
  const range = at(244).float32();
  const resolution = at(252).int32();
  const sequence = list(410, () => all.int16());
  const names = list(442, () => all.text(10));
  const units = list(602, () => all.text(8));
  const programmable = list(730, () => all.float32());
  const scale = list(922, () => all.float32());
  const instrumentOffset = list(986, () => all.float32());
  const signalGain = list(1050, () => all.float32());
  const signalOffset = list(1114, () => all.float32());
  const telegraph = isLong ? list(4512, () => all.int16()) : new Array<number>(INPUTS).fill(0);
  const telegraphGain = isLong
    ? list(4576, () => all.float32())
    : new Array<number>(INPUTS).fill(1);
  const stated = sequence
    .filter((input) => input >= 0 && input < INPUTS)
    .slice(0, Math.max(0, numChannels));
  if (stated.length !== numChannels) {
    throw new EphysError(
      "CorruptFile",
      `${path} claims ${String(numChannels)} channels and samples ${String(stated.length)} inputs`,
      { path },
    );
  }
  // some programs write one input over and over: the channels then are the first inputs
  const inputs = new Set(stated).size === stated.length ? stated : stated.map((_, i) => i);
  const channels = inputs.map((input): AbfChannel => {
    const telegraphed = telegraph[input] === 1 ? telegraphGain[input] : 1;
    const gain = range / scale[input] / signalGain[input] / programmable[input] / resolution;
    return {
      id: String(input),
      name: plainName(names[input]),
      units: plainUnits(units[input]),
      gain: isFloat ? 1 : gain / telegraphed,
      offset: isFloat ? 0 : instrumentOffset[input] - signalOffset[input],
    };
  });
  return {
    isFloat,
    mode: at(8).int16(),
    samplingFrequency: 1 / (at(122).float32() * numChannels * 1e-6),
    channels,
    data: {
      at: dataBlock * BLOCK_BYTES + ignored * (isFloat ? 4 : 2),
      count: at(10).int32(),
    },
    sweeps: { at: at(92).int32() * BLOCK_BYTES, entryBytes: 8, count: at(96).int32() },
    tags: { at: at(44).int32() * BLOCK_BYTES, entryBytes: 64, count: at(48).int32() },
    synchTimeUnit: at(130).float32(),
  };
}

function plainName(text: string): string {
  return text.replaceAll(" ", "").replaceAll("\0", "");
}
