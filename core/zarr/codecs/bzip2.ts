import { EphysError } from "#core/model/index.ts";

/*
 * bzip2 streams, read only (format as in J. Seward's bzip2 1.0 and its reference manual): run lengths, the inverse
 * Burrows-Wheeler transform, move to front, Huffman tables. Several streams one after the other count as one.
 */

const BLOCK_MARK = 0x314159265359;
const END_MARK = 0x177245385090;
const MAX_CODE_BITS = 20;
const GROUP_SYMBOLS = 50;

/** Decompresses into exactly `sizeBytes` bytes. @throws CorruptFile */
export function unpackBzip2(packed: Uint8Array, sizeBytes: number, source: string): Uint8Array {
  const fail = (why: string): never => {
    throw new EphysError("CorruptFile", `${source} holds a damaged bzip2 stream: ${why}`, {
      path: source,
    });
  };
  const bits = new BitReader(packed, fail);
  const out = new RunDecoder(sizeBytes, fail);
  do {
    if (bits.read(24) !== 0x425a68) fail("its start is not BZh");
    const level = bits.read(8) - 0x30;
    if (level < 1 || level > 9) fail("its block size is none");
    let mark = bits.read(24) * 2 ** 24 + bits.read(24);
    while (mark === BLOCK_MARK) {
      readBlock(bits, level * 100_000, out, fail);
      mark = bits.read(24) * 2 ** 24 + bits.read(24);
    }
    if (mark !== END_MARK) fail("a block mark is missing");
    bits.read(16);
    bits.read(16);
    bits.alignToByte();
  } while (!bits.atEnd());
  return out.finish();
}

type Fail = (why: string) => never;

class BitReader {
  readonly #bytes: Uint8Array;
  readonly #fail: Fail;
  #at = 0;
  #held = 0;
  #count = 0;

  constructor(bytes: Uint8Array, fail: Fail) {
    this.#bytes = bytes;
    this.#fail = fail;
  }

