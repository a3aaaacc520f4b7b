/*
 * The peeler of tridesclous2 as SpikeInterface 0.103: peaks of the residual, largest first, get the nearest template at its
 * best shift; its amplitude is fitted together with peaks around that are still to come; then it is subtracted. The last
 * round looks for peaks through a matched filter. Cost per peak: the samples of the templates around it.
 */
import type { Kernels } from "#core/kernels/index.ts";
import {
  createFilterScanner,
  matchedFilterMargin,
  type MatchedFilter,
} from "#core/sorting-components/matched-filter.ts";
import type { FoundSpikes, Matcher } from "../define.ts";
import { createScratch } from "#core/sorting-components/scratch.ts";
import { createScanner } from "../shared/detect.ts";
import { fitAmplitude } from "./fit.ts";
import type { PeelerModel, PeelTemplate } from "./model.ts";
import { neighboursInTime } from "./neighbours.ts";

export interface PeeledSpike {
  frame: number;
  readonly channel: number;
  /** −1: no spike */
  cluster: number;
  amplitude: number;
}

type FindPeaks = (
  residual: Float32Array,
  numFrames: number,
) => { readonly frames: ArrayLike<number>; readonly channels: ArrayLike<number> };

export class Peeler implements Matcher {
  readonly margin: number;
  readonly #model: PeelerModel;
  readonly #scans: readonly FindPeaks[];
  readonly #lend = createScratch();

  constructor(model: PeelerModel, filter: MatchedFilter | undefined, kernels: Kernels) {
    this.#model = model;
    const { nbefore, numSamples, plan, numChannels } = model;
    const peelerMargin = 2 * Math.max(nbefore, numSamples - nbefore);
    const fineMargin = filter ? matchedFilterMargin(filter) : 0;
    this.margin = Math.max(peelerMargin, plan.sweep, fineMargin);
    const fast = createScanner(plan, kernels);
    const first = Math.max(peelerMargin, plan.sweep);
    const scans: FindPeaks[] = [
      (residual, numFrames) => fast(residual, first, Math.max(first, numFrames - first)),
    ];
    if (filter !== undefined) {
      const fine = createFilterScanner(filter, kernels);
      const cut = Math.max(0, peelerMargin - fineMargin);
      scans.push((residual, numFrames) => {
        const part = residual.subarray(cut * numChannels, (numFrames - cut) * numChannels);
        const { frames, channels } = fine(part);
        return { frames: frames.map((frame) => frame + cut), channels };
      });
    }
    this.#scans = scans;
  }

