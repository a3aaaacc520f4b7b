import type { CoreContext } from "#core/compute/index.ts";
import { EphysError } from "#core/model/index.ts";
import { readHeader, type ByteCursor } from "../shared/session/index.ts";
import { specOf, type Spec } from "./nsx.ts";

/* Blackrock's .nev: packets of one size, each a spike, a digital input, a comment … */

const BASIC_BYTES = 336;
const EXTENDED_BYTES = 32;
const MIN_PACKET_BYTES = 20;
const BATCH_BYTES = 4 * 1024 * 1024;
const RESTART = "critical load restart";

/** What a packet is; the numbers order the kinds as the reference goes through them. */
export const KINDS = [
  "NonNeural",
  "Spikes",
  "Comments",
  "VideoSync",
  "TrackingEvents",
  "ButtonTrigger",
  "ConfigEvent",
] as const;
const NO_KIND = 255;

export interface NevData {
  readonly spec: Spec;
  /** Hz */
  readonly timestampResolution: number;
  /** electrodes that waveforms are described of, in the file's order */
  readonly electrodes: readonly number[];
  /** per packet, in the clock's ticks */
  readonly timestamps: Float64Array;
  /** per packet: index in KINDS, 255 = not known */
  readonly kinds: Uint8Array;
  /** per packet: electrode of a spike */
  readonly ids: Uint16Array;
  /** per packet: unit of a spike, reason of a digital input */
  readonly codes: Uint8Array;
  /** texts of comments by packet */
  readonly comments: ReadonlyMap<number, string>;
  /** digital values and five analog ones of digital inputs by packet */
  readonly inputs: ReadonlyMap<number, readonly number[]>;
  /** packets that say that the clock was reset */
  readonly restarts: readonly number[];
}

interface NevHeader {
  readonly spec: Spec;
  readonly headerBytes: number;
  readonly packetBytes: number;
  readonly timestampResolution: number;
  readonly electrodes: readonly number[];
  readonly fileBytes: number;
}

/** @throws FileNotFound, CorruptFile, TruncatedFile, Unsupported */
export async function readNev(path: string, ctx: CoreContext): Promise<NevData> {
  const header = await readHeader(path, (cursor, bytes) => parseNev(cursor, path, bytes), ctx);
  const { headerBytes, packetBytes, fileBytes } = header;
  // a packet that was being written when the file ended is left out
  const count = Math.floor((fileBytes - headerBytes) / packetBytes);
  const made = new NevInMaking(header, count);
  const perBatch = Math.max(1, Math.floor(BATCH_BYTES / packetBytes));
  const bytes = new Uint8Array(Math.min(count, perBatch) * packetBytes);
  const source = await ctx.fs.openBytes(path);
  try {
    for (let from = 0; from < count; from += perBatch) {
      const part = bytes.subarray(0, Math.min(perBatch, count - from) * packetBytes);
      await source.readInto(headerBytes + from * packetBytes, part);
      made.add(part, from);
    }
  } finally {
    await source.close();
  }
  return made.data;
}

/** True for the first eight bytes of a .nev. */
export function isNev(kind: string): boolean {
  return kind === "NEURALEV" || kind === "BREVENTS";
}