  /** At most 24 bits, first bit highest. */
  read(count: number): number {
    while (this.#count < count) {
      if (this.#at >= this.#bytes.length) this.#fail("it ends early");
      this.#held = ((this.#held << 8) | this.#bytes[this.#at++]) >>> 0;
      this.#count += 8;
    }
    this.#count -= count;
    const value = (this.#held >>> this.#count) & (2 ** count - 1);
    this.#held &= 2 ** this.#count - 1;
    return value;
  }

  alignToByte(): void {
    this.#count -= this.#count % 8;
  }

  atEnd(): boolean {
    return this.#at >= this.#bytes.length && this.#count < 8;
  }
}

/** Undoes the outer run lengths: after four equal bytes comes how many more. */
class RunDecoder {
  readonly #out: Uint8Array;
  readonly #fail: Fail;
  #at = 0;
  #last = -1;
  #run = 0;
  #crc = 0xffffffff;

  constructor(sizeBytes: number, fail: Fail) {
    this.#out = new Uint8Array(sizeBytes);
    this.#fail = fail;
  }

  startBlock(): void {
    this.#last = -1;
    this.#run = 0;
    this.#crc = 0xffffffff;
  }

  /** Check sum of the block so far. */
  get blockCrc(): number {
    return ~this.#crc >>> 0;
  }

  push(byte: number): void {
    if (this.#run === 4) {
      for (let i = 0; i < byte; i++) this.#emit(this.#last);
      this.#run = 0;
      this.#last = -1;
      return;
    }
    this.#run = byte === this.#last ? this.#run + 1 : 1;
    this.#last = byte;
    this.#emit(byte);
  }

  finish(): Uint8Array {
    if (this.#at !== this.#out.length) this.#fail("it holds too few bytes");
    return this.#out;
  }

  #emit(byte: number): void {
    if (this.#at >= this.#out.length) this.#fail("it holds too many bytes");
    this.#out[this.#at++] = byte;
    this.#crc = (this.#crc << 8) ^ CRC_TABLE[(this.#crc >>> 24) ^ byte];
  }
}

const CRC_TABLE = Int32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 24;
  for (let bit = 0; bit < 8; bit++) crc = crc < 0 ? (crc << 1) ^ 0x04c11db7 : crc << 1;
  return crc;
});

function readBlock(bits: BitReader, maxBytes: number, out: RunDecoder, fail: Fail): void {
  const crc = bits.read(16) * 65536 + bits.read(16);
  if (bits.read(1) !== 0) fail("it is of the randomised kind of bzip2 0.9");
  const origin = bits.read(24);
  const symbols = readSymbols(bits);
  if (symbols.length === 0) fail("a block uses no bytes");
  const column = readColumn(bits, symbols, maxBytes, fail);
  if (origin >= column.length) fail("a block begins outside itself");
  out.startBlock();
  emitRows(column, origin, out);
  if (out.blockCrc !== crc) fail("a check sum does not fit");
}

/** The bytes that occur in a block. */
function readSymbols(bits: BitReader): Uint8Array {
  const ranges = bits.read(16);
  const found: number[] = [];
  for (let high = 0; high < 16; high++) {
    if ((ranges & (0x8000 >> high)) === 0) continue;
    const used = bits.read(16);
    for (let low = 0; low < 16; low++) if (used & (0x8000 >> low)) found.push(high * 16 + low);
  }
  return Uint8Array.from(found);
}

/** The last column of the sorted rotations: Huffman codes, inner run lengths and move to front undone. */
function readColumn(
  bits: BitReader,
  symbols: Uint8Array,
  maxBytes: number,
  fail: Fail,
): Uint8Array {
  const numTables = bits.read(3);
  if (numTables < 2 || numTables > 6) fail("a block has no usable tables");
  const selectors = readSelectors(bits, numTables, fail);
  const numCodes = symbols.length + 2;
  const tables = Array.from({ length: numTables }, () => readTable(bits, numCodes, fail));
  const front = symbols.slice();
  const column = new Uint8Array(maxBytes);
  let count = 0;
  let run = 0;
  let weight = 1;
  for (let coded = 0; ; coded++) {
    const selector = selectors[Math.floor(coded / GROUP_SYMBOLS)];
    if (selector === undefined) fail("its selectors end early");
    const code = tables[selector].next(bits);
    if (code < 2) {
      run += weight << code;
      weight *= 2;
      if (run > maxBytes) fail("a run leaves its block");
      continue;
    }
    if (count + run > maxBytes) fail("a block is too long");
    column.fill(front[0], count, count + run);
    count += run;
    run = 0;
    weight = 1;
    if (code === numCodes - 1) return column.subarray(0, count);
    if (count >= maxBytes) fail("a block is too long");
    const byte = front[code - 1];
    front.copyWithin(1, 0, code - 1);
    front[0] = byte;
    column[count++] = byte;
  }
}

function readSelectors(bits: BitReader, numTables: number, fail: Fail): Uint8Array {
  const count = bits.read(15);
  if (count === 0) fail("a block has no selectors");
  const front = Uint8Array.from({ length: numTables }, (_, i) => i);
  return Uint8Array.from({ length: count }, () => {
    let place = 0;
    while (bits.read(1) === 1) if (++place >= numTables) fail("a selector is none");
    const table = front[place];
    front.copyWithin(1, 0, place);
    front[0] = table;
    return table;
  });
}

interface HuffmanTable {
  next(bits: BitReader): number;
}

/** A canonical Huffman code from its code lengths, which are stored as steps up and down. */
function readTable(bits: BitReader, numCodes: number, fail: Fail): HuffmanTable {
  const lengths = new Uint8Array(numCodes);
  let length = bits.read(5);
  for (let i = 0; i < numCodes; i++) {
    for (;;) {
      if (length < 1 || length > MAX_CODE_BITS) fail("a code length is none");
      if (bits.read(1) === 0) break;
      length += bits.read(1) === 0 ? 1 : -1;
    }
    lengths[i] = length;
  }
  const counts = new Int32Array(MAX_CODE_BITS + 2);
  for (const n of lengths) counts[n]++;
  const sorted = Uint16Array.from(lengths.keys()).sort((a, b) => lengths[a] - lengths[b] || a - b);
  return {
    next(reader) {
      let code = 0;
      let first = 0;
      let index = 0;
      for (let size = 1; size <= MAX_CODE_BITS; size++) {
        code = (code << 1) | reader.read(1);
        const offset = code - first;
        if (offset < counts[size]) return sorted[index + offset];
        index += counts[size];
        first = (first + counts[size]) << 1;
      }
      return fail("a code is none");
    },
  };
}

/** The inverse Burrows-Wheeler transform. */
function emitRows(column: Uint8Array, origin: number, out: RunDecoder): void {
  const starts = new Int32Array(257);
  for (const byte of column) starts[byte + 1]++;
  for (let i = 0; i < 256; i++) starts[i + 1] += starts[i];
  const next = new Int32Array(column.length);
  for (let i = 0; i < column.length; i++) next[starts[column[i]]++] = i;
  for (let i = 0, row = next[origin]; i < column.length; i++, row = next[row])
    out.push(column[row]);
}
