import { EphysError } from "#core/model/index.ts";
import { zeroEnded, type ByteCursor } from "../shared/session/index.ts";

/* SON, the 32-bit files of CED's Spike2 (.smr): a header of 512 bytes, 140 bytes per channel, then blocks of data that
 * are chained per channel. */

const HEADER_BYTES = 512;
const CHANNEL_BYTES = 140;
/** Blocks of files beyond 2 GB are counted in disk blocks. */
const DISK_BLOCK_BYTES = 512;
const BIG_FILE_VERSION = 9;
/** From here on a channel has its own clock divider. */
const OWN_DIVIDER_VERSION = 6;

/** What a channel holds; 0 is an unused one. */
export const KIND = {
  wave: 1,
  fall: 2,
  rise: 3,
  both: 4,
  marker: 5,
  waveMark: 6,
  realMark: 7,
  textMark: 8,
  realWave: 9,
} as const;

export interface SonChannel {
  /** position in the file */
  readonly index: number;
  readonly kind: number;
  readonly title: string;
  readonly units: string;
  /** per bit, of waves */
  readonly gain: number;
  readonly offset: number;
  /** s between samples, of waves */
  readonly intervalS: number;
  /** byte of the first block */
  readonly firstBlock: number;
  readonly numBlocks: number;
  /** bytes behind tick and marker of each item */
  readonly extraBytes: number;
}

export interface SonHeader {
  readonly version: number;
  /** s per tick */
  readonly tickS: number;
  /** bytes that positions of blocks count */
  readonly blockUnit: number;
  readonly channels: readonly SonChannel[];
}

/** True for the start of a .smr file. */
export function isSon(head: Uint8Array): boolean {
  return zeroEnded(head.subarray(2, 12)).startsWith("(C) CED");
}

/** @throws FormatNotRecognised, CorruptFile, TruncatedFile, Unsupported (files of a Macintosh) */
export function parseSonHeader(cursor: ByteCursor, path: string): SonHeader {
  const version = cursor.int16();
  const copyright = cursor.bytes(10);
  cursor.skip(8); // creator
  const usPerTime = cursor.int16();
  const timePerAdc = cursor.int16();
  cursor.skip(6); // state, first data
  const numChannels = cursor.int16();
  cursor.skip(6); // sizes
  const system = cursor.int16();
  cursor.skip(4); // last time
  const base = cursor.float64();
  if (!zeroEnded(copyright).startsWith("(C) CED")) {
    throw new EphysError("FormatNotRecognised", `${path} is no Spike2 file (.smr)`, { path });
  }
  if ([1, 0x0100, 0x0101].includes(system)) {
    throw new EphysError(
      "Unsupported",
      `${path} was written by a Macintosh; save it under Windows`,
      {
        path,
      },
    );
  }
  const timeBaseS = version < OWN_DIVIDER_VERSION ? 1e-6 : base;
  const tickS = usPerTime * timeBaseS;
  if (!(tickS > 0 && Number.isFinite(tickS)) || numChannels < 0) {
    throw new EphysError(
      "CorruptFile",
      `${path} has ticks of ${String(tickS)} s and ${String(numChannels)} channels`,
      { path },
    );
  }
  const blockUnit = version === BIG_FILE_VERSION ? DISK_BLOCK_BYTES : 1;
  const clock = { version, usPerTime, timePerAdc, tickS, blockUnit };
  const channels = Array.from({ length: numChannels }, (_, index) => {
    cursor.at = HEADER_BYTES + index * CHANNEL_BYTES;
    return parseChannel(cursor, index, clock);
  });
  return { version, tickS, blockUnit, channels };
}

interface Clock {
  readonly version: number;
  readonly usPerTime: number;
  readonly timePerAdc: number;
  readonly tickS: number;
  readonly blockUnit: number;
}

function parseChannel(cursor: ByteCursor, index: number, clock: Clock): SonChannel {
  const start = cursor.at;
  cursor.skip(6); // deleted blocks
  const firstBlock = cursor.int32();
  cursor.skip(4); // last block
  const numBlocks = cursor.uint16();
  const extraBytes = cursor.uint16();
  cursor.at = start + 102;
  const ownDivider = cursor.int32();
  cursor.skip(2); // port
  const title = pascalText(cursor.bytes(10));
  cursor.skip(4); // ideal rate
  const kind = cursor.uint8();
  cursor.skip(1);
  const isWave = kind === KIND.wave || kind === KIND.waveMark;
  const scale = cursor.float32();
  const offset = cursor.float32();
  const units = pascalText(cursor.bytes(6));
  const divider = cursor.int16();
  return {
    index,
    kind,
    title,
    units,
    gain: isWave ? Math.fround(scale) / 6553.6 : 1,
    offset: isWave ? offset : 0,
    intervalS:
      clock.version < OWN_DIVIDER_VERSION
        ? divider * clock.usPerTime * clock.timePerAdc * 1e-6
        : ownDivider * clock.tickS,
    firstBlock: firstBlock * clock.blockUnit,
    numBlocks,
    extraBytes,
  };
}

/** Text with its length before it. */
function pascalText(bytes: Uint8Array): string {
  const text = zeroEnded(bytes);
  return text === "" ? "" : text.slice(1, text.charCodeAt(0) + 1);
}
