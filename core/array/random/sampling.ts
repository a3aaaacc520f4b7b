import { EphysError } from "#core/model/index.ts";
import type { BitSource } from "./bit-source.ts";
import { boundedInteger, maskedInterval } from "./bounded.ts";

/* Choosing and shuffling; NumPy's algorithms, cut-offs and order of draws. */

/** A mutable row of values of any storage. */
export interface Shuffleable {
  readonly length: number;
  [index: number]: number;
}

/** Shuffles in place as `Generator.shuffle` does for arrays (masked draws, last to first). */
export function shuffleArray(bits: BitSource, values: Shuffleable): void {
  for (let i = values.length - 1; i > 0; i--) swap(values, i, maskedInterval(bits, i));
}

/** Shuffles positions n−1 … first in place as `choice` does (Lemire's draws). */
function shuffleTail(bits: BitSource, values: Shuffleable, first: number): void {
  for (let i = values.length - 1; i >= first; i--) swap(values, i, boundedInteger(bits, i));
}

function swap(values: Shuffleable, i: number, j: number): void {
  const held = values[j];
  values[j] = values[i];
  values[i] = held;
}

/** `size` different positions out of `population`. */
export function chooseDistinct(
  bits: BitSource,
  population: number,
  size: number,
  shuffle: boolean,
): Float64Array {
  checkSize(population, size);
  const cutoff = shuffle ? 50 : 20;
  if (population > 10000 && size > Math.floor(population / cutoff)) {
    const all = new Float64Array(population);
    for (let i = 0; i < population; i++) all[i] = i;
    shuffleTail(bits, all, Math.max(population - size, 1));
    return all.slice(population - size);
  }
  const chosen = new Float64Array(size);
  const taken = new TakenPositions(size);
  for (let j = population - size; j < population; j++) {
    const drawn = boundedInteger(bits, j);
    const isNew = taken.add(drawn);
    if (!isNew) taken.add(j);
    chosen[j - population + size] = isNew ? drawn : j;
  }
  if (shuffle) shuffleTail(bits, chosen, 1);
  return chosen;
}

/** A set of up to `size` positions: open addressing, as a Set costs more than the draws. */
class TakenPositions {
  readonly #slots: Float64Array;

  constructor(size: number) {
    this.#slots = new Float64Array(2 ** (Math.ceil(Math.log2(size + 1)) + 1));
  }

  /** Whether it was not there yet. */
  add(position: number): boolean {
    const slots = this.#slots;
    const last = slots.length - 1;
    const held = position + 1; // 0 is an empty slot
    let at = position & last; // a power of two less one
    while (slots[at] !== 0 && slots[at] !== held) at = at === last ? 0 : at + 1;
    const isNew = slots[at] === 0;
    slots[at] = held;
    return isNew;
  }
}

function checkSize(population: number, size: number): void {
  if (size > population || size < 0) {
    throw new EphysError(
      "InvalidParameter",
      `cannot choose ${String(size)} different items out of ${String(population)}`,
      { population, size },
    );
  }
}

/** `size` positions with probabilities `p` [position], each draw on its own. */
export function chooseWeighted(bits: BitSource, p: ArrayLike<number>, size: number): Float64Array {
  checkProbabilities(p);
  const cdf = cumulative(p);
  const chosen = new Float64Array(size);
  for (let i = 0; i < size; i++) chosen[i] = firstAbove(cdf, bits.nextDouble());
  return chosen;
}

/** `size` different positions with probabilities `p`: rounds of draws, those already taken given weight 0. */
export function chooseWeightedDistinct(
  bits: BitSource,
  p: ArrayLike<number>,
  size: number,
): Float64Array {
  checkProbabilities(p);
  checkSize(p.length, size);
  const weights = Float64Array.from(p);
  const nonZero = weights.filter((w) => w > 0).length;
  if (nonZero < size) {
    throw new EphysError(
      "InvalidParameter",
      `only ${String(nonZero)} probabilities are above 0, ${String(size)} different items are asked for`,
    );
  }
  const chosen = new Float64Array(size);
  let count = 0;
  while (count < size) {
    const draws = new Float64Array(size - count);
    for (let i = 0; i < draws.length; i++) draws[i] = bits.nextDouble();
    for (let i = 0; i < count; i++) weights[chosen[i]] = 0;
    const cdf = cumulative(weights);
    const seen = new Set<number>();
    for (const draw of draws) {
      const position = firstAbove(cdf, draw);
      if (seen.has(position)) continue;
      seen.add(position);
      chosen[count++] = position;
    }
  }
  return chosen;
}

function checkProbabilities(p: ArrayLike<number>): void {
  let sum = 0;
  let lost = 0;
  for (let i = 0; i < p.length; i++) {
    if (!(p[i] >= 0)) {
      throw new EphysError(
        "InvalidParameter",
        `probability ${String(p[i])} at ${String(i)} is not ≥ 0`,
      );
    }
    const next = p[i] - lost; // Kahan's sum, so that many small probabilities still add to 1
    const total = sum + next;
    lost = total - sum - next;
    sum = total;
  }
  if (Math.abs(sum - 1) > Math.sqrt(Number.EPSILON)) {
    throw new EphysError("InvalidParameter", `probabilities sum to ${String(sum)} instead of 1`);
  }
}

function cumulative(p: ArrayLike<number>): Float64Array {
  const cdf = new Float64Array(p.length);
  let sum = 0;
  for (let i = 0; i < p.length; i++) cdf[i] = sum += p[i];
  for (let i = 0; i < cdf.length; i++) cdf[i] /= sum;
  return cdf;
}

/** The first position whose value is above x (searchsorted, side right). */
function firstAbove(sorted: Float64Array, x: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (x < sorted[middle]) high = middle;
    else low = middle + 1;
  }
  return low;
}
