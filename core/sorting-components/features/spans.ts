import type { WaveformBatch } from "../waveforms/define.ts";

/** Size of one column of one waveform: from its lowest to its highest value, or its norm. */
export function columnSize(
  { numSamples, width, data }: WaveformBatch,
  peak: number,
  column: number,
  feature: "ptp" | "energy",
): number {
  let [low, high, energy] = [Infinity, -Infinity, 0];
  for (let s = 0; s < numSamples; s++) {
    const value = data[(peak * numSamples + s) * width + column];
    low = Math.min(low, value);
    high = Math.max(high, value);
    energy += value * value;
  }
  return feature === "ptp" ? high - low : Math.sqrt(energy);
}
