/** A stream of random bits that every distribution draws from. */
export interface BitSource {
  /** the 64 bits of the last `next64`: [low word, high word] */
  readonly words: Uint32Array;
  /** Draws 64 bits into `words`. */
  next64(): void;
  /** 32 bits; how they relate to the 64-bit stream is the source's own matter. */
  nextUint32(): number;
  /** Uniform in [0, 1), 53 bits. */
  nextDouble(): number;
}

/** Uniform in [0, 1), 24 bits. */
export function nextFloat(bits: BitSource): number {
  return (bits.nextUint32() >>> 8) * (1 / 16777216);
}
