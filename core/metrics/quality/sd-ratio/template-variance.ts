import type { Templates } from "#core/analyzer/index.ts";

/**
 * Variance of a trace that holds nothing but a unit's template, at every spike once and without overlaps.
 * @param spikesPerFrame spikes of the unit over all frames
 */
export function templateVariance(
  { data, numSamples, numChannels }: Templates,
  unit: number,
  channel: number,
  spikesPerFrame: number,
): number {
  let sum = 0;
  let squares = 0;
  for (let s = 0; s < numSamples; s++) {
    const value = data[(unit * numSamples + s) * numChannels + channel];
    sum += value;
    squares += value * value;
  }
  const share = numSamples * spikesPerFrame;
  return (share * squares) / numSamples - share ** 2 * (sum / numSamples) ** 2;
}
