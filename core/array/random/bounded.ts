import type { BitSource } from "./bit-source.ts";

/*
 * Whole numbers in [0, range], both ends included: Lemire's multiply and reject (ACM TOMACS 29(1), 2019), in the
 * widths and with the buffers that NumPy's Generator uses, so that as many bits are drawn.
 */

const TWO_32 = 4294967296;
const TWO_64 = 1n << 64n;
const MASK_64 = TWO_64 - 1n;

/** Up to 2^53; ranges below 2^32 draw 32 bits, larger ones 64. A range of 0 draws nothing. */
export function boundedInteger(bits: BitSource, range: number): number {
  if (range === 0) return 0;
  if (range < 0xffffffff) return lemire32(bits, range);
  if (range === 0xffffffff) return bits.nextUint32();
  return Number(lemire64(bits, BigInt(range)));
}

/** Up to 2^64 − 1. */
export function boundedBigInt(bits: BitSource, range: bigint): bigint {
  if (range <= 0xffffffffn) return BigInt(boundedInteger(bits, Number(range)));
  return range === MASK_64 ? next64(bits) : lemire64(bits, range);
}

function next64(bits: BitSource): bigint {
  bits.next64();
  return (BigInt(bits.words[1]) << 32n) | BigInt(bits.words[0]);
}

function lemire64(bits: BitSource, range: bigint): bigint {
  const span = range + 1n;
  let product = next64(bits) * span;
  if ((product & MASK_64) < span) {
    const threshold = (MASK_64 - range) % span;
    while ((product & MASK_64) < threshold) product = next64(bits) * span;
  }
  return product >> 64n;
}

function lemire32(bits: BitSource, range: number): number {
  const span = range + 1;
  let word = bits.nextUint32();
  let low = Math.imul(word, span) >>> 0;
  if (low < span) {
    const threshold = (0xffffffff - range) % span;
    while (low < threshold) {
      word = bits.nextUint32();
      low = Math.imul(word, span) >>> 0;
    }
  }
  // exact: the double product is off by less than 2^11, half of 2^32 absorbs it
  return ((word * span - low) / TWO_32 + 0.5) >>> 0;
}

/** Draws of 8 or 16 bits (or single bits for bool) that share 32-bit words for the length of one call. */
export class SmallBounded {
  readonly #bits: BitSource;
  readonly #width: 1 | 8 | 16;
  #word = 0;
  #left = 0;

  constructor(bits: BitSource, width: 1 | 8 | 16) {
    this.#bits = bits;
    this.#width = width;
  }

  /** A whole number in [0, range]. */
  next(range: number): number {
    if (range === 0) return 0;
    if (this.#width === 1) return this.#piece() & 1;
    const modulus = this.#width === 8 ? 0x100 : 0x10000;
    if (range === modulus - 1) return this.#piece();
    const span = range + 1;
    let product = this.#piece() * span;
    if (product % modulus < span) {
      const threshold = (modulus - 1 - range) % span;
      while (product % modulus < threshold) product = this.#piece() * span;
    }
    return Math.floor(product / modulus);
  }

  #piece(): number {
    if (this.#left === 0) {
      this.#word = this.#bits.nextUint32();
      this.#left = 32 / this.#width - 1;
    } else {
      this.#word >>>= this.#width;
      this.#left--;
    }
    return this.#word & ((1 << this.#width) - 1);
  }
}

/** A whole number in [0, max] by masking and rejecting (shuffles of arrays, legacy generator); max < 2^53. */
export function maskedInterval(bits: BitSource, max: number): number {
  if (max === 0) return 0;
  if (max <= 0xffffffff) {
    const mask = 0xffffffff >>> Math.clz32(max);
    let value = 0;
    do value = (bits.nextUint32() & mask) >>> 0;
    while (value > max);
    return value;
  }
  const highMask = 0xffffffff >>> Math.clz32(Math.floor(max / TWO_32));
  let value = 0;
  do {
    bits.next64();
    value = ((bits.words[1] & highMask) >>> 0) * TWO_32 + bits.words[0];
  } while (value > max);
  return value;
}
