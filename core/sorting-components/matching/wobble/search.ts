/*
 * Matching by a running objective: how much energy a template would take away at every place. Its largest values are
 * spikes; their template, moved by parts of a sample and scaled, is taken out of the objective itself; so until nothing
 * exceeds the threshold. As SpikeInterface 0.103 `wobble` (from the Paninski lab), including that the scaling is read from
 * the first rows of the upsampled window. Cost per round: one pass over what changed.
 */
import { resampleFourier } from "#core/signal/index.ts";
import { runningMaximum } from "../shared/running-maximum.ts";
import type { WobbleParams } from "./params.ts";
import type { WobbleTables } from "./tables.ts";

export interface WobbleSpike {
  /** first frame of the template */
  readonly start: number;
  readonly template: number;
}

interface Placed extends WobbleSpike {
  /** place in the objective, which begins samples − 1 frames before the traces */
  readonly place: number;
  readonly jitter: number;
  readonly scaling: number;
}

export class WobbleSearch {
  readonly #tables: WobbleTables;
  readonly #params: WobbleParams;
  readonly #n: number;
  readonly #samples: number;
  readonly #places: number;
  readonly #objective: Float32Array;
  readonly #normalised: Float32Array;
  readonly #largest: Float32Array;

  /** @param objective [place × template], changed in place */
  constructor(objective: Float32Array, tables: WobbleTables, params: WobbleParams) {
    this.#tables = tables;
    this.#params = params;
    this.#n = tables.normsSquared.length;
    this.#samples = tables.parts.numSamples;
    this.#places = objective.length / this.#n;
    this.#objective = objective;
    this.#normalised = new Float32Array(objective.length);
    for (let i = 0; i < objective.length; i++) {
      this.#normalised[i] = 2 * objective[i] - tables.normsSquared[i % this.#n];
    }
    this.#largest = new Float32Array(this.#places);
    this.#updateLargest(0, this.#places);
  }

  run(): WobbleSpike[] {
    const found: WobbleSpike[] = [];
    for (let round = 0; round < this.#params.max_iter; round++) {
      const spikes = this.#round();
      if (spikes.length === 0) break;
      for (const spike of spikes) this.#subtract(spike);
      for (const spike of spikes) this.#silence(spike);
      found.push(...spikes);
    }
    return found.sort((a, b) => a.start - b.start);
  }

  #updateLargest(from: number, to: number): void {
    const n = this.#n;
    for (let place = Math.max(0, from); place < Math.min(this.#places, to); place++) {
      let largest = this.#normalised[place * n];
      for (let at = place * n + 1; at < (place + 1) * n; at++) {
        if (this.#normalised[at] > largest) largest = this.#normalised[at];
      }
      this.#largest[place] = largest;
    }
  }

  /** Places that are strictly the largest within a template's length, above the threshold. */
  #peaks(): number[] {
    const first = this.#samples - 1;
    const inner = this.#largest.subarray(first, Math.max(first, this.#places - this.#samples));
    const reach = this.#samples - 1;
    const before = runningMaximum(inner, reach, -1, -Infinity);
    const after = runningMaximum(inner, -1, reach, -Infinity);
    const found: number[] = [];
    for (let i = 1; i < inner.length - 1; i++) {
      const value = inner[i];
      if (value > this.#params.threshold && value > before[i] && value > after[i]) {
        found.push(i + first);
      }
    }
    return found;
  }

  #round(): Placed[] {
    const n = this.#n;
    return this.#peaks().map((place) => {
      let template = 0;
      for (let t = 1; t < n; t++) {
        if (this.#normalised[place * n + t] > this.#normalised[place * n + template]) template = t;
      }
      return this.#refine(place, template);
    });
  }

  /** The part of a sample and the scaling that fit best. */
  #refine(place: number, template: number): Placed {
    const { jitter_factor: factor } = this.#params;
    const radius = Math.floor(factor / 2) + (factor % 2);
    const first = this.#samples - 1;
    const plain = { start: place - first, template, place, jitter: 0, scaling: 1 };
    const edges = [place - radius, place + radius].map(
      (p) => this.#normalised[p * this.#n + template],
    );
    if (edges.some((value) => Math.abs(value) === Infinity)) {
      for (let p = place - first; p <= place; p++)
        this.#normalised[p * this.#n + template] = -Infinity;
      this.#updateLargest(place - first, place + 1);
      return plain;
    }
    const window = new Float32Array(2 * radius + 1);
    for (let i = 0; i < window.length; i++) {
      window[i] = this.#objective[(place - radius + i) * this.#n + template];
    }
    const fine = factor === 1 ? window : resampleFourier(window, 1, window.length * factor);
    const prior = 1 / this.#params.amplitude_variance;
    const a = this.#tables.normsSquared[template] + prior;
    const scalingAt = (row: number): number =>
      Math.min(
        Math.max((fine[row] + prior) / a, this.#params.scale_min),
        this.#params.scale_max ?? Infinity,
      );
    let best = 0;
    let largest = -Infinity;
    for (let j = 0; j <= 2 * radius; j++) {
      const row = radius * factor - radius + j;
      const scaling = scalingAt(row);
      const gain = 2 * scaling * (fine[row] + prior) - scaling * scaling * a;
      if (gain > largest) {
        largest = gain;
        best = j;
      }
    }
    const later = best > radius ? 1 : 0;
    const jitter = (best <= radius ? radius - best : factor - (best - radius)) % factor;
    return {
      start: place + later - first,
      template,
      place: place + later,
      jitter,
      scaling: scalingAt(best), // the reference's row
    };
  }

  #subtract({ start, template, jitter, scaling }: Placed): void {
    const { neighbours, overlaps } = this.#tables;
    const others = neighbours[template];
    const table = overlaps[template * this.#params.jitter_factor + jitter];
    const delays = 2 * this.#samples - 1;
    const last = Math.min(this.#places, start + delays);
    for (let place = Math.max(0, start); place < last; place++) {
      const row = (place - start) * others.length;
      const to = place * this.#n;
      for (let j = 0; j < others.length; j++) {
        const value = table[row + j];
        this.#normalised[to + others[j]] -= 2 * value;
        this.#objective[to + others[j]] -= value * scaling;
      }
    }
    this.#updateLargest(start, start + delays);
  }

  /** The unit cannot fire again around the spike. */
  #silence({ place, template }: Placed): void {
    const reach = this.#params.refractory_period_frames - 1;
    const row = this.#tables.unitOf[template];
    for (let p = Math.max(0, place - reach); p <= Math.min(this.#places - 1, place + reach); p++) {
      this.#normalised[p * this.#n + row] = -Infinity;
      this.#objective[p * this.#n + row] = -Infinity;
    }
    this.#updateLargest(place - reach, place + reach + 1);
  }
}
