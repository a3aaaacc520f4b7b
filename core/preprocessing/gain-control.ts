import type { SampleArray } from "#core/model/index.ts";
import { convolveSame } from "#core/signal/index.ts";

/**
 * Automatic gain control: divides every channel by its smoothed absolute value, in place and in the samples' own type
 * (whole numbers are truncated). A channel of zeros stays. Reference: SpikeInterface 0.103.2 highpass_spatial_filter.agc.
 * @param traces [frame × channel]
 * @param window weights of the smoothing
 * @returns the gains, [frame × channel]
 */
export function applyGainControl(
  traces: SampleArray,
  numChannels: number,
  window: Float64Array,
  epsilon = 1e-8,
): Float64Array {
  const frames = traces.length / numChannels;
  const gains = convolveSame(Float64Array.from(traces, Math.abs), numChannels, window);
  for (let c = 0; c < numChannels; c++) {
    let sum = 0;
    for (let at = c; at < gains.length; at += numChannels) sum += gains[at];
    if (sum === 0) continue;
    const added = (sum * epsilon) / frames;
    for (let at = c; at < gains.length; at += numChannels) {
      gains[at] += added;
      traces[at] /= gains[at];
    }
  }
  return gains;
}
