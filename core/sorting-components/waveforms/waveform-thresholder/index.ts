/*
 * Channels on which a waveform is small are silenced. Reference: SpikeInterface 0.103.2 waveforms/waveform_thresholder.py,
 * which compares columns with the noise of the same position in the recording: right for waveforms of all channels only.
 * Here each column is compared with the noise of its own channel.
 */
import { z } from "zod";
import { EphysError } from "#core/model/index.ts";
import { defineWaveformStep, type WaveformBatch } from "../define.ts";

const FEATURES = ["ptp", "mean", "energy", "peak_voltage"] as const;
type Feature = (typeof FEATURES)[number];

const OPERATORS = {
  le: (a: number, b: number) => a <= b,
  lt: (a: number, b: number) => a < b,
  ge: (a: number, b: number) => a >= b,
  gt: (a: number, b: number) => a > b,
} as const;

/** Silences channels on which a waveform is small. */
export const waveformThresholder = defineWaveformStep({
  name: "waveform_thresholder",
  label: "Threshold",
  summary: "Silences the channels on which a waveform is small, in noise levels.",
  params: z.strictObject({
    feature: z
      .enum(FEATURES)
      .default("ptp")
      .describe("What of a channel is compared with its noise.")
      .meta({ label: "Feature" }),
    threshold: z
      .number()
      .default(2)
      .describe("Noise levels that a channel is compared with.")
      .meta({ label: "Threshold", unit: "MAD" }),
    operator: z
      .enum(["le", "lt", "ge", "gt"])
      .default("le")
      .describe("Channels that compare so with the threshold are silenced.")
      .meta({ label: "Comparison" }),
  }),
  create({ feature, threshold, operator }, { nbefore, noiseLevels }) {
    if (noiseLevels === undefined) {
      throw new EphysError("InvalidParameter", "waveform_thresholder needs noise levels", {
        parameter: "noise_levels",
      });
    }
    const silences = OPERATORS[operator];
    return (batch) => {
      const { count, width, numSamples, data } = batch;
      for (let i = 0; i < count; i++) {
        const channels = batch.channels[i];
        for (let c = 0; c < channels.length; c++) {
          const level = noiseLevels[channels[c]];
          if (!silences(sizeOf(feature, batch, i, c, nbefore) / level, threshold)) continue;
          for (let s = 0; s < numSamples; s++) data[(i * numSamples + s) * width + c] = 0;
        }
      }
      return batch;
    };
  },
});

function sizeOf(
  feature: Feature,
  { numSamples, width, data }: WaveformBatch,
  peak: number,
  column: number,
  nbefore: number,
): number {
  const first = peak * numSamples * width + column;
  if (feature === "peak_voltage") return data[first + nbefore * width];
  let [low, high, sum, energy] = [Infinity, -Infinity, 0, 0];
  for (let s = 0; s < numSamples; s++) {
    const value = data[first + s * width];
    low = Math.min(low, value);
    high = Math.max(high, value);
    sum += value;
    energy += value * value;
  }
  if (feature === "ptp") return high - low;
  return feature === "mean" ? sum / numSamples : Math.sqrt(energy);
}
