import type { BitSource } from "./bit-source.ts";
import type { SeedSequence } from "./seed-sequence.ts";

/*
 * PCG XSL RR 128/64 (O'Neill, HMC-CS-2014-0905), NumPy's default bit generator. The 128-bit state is held in four
 * 32-bit words; products of two words are split exactly: the low half by Math.imul, the high half as the rounded
 * quotient of the double product, whose error (below 2¹¹) is far less than half of 2³².
 */

// the multiplier 0x2360ed051fc65da44385df649fccf645, lowest word first
const M0 = 0x9fccf645;
const M1 = 0x4385df64;
const M2 = 0x1fc65da4;
const M3 = 0x2360ed05;
const TWO_32 = 4294967296;
const TWO_M32 = 1 / TWO_32;
const TWO_M53 = 1 / 9007199254740992;

/** Words of a generator's state: its 128 bits, its increment's, a half of a draw held back and whether there is one. */
export const PCG64_WORDS = 10;

export class Pcg64 implements BitSource {
  readonly words = new Uint32Array(2);
  readonly #state = new Uint32Array(4);
  readonly #increment = new Uint32Array(4);
  #held = 0;
  #holds = false;

  /** @param from a seed, or the state of a generator */
  constructor(from: SeedSequence | Uint32Array) {
    if (from instanceof Uint32Array) {
      this.#state.set(from.subarray(0, 4));
      this.#increment.set(from.subarray(4, 8));
      this.#held = from[8];
      this.#holds = from[9] !== 0;
    } else this.#start(from);
  }

  /** What another generator goes on from; words lowest first. */
  get state(): Uint32Array {
    return Uint32Array.of(...this.#state, ...this.#increment, this.#held, this.#holds ? 1 : 0);
  }

  #start(seed: SeedSequence): void {
    const words = seed.generateState(8);
    const at = (i: number): bigint => BigInt(words[i]);
    const start = (at(1) << 96n) | (at(0) << 64n) | (at(3) << 32n) | at(2);
    const stream = (at(5) << 96n) | (at(4) << 64n) | (at(7) << 32n) | at(6);
    setWords(this.#increment, (stream << 1n) | 1n);
    this.next64();
    setWords(this.#state, wordsToBigInt(this.#state) + start);
    this.next64();
  }

  next64(): void {
    const state = this.#state;
    const increment = this.#increment;
    const s0 = state[0];
    const s1 = state[1];
    const s2 = state[2];
    const l00 = Math.imul(s0, M0) >>> 0;
    const h00 = (s0 * M0 - l00) * TWO_M32 + 0.5;
    const l01 = Math.imul(s0, M1) >>> 0;
    const h01 = (s0 * M1 - l01) * TWO_M32 + 0.5;
    const l10 = Math.imul(s1, M0) >>> 0;
    const h10 = (s1 * M0 - l10) * TWO_M32 + 0.5;
    const l02 = Math.imul(s0, M2) >>> 0;
    const h02 = (s0 * M2 - l02) * TWO_M32 + 0.5;
    const l11 = Math.imul(s1, M1) >>> 0;
    const h11 = (s1 * M1 - l11) * TWO_M32 + 0.5;
    const l20 = Math.imul(s2, M0) >>> 0;
    const h20 = (s2 * M0 - l20) * TWO_M32 + 0.5;
    const c0 = l00 + increment[0];
    const c1 = (h00 >>> 0) + l01 + l10 + increment[1] + (c0 >= TWO_32 ? 1 : 0);
    const c2 =
      (h01 >>> 0) + (h10 >>> 0) + l02 + l11 + l20 + increment[2] + Math.floor(c1 * TWO_M32);
    const c3 =
      (h02 | 0) +
      (h11 | 0) +
      (h20 | 0) +
      Math.imul(s0, M3) +
      Math.imul(s1, M2) +
      Math.imul(s2, M1) +
      Math.imul(state[3], M0) +
      increment[3] +
      Math.floor(c2 * TWO_M32);
    const r0 = c0 >>> 0;
    const r1 = c1 >>> 0;
    const r2 = c2 >>> 0;
    const r3 = c3 >>> 0;
    state[0] = r0;
    state[1] = r1;
    state[2] = r2;
    state[3] = r3;
    const rotation = r3 >>> 26;
    const shift = rotation & 31;
    const back = 31 - shift;
    const a = r2 ^ r0;
    const b = r3 ^ r1;
    const low = rotation < 32 ? a : b;
    const high = rotation < 32 ? b : a;
    // two shifts, because a shift by 32 would be none
    this.words[0] = (low >>> shift) | ((high << 1) << back);
    this.words[1] = (high >>> shift) | ((low << 1) << back);
  }

  /** The low, then the high half of each 64-bit draw. */
  nextUint32(): number {
    if (this.#holds) {
      this.#holds = false;
      return this.#held;
    }
    this.next64();
    this.#holds = true;
    this.#held = this.words[1];
    return this.words[0];
  }

  nextDouble(): number {
    this.next64();
    return (this.words[1] * 2097152 + (this.words[0] >>> 11)) * TWO_M53;
  }
}

function setWords(words: Uint32Array, value: bigint): void {
  for (let i = 0; i < 4; i++) words[i] = Number((value >> BigInt(32 * i)) & 0xffffffffn);
}

function wordsToBigInt(words: Uint32Array): bigint {
  return words.reduceRight((value, word) => (value << 32n) | BigInt(word), 0n);
}
