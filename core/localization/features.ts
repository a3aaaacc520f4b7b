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
  const n = channels.length;
  const out = new Float64Array(n);
  if (feature === "peak_voltage") {
    const peak = offset + peakSample * numChannels;
    for (let k = 0; k < n; k++) out[k] = waveform[peak + channels[k]];
    return out;
  }
  // sample by sample, as they lie in memory
  const end = offset + numSamples * numChannels;
  if (feature === "ptp") {
    const low = new Float64Array(n).fill(Infinity);
    out.fill(-Infinity);
    for (let row = offset; row < end; row += numChannels) {
      for (let k = 0; k < n; k++) {
        const value = waveform[row + channels[k]];
        if (value < low[k]) low[k] = value;
        if (value > out[k]) out[k] = value;
      }
    }
    for (let k = 0; k < n; k++) out[k] -= low[k];
    return out;
  }
  const isEnergy = feature === "energy";
  for (let row = offset; row < end; row += numChannels) {
    for (let k = 0; k < n; k++) {
      const value = waveform[row + channels[k]];
      out[k] += isEnergy ? value * value : value;
    }
  }
  for (let k = 0; k < n; k++) out[k] = isEnergy ? Math.sqrt(out[k]) : out[k] / numSamples;
  return out;
}
