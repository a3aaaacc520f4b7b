import { unitChannels, unitWaveform, type MatchingTemplates } from "../shared/templates.ts";

/**
 * Course of a spike on the best channel of the last template, at unit height: what SpikeInterface 0.103 takes for all of
 * them. Undefined where that template is flat at its peak.
 */
export function templatePrototype(
  templates: MatchingTemplates,
  sign: "neg" | "pos" | "both",
): Float32Array | undefined {
  const { numUnits, numSamples, nbefore } = templates;
  const channels = unitChannels(templates)[numUnits - 1];
  const width = channels.length;
  const waveform = unitWaveform(templates, numUnits - 1, channels);
  let best = -1;
  let largest = -Infinity;
  for (let i = 0; i < width; i++) {
    const value = waveform[nbefore * width + i];
    const size = sign === "neg" ? -value : sign === "pos" ? value : Math.abs(value);
    if (size > largest) {
      largest = size;
      best = i;
    }
  }
  if (!(largest > 0)) return undefined;
  const peak = waveform[nbefore * width + best];
  // for both signs the reference turns every template the same way up, negative
  const scale = sign === "both" && peak < 0 ? -1 / Math.abs(peak) : 1 / Math.abs(peak);
  return Float32Array.from({ length: numSamples }, (_, s) => waveform[s * width + best] * scale);
}