function parseNev(cursor: ByteCursor, path: string, fileBytes: number): NevHeader {
  const kind = cursor.text(8);
  if (!isNev(kind)) {
    throw new EphysError(
      "CorruptFile",
      `${path} begins with "${kind.slice(0, 8)}", not as Blackrock's .nev files do`,
      { path },
    );
  }
  const spec = specOf(cursor, path);
  cursor.skip(2); // flags
  const headerBytes = cursor.uint32();
  const packetBytes = cursor.uint32();
  const timestampResolution = cursor.uint32();
  cursor.skip(4 + 16 + 32 + 256); // sample rate, date, program, comment
  const numExtended = cursor.uint32();
  const describedBytes = BASIC_BYTES + numExtended * EXTENDED_BYTES;
  if (
    packetBytes < MIN_PACKET_BYTES ||
    timestampResolution === 0 ||
    describedBytes > headerBytes ||
    headerBytes > fileBytes
  ) {
    throw new EphysError(
      "CorruptFile",
      `${path} claims ${String(numExtended)} extended headers within ${String(headerBytes)} bytes, packets of ${String(packetBytes)} bytes and ${String(timestampResolution)} timestamps a second`,
      { path },
    );
  }
  const electrodes: number[] = [];
  for (let i = 0; i < numExtended; i++) {
    const isWaveform = cursor.text(8) === "NEUEVWAV";
    const electrode = cursor.uint16();
    cursor.skip(EXTENDED_BYTES - 10);
    if (isWaveform) electrodes.push(electrode);
  }
  return { spec, headerBytes, packetBytes, timestampResolution, electrodes, fileBytes };
}

class NevInMaking {
  readonly #header: NevHeader;
  readonly #comments = new Map<number, string>();
  readonly #inputs = new Map<number, readonly number[]>();
  readonly #restarts: number[] = [];
  readonly data: NevData;

  constructor(header: NevHeader, count: number) {
    this.#header = header;
    const { spec, timestampResolution, electrodes } = header;
    this.data = {
      spec,
      timestampResolution,
      electrodes,
      timestamps: new Float64Array(count),
      kinds: new Uint8Array(count),
      ids: new Uint16Array(count),
      codes: new Uint8Array(count),
      comments: this.#comments,
      inputs: this.#inputs,
      restarts: this.#restarts,
    };
  }

  add(bytes: Uint8Array, first: number): void {
    const { packetBytes, spec } = this.#header;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const { timestamps, kinds, ids, codes } = this.data;
    const idByte = spec === "3.0" ? 8 : 4;
    for (let at = 0, i = first; at < bytes.length; at += packetBytes, i++) {
      timestamps[i] =
        spec === "3.0" ? Number(view.getBigUint64(at, true)) : view.getUint32(at, true);
      const id = view.getUint16(at + idByte, true);
      const kind = kindOf(id, spec);
      kinds[i] = kind;
      ids[i] = id;
      codes[i] = bytes[at + idByte + 2];
      const body = bytes.subarray(at + idByte + 2, at + packetBytes);
      if (kind === 0) this.#inputs.set(i, inputsOf(body));
      else if (kind === 2) this.#addComment(i, body);
    }
  }

  #addComment(packet: number, body: Uint8Array): void {
    const text = commentOf(body.subarray(6), body[0]);
    this.#comments.set(packet, text);
    if (text === RESTART && body.subarray(0, 6).every((byte) => byte === 0)) {
      this.#restarts.push(packet);
    }
  }
}

function kindOf(id: number, spec: Spec): number {
  const isNew = spec === "2.3" || spec === "3.0";
  if (id === 0) return 0;
  if (id <= (isNew ? 2048 : 255)) return 1;
  return isNew && id >= 0xfffb ? 2 + (0xffff - id) : NO_KIND;
}

/** Digital value, then analog channels, behind reason and reserved byte. */
function inputsOf(body: Uint8Array): number[] {
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  const values = [view.getUint16(2, true)];
  for (let at = 4; at + 2 <= Math.min(body.length, 14); at += 2) {
    values.push(view.getInt16(at, true));
  }
  return values;
}

/** @param set 1 = UTF-16, else Latin 1 */
function commentOf(bytes: Uint8Array, set: number): string {
  let text = "";
  if (set === 1) {
    for (let i = 0; i + 1 < bytes.length; i += 2) {
      text += String.fromCharCode(bytes[i] | (bytes[i + 1] << 8));
    }
  } else for (const byte of bytes) text += String.fromCharCode(byte);
  let end = text.length;
  while (end > 0 && text.charCodeAt(end - 1) === 0) end--;
  return text.slice(0, end);
}
