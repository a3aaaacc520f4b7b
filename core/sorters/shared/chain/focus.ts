import type { UnitTemplate } from "../units/template.ts";

/** Samples around the peak that tell units apart, ms before and after. */
const MS_BEFORE = 0.6;
const MS_AFTER = 1;
/** Channels count from this share of the largest deflection, and from this many noise levels. */
const SHARE = 0.25;
const LEAST_SNR = 1;

/** The part of a template that stands out of the noise; what is compared when templates come of few spikes. */
export function focused(
  { peakChannel, channels, data, weight }: UnitTemplate,
  nbefore: number,
  samplingFrequency: number,
): UnitTemplate {
  const width = channels.length;
  const numSamples = data.length / width;
  const first = Math.max(0, nbefore - Math.trunc((MS_BEFORE * samplingFrequency) / 1000));
  const last = Math.min(numSamples, nbefore + Math.trunc((MS_AFTER * samplingFrequency) / 1000));
  const heights = new Float64Array(width);
  for (let s = first; s < last; s++) {
    for (let c = 0; c < width; c++)
      heights[c] = Math.max(heights[c], Math.abs(data[s * width + c]));
  }
  const limit = Math.max(LEAST_SNR, SHARE * heights.reduce((a, b) => Math.max(a, b), 0));
  const kept = [...channels.keys()].filter(
    (c) => heights[c] >= limit || channels[c] === peakChannel,
  );
  const out = new Float32Array((last - first) * kept.length);
  for (let s = first; s < last; s++) {
    for (const [i, c] of kept.entries()) out[(s - first) * kept.length + i] = data[s * width + c];
  }
  return { peakChannel, channels: Int32Array.from(kept, (c) => channels[c]), data: out, weight };
}
