/*
 * A peeler: spikes are found by peaks of the residual, explained by the template that removes most energy, and
 * subtracted; the residual is searched again, so that overlapping spikes come to light.
 * In the spirit of tridesclous and of matching pursuit. A spike's amplitude and its sub-sample delay are fitted together
 * (template and its time derivative). Cost: one scan per round and a few template products per peak.
 */
import type { Kernels } from "#core/kernels/index.ts";
import type { ChannelLists, DetectionPlan } from "#core/sorting-components/index.ts";
import type { PackedTemplates } from "./packed-templates.ts";
import { peelTemplate, type PeelTemplate, type TemplateSamples } from "./peel-template.ts";

export interface PeelOptions {
  /** scan of the residual, in noise levels */
  readonly plan: DetectionPlan;
  readonly templates: PackedTemplates;
  /** units to try for a peak on a channel, by channel: compressed rows of unit indices */
  readonly unitsNear: ChannelLists;
  readonly amplitudeMin: number;
  readonly amplitudeMax: number;
  readonly maxRounds: number;
  /** samples within which a unit cannot fire twice */
  readonly refractorySamples: number;
}

/** Spikes of a stretch of signal; columns of equal length, in the order in which they were found. */
export interface PeeledSpikes {
  /** rows of the stretch */
  readonly row: Int32Array;
  readonly unit: Int32Array;
  /** relative to the template */
  readonly amplitude: Float32Array;
}

/** How far a template may be moved from where its peak suggests, samples. */
const MAX_SHIFT = 6;
/** Share of a spike's own energy that a template must explain, on top of the noise. */
const MIN_EXPLAINED = 0.35;
/** Smallest product of residual and unit template, in noise levels: below, chance explains it. */
const MIN_SCORE = 6;
/** Noise levels by which a peak may differ from its template … */
const NOISE_ALLOWANCE = 3;
/** … and the factor by which an overlap may change it, beyond the limits of amplitude. */
const OVERLAP_ALLOWANCE = 1.5;
/** Templates that are then compared in full … */
const MAX_CONTENDERS = 3;
/** … if they explain at least this share of what the best explains. */
const CONTENDER_SHARE = 0.4;
/** Amplitude up to which several alike spikes at once are believed. */
const MAX_PILE_UP = 3;
/** Largest delay that the derivative may stand for, samples. */
const MAX_DELAY = 0.75;

interface Contender {
  readonly unit: number;
  readonly first: number;
  readonly gain: number;
}

interface Fit {
  readonly unit: number;
  /** row of the residual where the template begins */
  readonly first: number;
  /** energy that it takes away */
  readonly gain: number;
  readonly amplitude: number;
}

/** A fit that was subtracted. */
interface Spike {
  fit: Fit;
  /** round in which it was found or last changed */
  round: number;
  /** weight of the derivative */
  delay: number;
}

/** Peels stretches of `numChannels` channels; keeps its buffers from stretch to stretch. */
export class Peeler {
  readonly #options: PeelOptions;
  readonly #kernels: Kernels;
  readonly #templates: readonly PeelTemplate[];
  readonly #numChannels: number;
  #without = -1;
  #spikes: Spike[] = [];
  #byUnit: Spike[][] = [];
  #frames = new Int32Array(4096);
  #channels = new Int32Array(4096);