  match(traces: Float32Array, numFrames: number): FoundSpikes {
    const residual = this.#lend(traces.length, 0);
    residual.set(traces);
    const spikes: PeeledSpike[] = [];
    const [fast, fine] = this.#scans;
    for (let loop = 0; loop < this.#model.maxLoops; loop++) {
      if (this.#round(residual, numFrames, fast, spikes) === 0) break;
    }
    if (fine !== undefined) this.#round(residual, numFrames, fine, spikes);
    spikes.sort((a, b) => a.frame - b.frame);
    return {
      frame: spikes.map(({ frame }) => frame),
      channel: spikes.map(({ channel }) => channel),
      cluster: spikes.map(({ cluster }) => cluster),
      amplitude: spikes.map(({ amplitude }) => amplitude),
    };
  }

  /** One look at the residual; adds what it finds to `known` and says how many. */
  #round(
    residual: Float32Array,
    numFrames: number,
    findPeaks: FindPeaks,
    known: PeeledSpike[],
  ): number {
    const spikes = this.#peaksBySize(residual, findPeaks(residual, numFrames));
    const { nbefore, numSamples, near } = this.#model;
    const reach = Math.max(nbefore, numSamples - nbefore);
    const around = neighboursInTime([...spikes, ...known], reach, near, this.#model.numChannels);
    for (const [i, spike] of spikes.entries()) {
      const candidates = this.#model.candidates[spike.channel];
      if (candidates.length === 0) {
        spike.cluster = -1;
        continue;
      }
      const cluster = this.#nearest(residual, candidates, spike.frame);
      spike.frame += this.#bestShift(residual, this.#model.templates[cluster], spike.frame);
      spike.cluster = cluster;
      const later = around(i).filter((j) => j > i);
      const isKnown = (j: number): boolean =>
        j >= spikes.length &&
        known[j - spikes.length].frame === spike.frame &&
        known[j - spikes.length].cluster === cluster;
      if (later.some(isKnown)) {
        spike.cluster = -1;
        continue;
      }
      const open = later.filter((j) => j < spikes.length).map((j) => spikes[j]);
      for (const other of open) other.cluster = this.#nearest(residual, candidates, other.frame);
      this.#settle(residual, spike, fitAmplitude(residual, spike, open, this.#model));
    }
    const kept = spikes.filter(({ cluster }) => cluster >= 0);
    known.push(...kept);
    return kept.length;
  }

  /** Subtracts a spike whose amplitude is within limits; a larger one counts as one of size 1 and is looked at again. */
  #settle(residual: Float32Array, spike: PeeledSpike, amplitude: number): void {
    const { amplitudeMin, amplitudeMax, templates, nbefore, numChannels } = this.#model;
    if (!(amplitude >= amplitudeMin)) {
      spike.cluster = -1;
      return;
    }
    if (amplitude > amplitudeMax) {
      spike.amplitude = 1;
      return;
    }
    spike.amplitude = amplitude;
    const { data, offsets } = templates[spike.cluster];
    const base = (spike.frame - nbefore) * numChannels;
    for (let i = 0; i < data.length; i++) residual[base + offsets[i]] -= data[i] * amplitude;
  }

  #peaksBySize(residual: Float32Array, { frames, channels }: ReturnType<FindPeaks>): PeeledSpike[] {
    const { numChannels } = this.#model;
    const sizes = Float64Array.from({ length: frames.length }, (_, i) =>
      Math.abs(residual[frames[i] * numChannels + channels[i]]),
    );
    return Array.from({ length: frames.length }, (_, i) => i)
      .sort((a, b) => sizes[b] - sizes[a] || b - a)
      .map((i) => ({ frame: frames[i], channel: channels[i], cluster: 0, amplitude: 0 }));
  }

  /**
   * The candidate with the smallest distance around a frame. Distances over all channels of all candidates differ from
   * these, over each one's own channels, by the same number.
   */
  #nearest(residual: Float32Array, candidates: Int32Array, frame: number): number {
    const { templates, nbefore, numChannels, shortFirst, shortLast } = this.#model;
    const base = (frame - nbefore) * numChannels;
    let best = candidates[0];
    let smallest = Infinity;
    for (const unit of candidates) {
      const { channels, data, offsets, shortEnergy } = templates[unit];
      let product = 0;
      const last = shortLast * channels.length;
      for (let i = shortFirst * channels.length; i < last; i++) {
        product += residual[base + offsets[i]] * data[i];
      }
      const distance = shortEnergy - 2 * product;
      if (distance < smallest) {
        smallest = distance;
        best = unit;
      }
    }
    return best;
  }

  /** Samples by which the template fits better than at the peak. */
  #bestShift(residual: Float32Array, template: PeelTemplate, frame: number): number {
    const { nbefore, numChannels, shortFirst, shortLast, sampleShift } = this.#model;
    const { channels, data, offsets } = template;
    let best = -sampleShift;
    let smallest = Infinity;
    for (let shift = -sampleShift; shift <= sampleShift; shift++) {
      const base = (frame - nbefore + shift) * numChannels;
      let distance = 0;
      const last = shortLast * channels.length;
      for (let i = shortFirst * channels.length; i < last; i++) {
        const difference = residual[base + offsets[i]] - data[i];
        distance += difference * difference;
      }
      if (distance < smallest) {
        smallest = distance;
        best = shift;
      }
    }
    return best;
  }
}
