import { EphysError } from "#core/model/index.ts";
import {
  BLOCK_BYTES,
  plainUnits,
  type AbfChannel,
  type AbfHeader,
  type AbfSection,
  type ReadPart,
} from "./description.ts";

/* ABF version 2 (Clampex from 10): a table of sections, each at a multiple of 512 bytes. */

const SECTIONS_AT = 76;
const SECTION = { protocol: 0, adc: 1, strings: 9, data: 10, tag: 11, synch: 15 } as const;
const SECTION_COUNT = 18;
/** More inputs no digitizer has. */
const MAX_CHANNELS = 1024;
const MAX_STRINGS_BYTES = 16 * 1024 * 1024;

/** @throws CorruptFile, TruncatedFile */
export async function parseVersion2(part: ReadPart, path: string): Promise<AbfHeader> {
  const isFloat = (await part(30, 2)).uint16() === 1;
  const table = await part(SECTIONS_AT, SECTION_COUNT * 16);
  const sections = Array.from({ length: SECTION_COUNT }, (): AbfSection => {
    const section = {
      at: table.uint32() * BLOCK_BYTES,
      entryBytes: table.uint32(),
      count: table.int32(),
    };
    table.skip(4);
    return section;
  });
  const protocol = await readProtocol(sections[SECTION.protocol], part);
  const adc = sections[SECTION.adc];
  if (adc.count < 1 || adc.count > MAX_CHANNELS) {
    throw new EphysError("CorruptFile", `${path} claims ${String(adc.count)} channels`, { path });
  }
  const strings = await readStrings(sections[SECTION.strings], part, path);
  const channels: AbfChannel[] = [];
  for (let i = 0; i < adc.count; i++) {
    const entry = await part(adc.at + i * adc.entryBytes, ADC_BYTES);
    entry.skip(2);
    const telegraphed = entry.int16() !== 0;
    entry.skip(2);
    const telegraphGain = entry.float32();
    entry.skip(4 + 4 + 2 + 4 + 2 + 2);
    const programmable = entry.float32();
    entry.skip(8);
    const scale = entry.float32();
    const instrumentOffset = entry.float32();
    const signalGain = entry.float32();
    const signalOffset = entry.float32();
    entry.skip(4 + 4 + 1 + 1 + 4 + 1 + 1 + 2);
    const name = strings[entry.int32()] as string | undefined;
    const units = strings[entry.int32()] as string | undefined;
    if (name === undefined || units === undefined) {
      throw new EphysError("CorruptFile", `${path}: channel ${String(i)} has no name or units`, {
        path,
      });
    }
    const gain = protocol.range / scale / signalGain / programmable / protocol.resolution;
    channels.push({
      id: String(i),
      name: name.replaceAll(" ", ""),
      units: plainUnits(units),
      gain: isFloat ? 1 : gain / (telegraphed ? telegraphGain : 1),
      offset: isFloat ? 0 : instrumentOffset - signalOffset,
    });
  }
  const data = sections[SECTION.data];
  return {
    isFloat,
    mode: protocol.mode,
    samplingFrequency: 1e6 / protocol.sequenceInterval,
    channels,
    data: { at: data.at, count: data.count },
    sweeps: { ...sections[SECTION.synch], entryBytes: 8 },
    tags: sections[SECTION.tag],
    synchTimeUnit: protocol.synchTimeUnit,
  };
}

const ADC_BYTES = 82;
const PROTOCOL_BYTES = 126;

interface Protocol {
  readonly mode: number;
  /** µs between samples of a channel */
  readonly sequenceInterval: number;
  readonly synchTimeUnit: number;
  readonly range: number;
  readonly resolution: number;
}

async function readProtocol({ at }: AbfSection, part: ReadPart): Promise<Protocol> {
  const cursor = await part(at, PROTOCOL_BYTES);
  const mode = cursor.int16();
  const sequenceInterval = cursor.float32();
  cursor.skip(1 + 3 + 4);
  const synchTimeUnit = cursor.float32();
  // times, counts, triggers and display settings
  cursor.skip(4 + 5 * 4 + 3 * 2 + 4 + 3 * 2 + 3 * 4 + 4 + 4 + 2 + 4 + 2 + 3 * 4 + 2 + 4 + 4 + 2);
  const range = cursor.float32();
  cursor.skip(4);
  return { mode, sequenceInterval, synchTimeUnit, range, resolution: cursor.int32() };
}

/** Texts that others refer to by number: those behind the last empty one. */
async function readStrings(
  { at, entryBytes }: AbfSection,
  part: ReadPart,
  path: string,
): Promise<string[]> {
  if (entryBytes > MAX_STRINGS_BYTES) {
    throw new EphysError("CorruptFile", `${path} has texts of ${String(entryBytes)} bytes`, {
      path,
    });
  }
  const bytes = (await part(at, entryBytes)).bytes(entryBytes);
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  const from = text.lastIndexOf("\0\0");
  return text.slice(Math.max(0, from)).replaceAll("µ", "u").split("\0").slice(1);
}
