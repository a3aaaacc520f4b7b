import type { CoreContext } from "#core/compute/index.ts";
import type { ByteSource } from "#core/io/index.ts";
import { EphysError } from "#core/model/index.ts";
import { requireFile } from "../shared/files.ts";
import { ByteCursor, GrowingNumbers } from "../shared/session/index.ts";

/*
 * AlphaOmega's .mpx, map file version 4: blocks of at most 64 KB that define channels or hold their data, in the order
 * in which they were acquired (AlphaRS and AlphaLab SnR; neo 0.14, AlphaOmegaRawIO).
 */

const BATCH_BYTES = 4 * 1024 * 1024;
const END = 0xffff;
const HEAD_BYTES = 3;
const FILE_HEAD_BYTES = 60;
/** Amplitudes that stand for a default resolution, µV before the gain */
const DEFAULT_RESOLUTION = 1_250_000 / 2 ** 15;

/** A continuous or spike channel and where its blocks lie. */
export interface MpxAnalog {
  readonly name: string;
  /** Hz */
  readonly samplingFrequency: number;
  readonly gain: number;
  readonly resolution: number;
  /** first sample's number, byte and length of each block */
  readonly samples: GrowingNumbers;
  readonly offsets: GrowingNumbers;
  readonly counts: GrowingNumbers;
}

/** A digital channel or port: when it changed, and to what. */
export interface MpxDigital {
  readonly name: string;
  readonly samplingFrequency: number;
  readonly samples: GrowingNumbers;
  readonly values: GrowingNumbers;
}

export interface MpxFile {
  readonly path: string;
  /** year, month, day, hour, minute, second, hundredths */
  readonly date: readonly number[];
  /** s */
  readonly startS: number;
  readonly stopS: number;
  /** Hz, of the fastest channel */
  readonly maxFrequency: number;
  /** by channel number; only those with data */
  readonly continuous: ReadonlyMap<number, MpxAnalog>;
  readonly segmented: ReadonlyMap<number, MpxAnalog>;
  readonly digital: ReadonlyMap<number, MpxDigital>;
}

/** True when bytes begin as a .mpx file does. */
export function isMpx(bytes: Uint8Array): boolean {
  return (
    bytes.length >= HEAD_BYTES &&
    bytes[0] === FILE_HEAD_BYTES &&
    bytes[1] === 0 &&
    bytes[2] === 0x68
  );
}

/** Goes through all blocks: there is no index. @throws CorruptFile, TruncatedFile, Unsupported */
export async function readMpx(path: string, ctx: CoreContext): Promise<MpxFile> {
  const fileBytes = await requireFile(path, ctx);
  const source = await ctx.fs.openBytes(path);
  try {
    const made = new MpxInMaking(path);
    await eachBlock(source, path, fileBytes, (cursor, position, length) => {
      made.add(cursor, position, length);
    });
    return made.done();
  } finally {
    await source.close();
  }
}

async function eachBlock(
  source: ByteSource,
  path: string,
  fileBytes: number,
  visit: (cursor: ByteCursor, position: number, length: number) => void,
): Promise<void> {
  const bytes = new Uint8Array(Math.min(BATCH_BYTES, fileBytes));
  let position = 0;
  while (position < fileBytes) {
    const start = position;
    const part = bytes.subarray(0, Math.min(bytes.length, fileBytes - start));
    await source.readInto(start, part);
    while (position - start + 2 <= part.length) {
      const at = position - start;
      const length = part[at] | (part[at + 1] << 8);
      if (length === END) return;
      if (length < HEAD_BYTES) throw corrupt(path, position, `has a length of ${String(length)}`);
      if (position + length > fileBytes) throw truncated(path, position);
      if (at + length > part.length) break;
      visit(new ByteCursor(part.subarray(at, at + length), path), position, length);
      position += length;
    }
    if (position === start) throw truncated(path, position);
  }
}

function truncated(path: string, position: number): EphysError {
  return new EphysError(
    "TruncatedFile",
    `${path} ends within the block at byte ${String(position)}; copy it again`,
    { path, position },
  );
}

function corrupt(path: string, position: number, why: string): EphysError {
  return new EphysError("CorruptFile", `${path}: the block at byte ${String(position)} ${why}`, {
    path,
    position,
  });
}

class MpxInMaking {
  readonly #path: string;
  readonly #continuous = new Map<number, MpxAnalog>();
  readonly #segmented = new Map<number, MpxAnalog>();
  readonly #digital = new Map<number, MpxDigital>();
  readonly #ports = new Map<number, MpxDigital>();
  readonly #streams = new Set<number>();
  #date: readonly number[] = [];
  #startS = 0;
  #stopS = 0;
  #maxFrequency = 0;

  constructor(path: string) {
    this.#path = path;
  }