  constructor(options: PeelOptions, numChannels: number, kernels: Kernels) {
    this.#options = options;
    this.#kernels = kernels;
    this.#numChannels = numChannels;
    this.#templates = Array.from({ length: options.templates.peakChannels.length }, (_, unit) =>
      peelTemplate(options.templates, unit, numChannels, options.plan.sign),
    );
  }

  /**
   * Finds spikes and subtracts them.
   * @param residual [row × channel], in noise levels; changed in place
   * @param without a unit that may not be used
   */
  peel(residual: Float32Array, without = -1): PeeledSpikes {
    this.#without = without;
    this.#spikes = [];
    this.#byUnit = this.#templates.map(() => []);
    for (let round = 0; round < this.#options.maxRounds; round++) {
      if (this.#round(residual, round) === 0) break;
      this.#refit(residual, round);
    }
    const { nbefore } = this.#options.templates;
    return {
      row: Int32Array.from(this.#spikes, ({ fit }) => fit.first + nbefore),
      unit: Int32Array.from(this.#spikes, ({ fit }) => fit.unit),
      amplitude: Float32Array.from(this.#spikes, ({ fit }) => fit.amplitude),
    };
  }

  /** Adds spike `i`'s own signal and the residual to running sums of waveforms: `sum` is [sample × channel of `wide`]. */
  addWaveform(
    residual: Float32Array,
    spikes: PeeledSpikes,
    i: number,
    wide: Int32Array,
    sum: Float32Array,
  ): void {
    const { nbefore, numSamples } = this.#options.templates;
    const first = spikes.row[i] - nbefore;
    const width = wide.length;
    for (let s = 0; s < numSamples; s++) {
      const from = (first + s) * this.#numChannels;
      for (let c = 0; c < width; c++) sum[s * width + c] += residual[from + wide[c]];
    }
    const template = this.#templates[spikes.unit[i]];
    const columns = columnsWithin(template.channels, wide);
    const own = template.channels.length;
    for (let s = 0; s < numSamples; s++) {
      for (let c = 0; c < own; c++) {
        if (columns[c] >= 0)
          sum[s * width + columns[c]] += spikes.amplitude[i] * template.whole.data[s * own + c];
      }
    }
  }

  /** Explains the peaks of the residual, largest first; returns how many spikes that gave. */
  #round(residual: Float32Array, round: number): number {
    const before = this.#spikes.length;
    for (const at of this.#peaksBySize(residual)) {
      const row = this.#frames[at];
      const channel = this.#channels[at];
      // an earlier spike of this round may have explained the peak
      if (!this.#beyondThreshold(residual[row * this.#numChannels + channel], channel)) continue;
      const fit = this.#bestFit(residual, row, channel);
      if (fit === undefined) continue;
      const spike = { fit, round, delay: this.#subtract(residual, fit) };
      this.#spikes.push(spike);
      this.#byUnit[fit.unit].push(spike);
    }
    return this.#spikes.length - before;
  }

  /**
   * Looks again at spikes that overlap others: with these taken out, another unit or another time may fit better, or
   * nothing.
   */
  #refit(residual: Float32Array, round: number): void {
    for (const spike of this.#overlapping(round)) {
      const { unit, first } = spike.fit;
      this.#add(residual, spike);
      this.#byUnit[unit] = this.#byUnit[unit].filter((other) => other !== spike);
      const { peakRows, peakChannel } = this.#templates[unit];
      const row = first + Math.max(peakRows[peakChannel], 0);
      const fit = this.#bestFit(residual, row, peakChannel);
      if (fit === undefined) {
        this.#spikes = this.#spikes.filter((other) => other !== spike);
        continue;
      }
      if (fit.unit !== unit || fit.first !== first) spike.round = round;
      spike.fit = fit;
      spike.delay = this.#subtract(residual, fit);
      this.#byUnit[fit.unit].push(spike);
    }
  }

  /** Spikes that share time and channels with others, of which one at least is as new as `round`. */
  #overlapping(round: number): Spike[] {
    const { numSamples } = this.#options.templates;
    const order = [...this.#spikes].sort((a, b) => a.fit.first - b.fit.first);
    const found = new Set<Spike>();
    for (const [i, a] of order.entries()) {
      for (let j = i + 1; j < order.length; j++) {
        const b = order[j];
        if (b.fit.first - a.fit.first >= numSamples) break;
        if (a.round < round && b.round < round) continue;
        if (!this.#shareChannels(a.fit.unit, b.fit.unit)) continue;
        found.add(a).add(b);
      }
    }
    return this.#spikes.filter((spike) => found.has(spike));
  }

  /** Whether one unit's template is there where the other's is largest. */
  #shareChannels(a: number, b: number): boolean {
    const [ta, tb] = [this.#templates[a], this.#templates[b]];
    return ta.peakRows[tb.peakChannel] >= 0 || tb.peakRows[ta.peakChannel] >= 0;
  }

  #beyondThreshold(value: number, channel: number): boolean {
    const { sign, thresholds } = this.#options.plan;
    const size = sign === "neg" ? -value : sign === "pos" ? value : Math.abs(value);
    return size > thresholds[channel];
  }

  /** Positions in the buffers of peaks, largest first. */
  #peaksBySize(residual: Float32Array): Int32Array {
    const { plan } = this.#options;
    const scan = { ...plan, firstFrame: 0, lastFrame: residual.length / this.#numChannels };
    let count = this.#kernels.scanPeaks(residual, scan, this.#frames, this.#channels);
    if (count > this.#frames.length) {
      this.#frames = new Int32Array(count);
      this.#channels = new Int32Array(count);
      count = this.#kernels.scanPeaks(residual, scan, this.#frames, this.#channels);
    }
    const sizes = new Float32Array(count);
    for (let i = 0; i < count; i++) {
      sizes[i] = Math.abs(residual[this.#frames[i] * this.#numChannels + this.#channels[i]]);
    }
    return Int32Array.from(sizes.keys()).sort((a, b) => sizes[b] - sizes[a] || a - b);
  }

  #bestFit(residual: Float32Array, row: number, channel: number): Fit | undefined {
    const { refractorySamples } = this.#options;
    let best: Fit | undefined;
    for (const { unit, first } of this.#contenders(residual, row, channel)) {
      const fit = this.#fit(residual, unit, first);
      if (fit === undefined || (best !== undefined && fit.gain <= best.gain)) continue;
      const tooNear = (other: Spike): boolean =>
        Math.abs(other.fit.first - fit.first) < refractorySamples;
      if (this.#byUnit[unit].some(tooNear)) continue;
      best = fit;
    }
    return best !== undefined && this.#isConvincing(residual, best) ? best : undefined;
  }

  /** Units whose strongest samples explain most, best first, each at its best place. */
  #contenders(residual: Float32Array, row: number, channel: number): Contender[] {
    const { unitsNear } = this.#options;
    const size = Math.abs(residual[row * this.#numChannels + channel]);
    const found: Contender[] = [];
    for (let j = unitsNear.starts[channel]; j < unitsNear.starts[channel + 1]; j++) {
      const unit = unitsNear.indices[j];
      const { peakRows, peakSizes, core } = this.#templates[unit];
      const peakRow = peakRows[channel];
      if (peakRow < 0 || unit === this.#without || !this.#mayExplain(size, peakSizes[channel]))
        continue;
      const { first, dot } = this.#climb(residual, core, row - peakRow, MAX_SHIFT);
      if (dot > 0) found.push({ unit, first, gain: (dot * dot) / core.energy });
    }
    found.sort((a, b) => b.gain - a.gain || a.unit - b.unit);
    return found
      .slice(0, MAX_CONTENDERS)
      .filter((contender) => contender.gain >= CONTENDER_SHARE * (found[0]?.gain ?? 0));
  }

  /** Whether a template that deflects by `own` on the channel can give a peak of `size`; noise and overlaps allowed for. */
  #mayExplain(size: number, own: number): boolean {
    const { amplitudeMin, amplitudeMax } = this.#options;
    return (
      size <= amplitudeMax * OVERLAP_ALLOWANCE * own + NOISE_ALLOWANCE &&
      size >= (amplitudeMin / OVERLAP_ALLOWANCE) * own - NOISE_ALLOWANCE
    );
  }

  /** The whole template near where its strongest samples fit best; undefined when the amplitude is beyond limits. */
  #fit(residual: Float32Array, unit: number, start: number): Fit | undefined {
    const { whole } = this.#templates[unit];
    const { first, dot } = this.#climb(residual, whole, start, 1);
    const amplitude = dot / whole.energy;
    const { amplitudeMin, amplitudeMax } = this.#options;
    if (!(amplitude >= amplitudeMin) || dot < MIN_SCORE * Math.sqrt(whole.energy)) return undefined;
    if (amplitude <= amplitudeMax) {
      return { unit, first, gain: (dot * dot) / whole.energy, amplitude };
    }
    // two alike at once: one is taken at its own size, the other comes to light after
    const gain = 2 * dot - whole.energy;
    return amplitude <= MAX_PILE_UP ? { unit, first, gain, amplitude: 1 } : undefined;
  }

  /** The place within `reach` of `start` with the largest product, walking uphill. */
  #climb(
    residual: Float32Array,
    samples: TemplateSamples,
    start: number,
    reach: number,
  ): { readonly first: number; readonly dot: number } {
    let first = start;
    let dot = this.#product(residual, samples, first);
    for (const step of [1, -1]) {
      let moved = false;
      for (let next = first + step; Math.abs(next - start) <= reach; next += step) {
        const value = this.#product(residual, samples, next);
        if (value <= dot) break;
        dot = value;
        first = next;
        moved = true;
      }
      if (moved) break;
    }
    return { first, dot };
  }

  /** Product with the residual; −∞ where the template would leave it. */
  #product(residual: Float32Array, { data, offsets }: TemplateSamples, first: number): number {
    const base = first * this.#numChannels;
    const span = this.#options.templates.numSamples * this.#numChannels;
    if (base < 0 || base + span > residual.length) return -Infinity;
    let sum = 0;
    for (let i = 0; i < data.length; i++) sum += residual[base + offsets[i]] * data[i];
    return sum;
  }

  /** Whether the template explains enough of what is there beyond noise. */
  #isConvincing(residual: Float32Array, fit: Fit): boolean {
    const { offsets, data } = this.#templates[fit.unit].whole;
    const base = fit.first * this.#numChannels;
    let total = 0;
    for (let i = 0; i < data.length; i++) total += residual[base + offsets[i]] ** 2;
    const signal = Math.max(total - data.length, fit.gain);
    return fit.gain >= MIN_EXPLAINED * signal;
  }

  /** Takes a spike out of the residual; returns the weight of the derivative. */
  #subtract(residual: Float32Array, { unit, first, amplitude }: Fit): number {
    const { whole, derivative, derivativeEnergy } = this.#templates[unit];
    const { data, offsets } = whole;
    const base = first * this.#numChannels;
    let slope = 0;
    for (let i = 0; i < data.length; i++) slope += residual[base + offsets[i]] * derivative[i];
    const limit = MAX_DELAY * amplitude;
    const delay =
      derivativeEnergy > 0 ? Math.max(-limit, Math.min(limit, slope / derivativeEnergy)) : 0;
    for (let i = 0; i < data.length; i++) {
      residual[base + offsets[i]] -= amplitude * data[i] + delay * derivative[i];
    }
    return delay;
  }

  /** Puts a subtracted spike back. */
  #add(residual: Float32Array, { fit, delay }: Spike): void {
    const { whole, derivative } = this.#templates[fit.unit];
    const base = fit.first * this.#numChannels;
    for (let i = 0; i < whole.data.length; i++) {
      residual[base + whole.offsets[i]] += fit.amplitude * whole.data[i] + delay * derivative[i];
    }
  }
}

/** Position of each channel within `wide`, −1 where it is not there; both ascending. */
function columnsWithin(channels: Int32Array, wide: Int32Array): Int32Array {
  const at = new Map([...wide].map((channel, i) => [channel, i]));
  return Int32Array.from(channels, (channel) => at.get(channel) ?? -1);
}
