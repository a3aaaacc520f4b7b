/*
 * Orthogonal matching pursuit on products of traces with templates, as SpikeInterface 0.103 `circus-omp`: the largest
 * products of a neighbourhood are taken at once, amplitudes of spikes near each other are solved together (Cholesky), and
 * what they explain is subtracted from the products. Cost per round: one pass over the products that changed.
 */
import { runningMaximum } from "../shared/running-maximum.ts";
import type { OmpTables } from "./tables.ts";

export interface PursuitOptions {
  /** [unit], open interval of amplitudes */
  readonly minima: Float64Array;
  readonly maxima: Float64Array;
  readonly stop: "max_failures" | "omp_min_sps" | "relative_error";
  readonly maxFailures: number;
  readonly ompMinSps: number;
  readonly relativeError: number;
  /** frames within which amplitudes are solved together */
  readonly vicinity: number;
  readonly ignored: ReadonlySet<number>;
}

/** A template at a place; its amplitude is what the last solution gave. */
export interface Selected {
  readonly unit: number;
  readonly start: number;
  amplitude: number;
}

const EPSILON = 2 ** -23;
/** Share of its norm that a product must reach to be looked at. */
const LOWEST_SHARE = 0.25;

/** Spikes in products of one stretch; a new one for every stretch. */
export class Pursuit {
  readonly #tables: OmpTables;
  readonly #options: PursuitOptions;
  readonly #products: Float32Array;
  readonly #numUnits: number;
  readonly #numStarts: number;
  readonly #original: Float32Array;
  /** [start], the unit with the largest product and that product */
  readonly #bestUnit: Int32Array;
  readonly #best: Float32Array;
  readonly #selected: Selected[] = [];
  /** value of each place, by unit and start; several selections may share one */
  readonly #byPlace = new Map<number, Selected>();
  /** rows of the Cholesky factor, entries that are not zero */
  readonly #factor: Map<number, number>[] = [];

