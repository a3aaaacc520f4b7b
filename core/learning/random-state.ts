const LENGTH = 624;
const SHIFT = 397;
const UPPER = 0x80000000;
const LOWER = 0x7fffffff;
const TWIST = 0x9908b0df;

/**
 * NumPy's legacy `RandomState` for one whole-number seed (MT19937): the same seed gives the draws that scikit-learn gets.
 */
export class RandomState {
  readonly #state = new Uint32Array(LENGTH);
  #position = LENGTH;

  /** @param seed whole number, 0 to 2^32 − 1 */
  constructor(seed: number) {
    let value = seed >>> 0;
    for (let i = 0; i < LENGTH; i++) {
      this.#state[i] = value;
      value = (Math.imul(1812433253, value ^ (value >>> 30)) + i + 1) >>> 0;
    }
  }

  /** The key and place of the generator, as NumPy's `get_state` gives them. */
  get state(): { readonly key: Uint32Array; readonly position: number } {
    return { key: this.#state.slice(), position: this.#position };
  }

  uint32(): number {
    if (this.#position === LENGTH) this.#refill();
    let y = this.#state[this.#position++];
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return (y ^ (y >>> 18)) >>> 0;
  }

  #refill(): void {
    const state = this.#state;
    for (let i = 0; i < LENGTH; i++) {
      const y = (state[i] & UPPER) | (state[(i + 1) % LENGTH] & LOWER);
      state[i] = state[(i + SHIFT) % LENGTH] ^ (y >>> 1) ^ (y & 1 ? TWIST : 0);
    }
    this.#position = 0;
  }

  /** Uniform in [0, 1) with 53 bits. */
  random(): number {
    const high = this.uint32() >>> 5;
    const low = this.uint32() >>> 6;
    return (high * 67108864 + low) / 9007199254740992;
  }

  uniform(low: number, high: number): number {
    return low + (high - low) * this.random();
  }

  /** A whole number in [low, high); spans up to 2^32. */
  randint(low: number, high: number): number {
    return low + this.#interval(high - low - 1);
  }

  /** 0 to `most`, by masking and rejection. */
  #interval(most: number): number {
    if (most === 0) return 0;
    const mask = 0xffffffff >>> Math.clz32(most);
    for (;;) {
      const value = (this.uint32() & mask) >>> 0;
      if (value <= most) return value;
    }
  }

  /** 0 to n − 1 in random order. */
  permutation(n: number): Int32Array {
    const order = Int32Array.from({ length: n }, (_, i) => i);
    this.shuffle(order);
    return order;
  }

  /** Shuffles in place. */
  shuffle(values: Int32Array): void {
    for (let i = values.length - 1; i > 0; i--) {
      const j = this.#interval(i);
      const value = values[i];
      values[i] = values[j];
      values[j] = value;
    }
  }
}
