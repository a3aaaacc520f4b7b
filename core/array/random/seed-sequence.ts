import { EphysError } from "#core/model/index.ts";

/** What a generator can be seeded with: a non-negative integer of any size, or a list of them. */
export type Seed = number | bigint | ArrayLike<number | bigint>;

const POOL_SIZE = 4;

/**
 * Spreads a seed over as many well-mixed 32-bit words as asked for: O'Neill's seed_seq alternative as NumPy's
 * SeedSequence defines it (pool of 4 words), with its spawning of independent children.
 */
export class SeedSequence {
  readonly entropy: Seed;
  readonly spawnKey: readonly number[];
  readonly #pool: Uint32Array;
  #numChildren = 0;

  /** @throws InvalidParameter when the seed is negative or not whole */
  constructor(entropy: Seed, spawnKey: readonly number[] = []) {
    this.entropy = entropy;
    this.spawnKey = spawnKey;
    this.#pool = mixEntropy(assembleWords(entropy, spawnKey));
  }

  /** `count` words of 32 bits. */
  generateState(count: number): Uint32Array {
    const state = new Uint32Array(count);
    let hash = 0x8b51f9dd;
    for (let i = 0; i < count; i++) {
      let value = this.#pool[i % POOL_SIZE] ^ hash;
      hash = Math.imul(hash, 0x58f38ded);
      value = Math.imul(value, hash);
      state[i] = value ^ (value >>> 16);
    }
    return state;
  }

  /** The next `count` children; each call gives new ones. */
  spawn(count: number): SeedSequence[] {
    const children: SeedSequence[] = [];
    for (let i = 0; i < count; i++) {
      children.push(new SeedSequence(this.entropy, [...this.spawnKey, this.#numChildren++]));
    }
    return children;
  }
}

function assembleWords(entropy: Seed, spawnKey: readonly number[]): number[] {
  const words = wordsFromSeed(entropy);
  // padded so that a short seed with a spawn key differs from a long seed
  if (spawnKey.length > 0) while (words.length < POOL_SIZE) words.push(0);
  return [...words, ...wordsFromSeed(spawnKey)];
}

/** Integers as 32-bit words, lowest first, each integer in as few as it needs. */
function wordsFromSeed(seed: Seed): number[] {
  if (typeof seed === "object") return Array.from(seed, (n) => wordsFromInteger(n)).flat();
  return wordsFromInteger(seed);
}

function wordsFromInteger(n: number | bigint): number[] {
  if (n < 0 || (typeof n === "number" && !Number.isSafeInteger(n))) {
    throw new EphysError(
      "InvalidParameter",
      `seed ${String(n)} is not a non-negative whole number`,
      {
        seed: String(n),
      },
    );
  }
  const words: number[] = [];
  let rest = BigInt(n);
  do {
    words.push(Number(rest & 0xffffffffn));
    rest >>= 32n;
  } while (rest > 0n);
  return words;
}

function mixEntropy(words: readonly number[]): Uint32Array {
  const pool = new Uint32Array(POOL_SIZE);
  let hash = 0x43b0d7e5;
  const scramble = (word: number): number => {
    let value = word ^ hash;
    hash = Math.imul(hash, 0x931e8875);
    value = Math.imul(value, hash);
    return value ^ (value >>> 16);
  };
  const blend = (x: number, y: number): number => {
    const value = Math.imul(0xca01f9dd, x) - Math.imul(0x4973f715, y);
    return value ^ ((value | 0) >>> 16);
  };
  for (let i = 0; i < POOL_SIZE; i++) pool[i] = scramble(words[i] ?? 0);
  for (let source = 0; source < POOL_SIZE; source++) {
    for (let target = 0; target < POOL_SIZE; target++) {
      if (source !== target) pool[target] = blend(pool[target], scramble(pool[source]));
    }
  }
  for (let source = POOL_SIZE; source < words.length; source++) {
    for (let target = 0; target < POOL_SIZE; target++) {
      pool[target] = blend(pool[target], scramble(words[source]));
    }
  }
  return pool;
}
