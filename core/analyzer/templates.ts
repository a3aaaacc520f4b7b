/*
 * What is read off templates: amplitudes per channel, extremum channels, peak shifts (template_tools of
 * SpikeInterface 0.103). Ties go to the first channel or sample.
 */

export type PeakSign = "neg" | "pos" | "both";
export type AmplitudeMode = "extremum" | "at_index" | "peak_to_peak";

/** Dense templates. */
export interface Templates {
  /** [unit × sample × channel] */
  readonly data: ArrayLike<number>;
  readonly numUnits: number;
  readonly numSamples: number;
  readonly numChannels: number;
  /** samples before the spike */
  readonly nbefore: number;
}

/** Smallest and largest sample of every unit on every channel: [unit × channel]; both 0 where there is nothing. */
export interface TemplateExtents {
  readonly low: Float64Array;
  readonly high: Float64Array;
}

const known = new WeakMap<Templates, TemplateExtents>();

/** Looked at once for the same templates: they are many, and much is read off their extents. */
export function templateExtents(templates: Templates): TemplateExtents {
  const found = known.get(templates);
  if (found !== undefined) return found;
  const { data, numUnits, numSamples, numChannels } = templates;
  const low = new Float64Array(numUnits * numChannels).fill(Infinity);
  const high = new Float64Array(numUnits * numChannels).fill(-Infinity);
  for (let unit = 0; unit < numUnits; unit++) {
    const lowest = low.subarray(unit * numChannels, (unit + 1) * numChannels);
    const highest = high.subarray(unit * numChannels, (unit + 1) * numChannels);
    // sample by sample, as they lie in memory
    for (let s = 0; s < numSamples; s++) {
      const from = (unit * numSamples + s) * numChannels;
      for (let c = 0; c < numChannels; c++) {
        const value = data[from + c];
        if (value < lowest[c]) lowest[c] = value;
        if (value > highest[c]) highest[c] = value;
      }
    }
  }
  known.set(templates, { low, high });
  return { low, high };
}

/** Amplitude of every unit on every channel, as absolute values unless `signed`: [unit × channel]. */
export function templateAmplitudes(
  templates: Templates,
  peakSign: PeakSign = "neg",
  mode: AmplitudeMode = "extremum",
  signed = false,
): Float64Array {
  const { data, numUnits, numSamples, numChannels, nbefore } = templates;
  const out = new Float64Array(numUnits * numChannels);
  if (mode === "at_index") {
    for (let unit = 0; unit < numUnits; unit++) {
      const from = (unit * numSamples + nbefore) * numChannels;
      for (let c = 0; c < numChannels; c++) {
        const value = amplitudeOf(data[from + c], data[from + c], peakSign, mode);
        out[unit * numChannels + c] = signed ? value : Math.abs(value);
      }
    }
    return out;
  }
  const { low, high } = templateExtents(templates);
  for (let k = 0; k < out.length; k++) {
    const value = amplitudeOf(low[k], high[k], peakSign, mode);
    out[k] = signed ? value : Math.abs(value);
  }
  return out;
}

/** Of the smallest and largest sample that count. */
function amplitudeOf(low: number, high: number, peakSign: PeakSign, mode: AmplitudeMode): number {
  if (mode === "peak_to_peak") return high - low;
  if (peakSign === "both") return Math.max(Math.abs(low), Math.abs(high));
  return peakSign === "neg" ? low : high;
}

/** Channel with the largest amplitude of each unit: [unit]. */
export function extremumChannels(
  templates: Templates,
  peakSign: PeakSign = "neg",
  mode: AmplitudeMode = "extremum",
): Int32Array {
  const amplitudes = templateAmplitudes(templates, peakSign, mode);
  const { numUnits, numChannels } = templates;
  const out = new Int32Array(numUnits);
  for (let unit = 0; unit < numUnits; unit++) {
    const row = amplitudes.subarray(unit * numChannels, (unit + 1) * numChannels);
    let best = 0;
    for (let channel = 1; channel < numChannels; channel++) {
      if (row[channel] > row[best]) best = channel;
    }
    out[unit] = best;
  }
  return out;
}

/** Samples from the spike to the template's peak on its extremum channel: [unit]. */
export function peakShifts(templates: Templates, peakSign: PeakSign = "neg"): Int32Array {
  const channels = extremumChannels(templates, peakSign);
  const { data, numSamples, numChannels, nbefore } = templates;
  return channels.map((channel, unit) => {
    const start = unit * numSamples * numChannels + channel;
    const height = (s: number): number => {
      const value = data[start + s * numChannels];
      return peakSign === "neg" ? -value : peakSign === "pos" ? value : Math.abs(value);
    };
    let best = 0;
    for (let s = 1; s < numSamples; s++) if (height(s) > height(best)) best = s;
    return best - nbefore;
  });
}

/** Amplitude of each unit on its extremum channel: [unit]. */
export function extremumAmplitudes(
  templates: Templates,
  peakSign: PeakSign = "neg",
  mode: AmplitudeMode = "at_index",
  signed = false,
): Float64Array {
  // the channel is always the one of the extremum; only the amplitude follows the mode
  const channels = extremumChannels(templates, peakSign);
  const amplitudes = templateAmplitudes(templates, peakSign, mode, signed);
  return Float64Array.from(channels, (c, unit) => amplitudes[unit * templates.numChannels + c]);
}