  add(cursor: ByteCursor, position: number, length: number): void {
    cursor.skip(2);
    const type = String.fromCharCode(cursor.uint8());
    if ((position === 0) !== (type === "h")) {
      throw corrupt(this.#path, position, `is of type "${type}"; "h" is the first and only there`);
    }
    if (type === "h") this.#addHead(cursor, position, length);
    else if (type === "2") this.#addChannel(cursor, position, length);
    else if (type === "S") this.#addStream(cursor, position);
    else if (type === "b") this.#addPort(cursor, position, length);
    else if (type === "5") this.#addData(cursor, position, length);
  }

  #addHead(cursor: ByteCursor, position: number, length: number): void {
    if (length !== FILE_HEAD_BYTES) {
      throw corrupt(this.#path, position, `has ${String(length)} bytes instead of 60`);
    }
    cursor.skip(1 + 4 + 2);
    const [hour, minute, second, hundredths] = Array.from({ length: 4 }, () => cursor.uint8());
    const [day, month] = [cursor.uint8(), cursor.uint8()];
    this.#date = [cursor.uint16(), month, day, hour, minute, second, hundredths];
    cursor.skip(2);
    this.#startS = cursor.float64();
    this.#stopS = cursor.float64();
    cursor.skip(4);
    const version = cursor.uint8();
    if (version !== 4) {
      throw new EphysError(
        "Unsupported",
        `${this.#path} is of map file version ${String(version)}; version 4 is read`,
        { path: this.#path, version },
      );
    }
  }

  #addChannel(cursor: ByteCursor, position: number, length: number): void {
    cursor.skip(1 + 4);
    const isAnalog = cursor.int16() !== 0;
    const isInput = cursor.int16() !== 0;
    const channel = cursor.int16();
    cursor.skip(4);
    if (!isInput) return;
    if (isAnalog) this.#addAnalog(cursor, channel, position, length);
    else {
      const samplingFrequency = this.#frequency(cursor, position);
      cursor.skip(2 + 4 + 2);
      this.#checkNew(channel, position);
      this.#digital.set(channel, digital(nameOf(cursor, length - 30), samplingFrequency));
    }
  }

  #addAnalog(cursor: ByteCursor, channel: number, position: number, length: number): void {
    const mode = cursor.int16();
    const amplitude = cursor.float32();
    const samplingFrequency = this.#frequency(cursor, position);
    cursor.skip(4);
    if (mode !== 0 && mode !== 1) return;
    cursor.skip(mode === 0 ? 4 : 4 + 4 + 3 * 2);
    const gain = cursor.int16() / 100;
    const name = nameOf(cursor, length - (mode === 0 ? 38 : 48));
    const resolution = amplitude <= 5 ? DEFAULT_RESOLUTION : amplitude;
    this.#checkNew(channel, position);
    (mode === 0 ? this.#continuous : this.#segmented).set(channel, {
      name,
      samplingFrequency,
      gain,
      resolution,
      samples: new GrowingNumbers(),
      offsets: new GrowingNumbers(),
      counts: new GrowingNumbers(),
    });
  }

  #addStream(cursor: ByteCursor, position: number): void {
    cursor.skip(1 + 4);
    const channel = cursor.int16();
    this.#frequency(cursor, position);
    this.#checkNew(channel, position);
    this.#streams.add(channel);
  }

  #addPort(cursor: ByteCursor, position: number, length: number): void {
    cursor.skip(1 + 4);
    const port = cursor.int32();
    const samplingFrequency = this.#frequency(cursor, position);
    cursor.skip(2);
    this.#checkNew(port, position);
    this.#ports.set(port, digital(nameOf(cursor, length - 18), samplingFrequency));
  }

  #addData(cursor: ByteCursor, position: number, length: number): void {
    cursor.skip(1); // unit
    const channel = cursor.int16();
    const analog = this.#continuous.get(channel) ?? this.#segmented.get(channel);
    if (analog) {
      const count = (length - 10) / 2;
      if (!Number.isInteger(count) || count < 0) {
        throw corrupt(this.#path, position, `holds ${String(count)} samples`);
      }
      cursor.skip(2 * count);
      analog.samples.push(cursor.uint32());
      analog.offsets.push(position + 6);
      analog.counts.push(count);
      return;
    }
    const input = this.#digital.get(channel);
    const port = this.#ports.get(channel);
    if (input) {
      input.samples.push(cursor.uint32());
      input.values.push(cursor.int16());
    } else if (port) {
      // value first, other than the documentation says
      port.values.push(cursor.uint16());
      port.samples.push(cursor.uint32());
    } else if (!this.#streams.has(channel)) {
      throw corrupt(this.#path, position, `is of channel ${String(channel)}, which is not defined`);
    }
  }

  /** Hz; the file has kHz */
  #frequency(cursor: ByteCursor, position: number): number {
    const frequency = cursor.float32() * 1000;
    if (!(frequency >= 0) || frequency > 1e9) {
      throw corrupt(this.#path, position, `has the rate ${String(frequency)} Hz`);
    }
    this.#maxFrequency = Math.max(this.#maxFrequency, frequency);
    return frequency;
  }

  #checkNew(channel: number, position: number): void {
    const all = [this.#continuous, this.#segmented, this.#digital, this.#ports, this.#streams];
    if (!all.some((known) => known.has(channel))) return;
    throw corrupt(this.#path, position, `defines channel ${String(channel)} once more`);
  }

  done(): MpxFile {
    if (this.#date.length === 0) throw truncated(this.#path, 0);
    return {
      path: this.#path,
      date: this.#date,
      startS: this.#startS,
      stopS: this.#stopS,
      maxFrequency: this.#maxFrequency,
      continuous: withData(this.#continuous),
      segmented: withData(this.#segmented),
      digital: withData(new Map([...this.#digital, ...this.#ports])),
    };
  }
}

function digital(name: string, samplingFrequency: number): MpxDigital {
  const [samples, values] = [new GrowingNumbers(), new GrowingNumbers()];
  return { name, samplingFrequency, samples, values };
}

function nameOf(cursor: ByteCursor, width: number): string {
  const text = cursor.text(Math.max(0, width));
  const end = text.indexOf("\0");
  return end < 0 ? text : text.slice(0, end);
}

function withData<T extends { readonly samples: GrowingNumbers }>(
  channels: ReadonlyMap<number, T>,
): ReadonlyMap<number, T> {
  return new Map([...channels].filter(([, { samples }]) => samples.length > 0));
}