  constructor(products: Float32Array, tables: OmpTables, options: PursuitOptions) {
    this.#tables = tables;
    this.#options = options;
    this.#products = products;
    this.#numUnits = tables.norms.length;
    this.#numStarts = products.length / this.#numUnits;
    for (const unit of options.ignored) {
      for (let at = unit; at < products.length; at += this.#numUnits) products[at] = -Infinity;
    }
    this.#original = products.slice();
    this.#bestUnit = new Int32Array(this.#numStarts);
    this.#best = new Float32Array(this.#numStarts);
    this.#updateBest(0, this.#numStarts);
  }

  run(): Selected[] {
    const { maxFailures, stop } = this.#options;
    let valid = 0;
    let failures = maxFailures;
    let error = stop === "relative_error" ? this.#norm() : 0;
    for (;;) {
      const peaks = this.#peaks();
      if (peaks.length === 0) break;
      const units = peaks.map((start) => this.#bestUnit[start]);
      for (const [i, start] of peaks.entries()) {
        if (!this.#take(units[i], start)) break;
      }
      if (stop === "max_failures") {
        const found = this.#valid().length;
        failures = found > valid ? maxFailures : failures - 1;
        valid = found;
        if (failures <= 0) break;
      } else if (stop === "omp_min_sps") {
        if (!this.#anyAbove()) break;
      } else {
        const previous = error;
        error = this.#norm();
        if (!(Math.abs(error / previous - 1) > this.#options.relativeError)) break;
      }
    }
    return this.#valid().sort((a, b) => a.start - b.start || a.unit - b.unit);
  }

  #valid(): Selected[] {
    const { minima, maxima } = this.#options;
    return [...this.#byPlace.values()].filter(
      ({ unit, amplitude }) => amplitude > minima[unit] && amplitude < maxima[unit],
    );
  }

  #updateBest(from: number, to: number): void {
    const n = this.#numUnits;
    for (let start = from; start < to; start++) {
      const at = start * n;
      let unit = 0;
      let largest = this.#products[at];
      for (let u = 1; u < n; u++) {
        if (this.#products[at + u] > largest) {
          largest = this.#products[at + u];
          unit = u;
        }
      }
      this.#bestUnit[start] = unit;
      this.#best[start] = largest;
    }
  }

  /** Starts whose product is the largest around and worth a look, ascending. */
  #peaks(): number[] {
    const { vicinity } = this.#options;
    const half = Math.floor(vicinity / 2);
    const around = runningMaximum(this.#best, half, vicinity - half - 1, 0);
    const found: number[] = [];
    for (let start = 0; start < this.#numStarts; start++) {
      const value = this.#best[start];
      if (Math.abs(value - around[start]) >= 1e-9) continue;
      const norm = this.#tables.norms[this.#bestUnit[start]];
      if (Math.fround(value / norm) > LOWEST_SHARE) found.push(start);
    }
    return found;
  }

  /** Adds a template and solves the amplitudes around it; false when it depends on those already there. */
  #take(unit: number, start: number): boolean {
    const n = this.#selected.length;
    const near = this.#extendFactor(unit, start);
    if (near === undefined) return false;
    const place = unit * this.#numStarts + start;
    const selected = this.#byPlace.get(place) ?? { unit, start, amplitude: 0 };
    this.#byPlace.set(place, selected);
    this.#selected.push(selected);
    near.push(n);
    const right = near.map((i) => {
      const other = this.#selected[i];
      return this.#original[other.start * this.#numUnits + other.unit];
    });
    this.#solveFactor(near, right);
    const changes = near.map((i, k) => {
      const other = this.#selected[i];
      const amplitude = Math.fround(right[k] / this.#tables.norms[other.unit]);
      return { other, amplitude, change: amplitude - other.amplitude };
    });
    for (const { other, amplitude } of changes) other.amplitude = amplitude;
    for (const { other, change } of changes) {
      if (Math.abs(change) > EPSILON)
        this.#subtract(other, change * this.#tables.norms[other.unit]);
    }
    return true;
  }

  /** A new row of the factor; the selections that it is solved with, or undefined where it depends on them. */
  #extendFactor(unit: number, start: number): number[] | undefined {
    const { overlaps, neighbours, parts } = this.#tables;
    const { vicinity } = this.#options;
    const n = this.#selected.length;
    const row = this.#factor[n] ?? new Map<number, number>();
    this.#factor[n] = row;
    const near: number[] = [];
    const others = neighbours[unit];
    for (const [i, other] of this.#selected.entries()) {
      const delay = other.start - start;
      if (Math.abs(delay) < vicinity) near.push(i);
      if (Math.abs(delay) >= parts.numSamples) continue;
      const at = others.indexOf(other.unit);
      if (at < 0) continue;
      row.set(i, overlaps[unit][(parts.numSamples - 1 + delay) * others.length + at]);
    }
    if (near.length === 0) {
      row.set(n, 1);
      return near;
    }
    let rest = 1;
    for (const [a, i] of near.entries()) {
      let value = row.get(i) ?? 0;
      for (let b = 0; b < a; b++) value -= this.#entry(i, near[b]) * (row.get(near[b]) ?? 0);
      value = Math.fround(value / this.#entry(i, i));
      row.set(i, value);
      rest -= value * value;
    }
    if (rest <= EPSILON) return undefined;
    row.set(n, Math.fround(Math.sqrt(rest)));
    return near;
  }

  #entry(row: number, column: number): number {
    return this.#factor[row].get(column) ?? 0;
  }

  /** Solves with the factor's rows and columns of `near`, in place. */
  #solveFactor(near: readonly number[], values: number[]): void {
    for (let a = 0; a < near.length; a++) {
      for (let b = 0; b < a; b++) values[a] -= this.#entry(near[a], near[b]) * values[b];
      values[a] /= this.#entry(near[a], near[a]);
    }
    for (let a = near.length - 1; a >= 0; a--) {
      for (let b = a + 1; b < near.length; b++) {
        values[a] -= this.#entry(near[b], near[a]) * values[b];
      }
      values[a] /= this.#entry(near[a], near[a]);
    }
  }

  #subtract({ unit, start }: Selected, amount: number): void {
    const { neighbours, overlaps, parts } = this.#tables;
    const others = neighbours[unit];
    const table = overlaps[unit];
    const first = Math.max(0, start - parts.numSamples + 1);
    const last = Math.min(this.#numStarts, start + parts.numSamples);
    for (let at = first; at < last; at++) {
      const row = (at - start + parts.numSamples - 1) * others.length;
      const to = at * this.#numUnits;
      for (let j = 0; j < others.length; j++)
        this.#products[to + others[j]] -= amount * table[row + j];
    }
    this.#updateBest(first, last);
  }

  #norm(): number {
    let sum = 0;
    for (const value of this.#products) if (value !== -Infinity) sum += value * value;
    return Math.sqrt(sum);
  }

  #anyAbove(): boolean {
    const { norms, parts } = this.#tables;
    const noise = Math.sqrt(parts.numChannels * parts.numSamples);
    const limits = norms.map((norm) => this.#options.ompMinSps * Math.max(norm, noise));
    return this.#products.some((value, at) => value > limits[at % this.#numUnits]);
  }
}
