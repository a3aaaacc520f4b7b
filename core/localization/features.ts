/** What of a waveform stands for its amplitude on a channel. */
export type WaveformFeature = "ptp" | "mean" | "energy" | "peak_voltage";

/**
 * One number per picked channel of a waveform.
 * @param waveform [sample × channel] at `offset`
 * @param channels positions of the picked channels
 * @param peakSample sample of the peak within the waveform (for "peak_voltage", signed)
 * @returns [picked channel]
 */
export function waveformFeature(
  waveform: ArrayLike<number>,
  shape: {
    readonly offset: number;
    readonly numSamples: number;
    readonly numChannels: number;
    readonly peakSample: number;
  },
  channels: Int32Array,
  feature: WaveformFeature,
): Float64Array {
  const { offset, numSamples, numChannels, peakSample } = shape;
  const out = new Float64Array(channels.length);
  for (const [k, channel] of channels.entries()) {
    let low = Infinity;
    let high = -Infinity;
    let sum = 0;
    let squares = 0;
    for (let s = 0; s < numSamples; s++) {
      const value = waveform[offset + s * numChannels + channel];
      if (value < low) low = value;
      if (value > high) high = value;
      sum += value;
      squares += value * value;
    }
    if (feature === "ptp") out[k] = high - low;
    else if (feature === "mean") out[k] = sum / numSamples;
    else if (feature === "energy") out[k] = Math.sqrt(squares);
    else out[k] = waveform[offset + peakSample * numChannels + channel];
  }
  return out;
}
