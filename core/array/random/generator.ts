import { EphysError } from "#core/model/index.ts";
import { nextFloat, type BitSource } from "./bit-source.ts";
import { boundedBigInt, boundedInteger, SmallBounded } from "./bounded.ts";
import { binomial, geometric, poisson } from "./discrete.ts";
import { beta, chisquare, standardGamma, standardGammaFloat } from "./gamma.ts";
import { Pcg64 } from "./pcg64.ts";
import {
  chooseDistinct,
  chooseWeighted,
  chooseWeightedDistinct,
  shuffleArray,
  type Shuffleable,
} from "./sampling.ts";
import { SeedSequence, type Seed } from "./seed-sequence.ts";
import {
  standardExponential,
  standardExponentialFloat,
  standardNormal,
  standardNormalFloat,
} from "./ziggurat.ts";

/** Integer types whose draws are buffered differently. */
export type IntegerDType =
  "bool" | "int8" | "uint8" | "int16" | "uint16" | "int32" | "uint32" | "int64" | "uint64";

export interface IntegersOptions {
  /** decides how many bits a draw takes (default int64) */
  readonly dtype?: IntegerDType;
  /** whether `high` itself can be drawn (default false) */
  readonly endpoint?: boolean;
}

export interface ChoiceOptions {
  /** whether a position may be drawn twice (default true) */
  readonly replace?: boolean;
  /** [position] probabilities; default equal */
  readonly p?: ArrayLike<number>;
  /** without replacement: whether the order is random too (default true) */
  readonly shuffle?: boolean;
}

/**
 * NumPy's `Generator` (stream of version 1.24): the same seed and the same calls give the same numbers. Without a
 * size, methods return one number; with one, a row of that many, drawn in C order of any shape of that size.
 * Whole numbers come as float64 (exact to 2^53).
 */
export class NumpyGenerator {
  readonly bits: BitSource;

  constructor(bits: BitSource) {
    this.bits = bits;
  }

  /** Uniform in [0, 1). */
  random(): number;
  random(size: number): Float64Array;
  random(size?: number): number | Float64Array {
    return this.#draw(size, () => this.bits.nextDouble());
  }

  /** Uniform in [0, 1) in single precision: a different stream than float64. */
  randomFloat32(size: number): Float32Array {
    return this.#fill(new Float32Array(size), () => nextFloat(this.bits));
  }

  /**
   * Uniform in [low, high).
   * @throws InvalidParameter when high is below low, or the range between them is not finite
   */
  uniform(low: number, high: number): number;
  uniform(low: number, high: number, size: number): Float64Array;
  uniform(low: number, high: number, size?: number): number | Float64Array {
    const range = high - low;
    checkRange("range between low and high", range, range >= 0 && range < Infinity);
    return this.#draw(size, () => low + range * this.bits.nextDouble());
  }

  /**
   * Whole numbers in [low, high) (or [low, high] with `endpoint`). `low` and `high` may be rows of equal length; then
   * one number per element is drawn.
   * @throws InvalidParameter when there is no such number
   */
  integers(low: number, high: number): number;
  integers(low: number, high: number, size: undefined, options: IntegersOptions): number;
  integers(
    low: number | ArrayLike<number>,
    high: number | ArrayLike<number>,
    size?: number,
    options?: IntegersOptions,
  ): Float64Array;
  integers(
    low: number | ArrayLike<number>,
    high: number | ArrayLike<number>,
    size?: number,
    options: IntegersOptions = {},
  ): number | Float64Array {
    const { dtype = "int64", endpoint = false } = options;
    const next = this.#integerSource(dtype);
    const draw = (from: number, to: number): number => {
      const range = to - from - (endpoint ? 0 : 1);
      if (!(range >= 0)) {
        throw new EphysError(
          "InvalidParameter",
          `no whole number from ${String(from)} ${endpoint ? "to" : "below"} ${String(to)}`,
          { low: from, high: to },
        );
      }
      return from + next(range);
    };
    const count = size ?? lengthOf(low) ?? lengthOf(high);
    if (count === undefined) return draw(low as number, high as number); // neither is a row
    const out = new Float64Array(count);
    for (let i = 0; i < count; i++) out[i] = draw(valueAt(low, i), valueAt(high, i));
    return out;
  }

  /** One whole number in [low, high) of up to 64 bits. */
  integer64(low: bigint, high: bigint): bigint {
    if (high <= low) {
      throw new EphysError(
        "InvalidParameter",
        `no whole number from ${String(low)} below ${String(high)}`,
      );
    }
    return low + boundedBigInt(this.bits, high - low - 1n);
  }

  /** Standard normal. */
  standardNormal(): number;
  standardNormal(size: number): Float64Array;
  standardNormal(size?: number): number | Float64Array {
    return this.#draw(size, () => standardNormal(this.bits));
  }

  /** Standard normal in single precision: a different stream than float64. */
  standardNormalFloat32(size: number): Float32Array {
    const out = new Float32Array(size);
    const { bits } = this;
    for (let i = 0; i < size; i++) out[i] = standardNormalFloat(bits);
    return out;
  }

  normal(mean: number, standardDeviation: number): number;
  normal(mean: number, standardDeviation: number, size: number): Float64Array;
  normal(mean: number, standardDeviation: number, size?: number): number | Float64Array {
    return this.#draw(size, () => mean + standardDeviation * standardNormal(this.bits));
  }

