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

/** Amplitude of every unit on every channel, as absolute values unless `signed`: [unit × channel]. */
export function templateAmplitudes(
  templates: Templates,
  peakSign: PeakSign = "neg",
  mode: AmplitudeMode = "extremum",
  signed = false,
): Float64Array {
  const { data, numUnits, numSamples, numChannels, nbefore } = templates;
  const out = new Float64Array(numUnits * numChannels);
  const low = new Float64Array(numChannels);
  const high = new Float64Array(numChannels);
  for (let unit = 0; unit < numUnits; unit++) {
    const start = unit * numSamples * numChannels;
    low.fill(Infinity);
    high.fill(-Infinity);
    if (mode === "at_index") {
      for (let c = 0, at = start + nbefore * numChannels; c < numChannels; c++, at++) {
        low[c] = high[c] = data[at];
      }
    }
    // sample by sample, as they lie in memory
    for (let s = 0; s < numSamples && mode !== "at_index"; s++) {
      for (let c = 0, at = start + s * numChannels; c < numChannels; c++, at++) {
        const value = data[at];
        if (value < low[c]) low[c] = value;
        if (value > high[c]) high[c] = value;
      }
    }
    for (let c = 0; c < numChannels; c++) {
      const value = amplitudeOf(low[c], high[c], peakSign, mode);
      out[unit * numChannels + c] = signed ? value : Math.abs(value);
    }
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
