/*
 * A peeler: spikes are found by peaks of the residual, explained by the template that removes most energy, and
 * subtracted; the residual is searched again, so that overlapping spikes come to light.
 * In the spirit of tridesclous and of matching pursuit. A spike's amplitude and its sub-sample delay are fitted together
 * (template and its time derivative). Cost: one scan per round and a few template products per peak.
 */
import type { Kernels } from "#core/kernels/index.ts";
import type { ChannelLists, DetectionPlan } from "#core/sorting-components/index.ts";
import { templateChannels, templateData, type PackedTemplates } from "./packed-templates.ts";

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
  /** weight of the template's time derivative */
  readonly delay: Float32Array;
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
/** Samples of a template that are looked at first. */
const CORE_SAMPLES = 160;
/** Templates that are then compared in full … */
const MAX_CONTENDERS = 3;
/** … if they explain at least this share of what the best explains. */
const CONTENDER_SHARE = 0.4;
/** Largest delay that the derivative may stand for, samples. */
const MAX_DELAY = 0.75;

/** Samples of a template and where they lie. */
interface TemplateSamples {
  readonly data: Float32Array;
  /** [sample], distance from the template's first row, channel 0 in the residual */
  readonly offsets: Int32Array;
  readonly energy: number;
}

interface PeelTemplate {
  readonly channels: Int32Array;
  /** all samples, [sample × channel of `channels`] */
  readonly whole: TemplateSamples;
  /** the strongest ones */
  readonly core: TemplateSamples;
  /** [sample × channel of `channels`], change per sample of time */
  readonly derivative: Float32Array;
  readonly derivativeEnergy: number;
  /** per channel of the recording, row of the template where that channel peaks, or −1 */
  readonly peakRows: Int32Array;
  /** per channel of the recording, how far it deflects there */
  readonly peakSizes: Float32Array;
}

interface Contender {
  readonly unit: number;
  readonly first: number;
  readonly gain: number;
}

interface Fit {
  unit: number;
  /** row of the residual where the template begins */
  first: number;
  gain: number;
  amplitude: number;
}

/** Peels stretches of `numChannels` channels; keeps its buffers from stretch to stretch. */
export class Peeler {
  readonly #options: PeelOptions;
  readonly #kernels: Kernels;
  readonly #templates: readonly PeelTemplate[];
  readonly #numChannels: number;
  #without = -1;
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
    const spikes: { row: number; unit: number; amplitude: number; delay: number }[] = [];
    const taken = this.#templates.map(() => [] as number[]);
    for (let round = 0; round < this.#options.maxRounds; round++) {
      const found = this.#round(residual, spikes, taken);
      if (found === 0) break;
    }
    return {
      row: Int32Array.from(spikes, (spike) => spike.row),
      unit: Int32Array.from(spikes, (spike) => spike.unit),
      amplitude: Float32Array.from(spikes, (spike) => spike.amplitude),
      delay: Float32Array.from(spikes, (spike) => spike.delay),
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

  #round(
    residual: Float32Array,
    spikes: { row: number; unit: number; amplitude: number; delay: number }[],
    taken: number[][],
  ): number {
    const order = this.#peaksBySize(residual);
    const before = spikes.length;
    for (const at of order) {
      const row = this.#frames[at];
      const channel = this.#channels[at];
      // an earlier spike of this round may have explained the peak
      if (!this.#beyondThreshold(residual[row * this.#numChannels + channel], channel)) continue;
      const fit = this.#bestFit(residual, row, channel, taken);
      if (fit === undefined) continue;
      const delay = this.#subtract(residual, fit);
      const spikeRow = fit.first + this.#options.templates.nbefore;
      taken[fit.unit].push(spikeRow);
      spikes.push({ row: spikeRow, unit: fit.unit, amplitude: fit.amplitude, delay });
    }
    return spikes.length - before;
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

  #bestFit(
    residual: Float32Array,
    row: number,
    channel: number,
    taken: readonly (readonly number[])[],
  ): Fit | undefined {
    const { templates, refractorySamples } = this.#options;
    let best: Fit | undefined;
    for (const { unit, first } of this.#contenders(residual, row, channel)) {
      const fit = this.#fit(residual, unit, first);
      if (fit === undefined || (best !== undefined && fit.gain <= best.gain)) continue;
      const spikeRow = fit.first + templates.nbefore;
      if (taken[unit].some((other) => Math.abs(other - spikeRow) < refractorySamples)) continue;
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
    if (!(amplitude >= amplitudeMin && amplitude <= amplitudeMax)) return undefined;
    if (dot < MIN_SCORE * Math.sqrt(whole.energy)) return undefined;
    return { unit, first, gain: (dot * dot) / whole.energy, amplitude };
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
}

function peelTemplate(
  packed: PackedTemplates,
  unit: number,
  numChannels: number,
  sign: DetectionPlan["sign"],
): PeelTemplate {
  const channels = templateChannels(packed, unit);
  const data = templateData(packed, unit);
  const width = channels.length;
  const derivative = new Float32Array(data.length);
  const offsets = new Int32Array(data.length);
  const peakRows = new Int32Array(numChannels).fill(-1);
  const peakSizes = new Float32Array(numChannels);
  let energy = 0;
  let derivativeEnergy = 0;
  for (let c = 0; c < width; c++) {
    let extreme = 0;
    for (let s = 0; s < packed.numSamples; s++) {
      const i = s * width + c;
      const previous = s > 0 ? data[i - width] : 0;
      const next = s + 1 < packed.numSamples ? data[i + width] : 0;
      derivative[i] = (next - previous) / 2;
      offsets[i] = s * numChannels + channels[c];
      energy += data[i] * data[i];
      derivativeEnergy += derivative[i] * derivative[i];
      const size = sign === "neg" ? -data[i] : sign === "pos" ? data[i] : Math.abs(data[i]);
      if (size > extreme) {
        extreme = size;
        peakRows[channels[c]] = s;
        peakSizes[channels[c]] = size;
      }
    }
  }
  const whole = { data, offsets, energy };
  return {
    channels,
    whole,
    core: strongestSamples(whole),
    derivative,
    derivativeEnergy,
    peakRows,
    peakSizes,
  };
}

function strongestSamples({ data, offsets }: TemplateSamples): TemplateSamples {
  const order = Int32Array.from(data.keys()).sort(
    (a, b) => Math.abs(data[b]) - Math.abs(data[a]) || a - b,
  );
  // in the order of the traces, which the processor reads ahead
  const kept = order.subarray(0, CORE_SAMPLES).sort();
  const core = Float32Array.from(kept, (i) => data[i]);
  return {
    data: core,
    offsets: Int32Array.from(kept, (i) => offsets[i]),
    energy: core.reduce((sum, value) => sum + value * value, 0),
  };
}

/** Position of each channel within `wide`, −1 where it is not there; both ascending. */
function columnsWithin(channels: Int32Array, wide: Int32Array): Int32Array {
  const at = new Map([...wide].map((channel, i) => [channel, i]));
  return Int32Array.from(channels, (channel) => at.get(channel) ?? -1);
}