  lognormal(mean: number, sigma: number): number;
  lognormal(mean: number, sigma: number, size: number): Float64Array;
  lognormal(mean: number, sigma: number, size?: number): number | Float64Array {
    return this.#draw(size, () => Math.exp(mean + sigma * standardNormal(this.bits)));
  }

  exponential(scale: number): number;
  exponential(scale: number, size: number): Float64Array;
  exponential(scale: number, size?: number): number | Float64Array {
    return this.#draw(size, () => scale * standardExponential(this.bits));
  }

  standardExponential(): number;
  standardExponential(size: number): Float64Array;
  standardExponential(size?: number): number | Float64Array {
    return this.#draw(size, () => standardExponential(this.bits));
  }

  standardExponentialFloat32(size: number): Float32Array {
    return this.#fill(new Float32Array(size), () => standardExponentialFloat(this.bits));
  }

  standardGamma(shape: number): number;
  standardGamma(shape: number, size: number): Float64Array;
  standardGamma(shape: number, size?: number): number | Float64Array {
    return this.#draw(size, () => standardGamma(this.bits, shape));
  }

  standardGammaFloat32(shape: number, size: number): Float32Array {
    return this.#fill(new Float32Array(size), () => standardGammaFloat(this.bits, shape));
  }

  gamma(shape: number, scale: number): number;
  gamma(shape: number, scale: number, size: number): Float64Array;
  gamma(shape: number, scale: number, size?: number): number | Float64Array {
    return this.#draw(size, () => scale * standardGamma(this.bits, shape));
  }

  beta(a: number, b: number): number;
  beta(a: number, b: number, size: number): Float64Array;
  beta(a: number, b: number, size?: number): number | Float64Array {
    return this.#draw(size, () => beta(this.bits, a, b));
  }

  chisquare(df: number): number;
  chisquare(df: number, size: number): Float64Array;
  chisquare(df: number, size?: number): number | Float64Array {
    return this.#draw(size, () => chisquare(this.bits, df));
  }

  poisson(mean: number): number;
  poisson(mean: number, size: number): Float64Array;
  poisson(mean: number, size?: number): number | Float64Array {
    checkRange("Poisson mean", mean, mean >= 0);
    return this.#draw(size, () => poisson(this.bits, mean));
  }

  /** Trials up to and including the first success of probability p. */
  geometric(p: number): number;
  geometric(p: number, size: number): Float64Array;
  geometric(p: number, size?: number): number | Float64Array {
    checkRange("geometric probability", p, p > 0 && p <= 1);
    return this.#draw(size, () => geometric(this.bits, p));
  }

  binomial(n: number, p: number): number;
  binomial(n: number, p: number, size: number): Float64Array;
  binomial(n: number, p: number, size?: number): number | Float64Array {
    checkRange("binomial probability", p, p >= 0 && p <= 1);
    return this.#draw(size, () => binomial(this.bits, n, p));
  }

  /** Positions out of `population`, as `Generator.choice(population, size, …)`. */
  choice(population: number, size: number, options: ChoiceOptions = {}): Float64Array {
    const { replace = true, p, shuffle = true } = options;
    if (p !== undefined && p.length !== population) {
      throw new EphysError(
        "InvalidParameter",
        `${String(p.length)} probabilities for ${String(population)} items`,
      );
    }
    if (replace) {
      return p ? chooseWeighted(this.bits, p, size) : this.integers(0, population, size);
    }
    return p
      ? chooseWeightedDistinct(this.bits, p, size)
      : chooseDistinct(this.bits, population, size, shuffle);
  }

  /** Shuffles a row in place. */
  shuffle(values: Shuffleable): void {
    shuffleArray(this.bits, values);
  }

  /** 0 … n−1 in random order. */
  permutation(n: number): Float64Array {
    const order = new Float64Array(n);
    for (let i = 0; i < n; i++) order[i] = i;
    shuffleArray(this.bits, order);
    return order;
  }

  #integerSource(dtype: IntegerDType): (range: number) => number {
    const width = { bool: 1, int8: 8, uint8: 8, int16: 16, uint16: 16 }[dtype as string] as
      1 | 8 | 16 | undefined; // the literals above
    if (width === undefined) return (range) => boundedInteger(this.bits, range);
    const small = new SmallBounded(this.bits, width);
    return (range) => small.next(range);
  }

  #draw(size: number | undefined, draw: () => number): number | Float64Array {
    return size === undefined ? draw() : this.#fill(new Float64Array(size), draw);
  }

  #fill<Row extends Float32Array | Float64Array>(out: Row, draw: () => number): Row {
    for (let i = 0; i < out.length; i++) out[i] = draw();
    return out;
  }
}

function lengthOf(value: number | ArrayLike<number>): number | undefined {
  return typeof value === "number" ? undefined : value.length;
}

function valueAt(value: number | ArrayLike<number>, i: number): number {
  return typeof value === "number" ? value : value[i];
}

function checkRange(what: string, value: number, holds: boolean): void {
  if (!holds) throw new EphysError("InvalidParameter", `${what} ${String(value)} is out of range`);
}

/** NumPy's `default_rng`: PCG64 seeded by a whole number of any size, several of them, or a seed sequence. */
export function defaultRng(seed: Seed | SeedSequence): NumpyGenerator {
  const sequence = seed instanceof SeedSequence ? seed : new SeedSequence(seed);
  return new NumpyGenerator(new Pcg64(sequence));
}
