import { z } from "zod";
import { defineFeature } from "../define.ts";

/** The largest value of a waveform. Reference: SpikeInterface 0.103.2 features_from_peaks.py (AmplitudeFeature). */
export const amplitude = defineFeature({
  name: "amplitude",
  label: "Amplitude",
  summary: "The largest value of a waveform, of every channel or of all.",
  params: z.strictObject({
    all_channels: z
      .boolean()
      .default(false)
      .describe("One number for every channel.")
      .meta({ label: "Every channel" }),
    peak_sign: z
      .enum(["neg", "pos", "both"])
      .default("neg")
      .describe("Which way spikes point.")
      .meta({ label: "Peak sign" }),
  }),
  numColumns: ({ all_channels }, { numChannels }) => (all_channels ? numChannels : 1),
  create({ all_channels, peak_sign }, { numChannels }) {
    const better = (value: number, best: number): number => {
      if (peak_sign === "neg") return Math.min(value, best);
      return Math.max(peak_sign === "both" ? Math.abs(value) : value, best);
    };
    const worst = peak_sign === "neg" ? Infinity : peak_sign === "pos" ? -Infinity : 0;
    return ({ count, numSamples, width, data, channels }) => {
      const columns = all_channels ? numChannels : 1;
      const out = new Float32Array(count * columns);
      for (let i = 0; i < count; i++) {
        let all = worst;
        for (let c = 0; c < channels[i].length; c++) {
          let best = worst;
          for (let s = 0; s < numSamples; s++) {
            best = better(data[(i * numSamples + s) * width + c], best);
          }
          if (all_channels) out[i * columns + channels[i][c]] = best;
          all = better(best, all);
        }
        if (!all_channels) out[i] = all;
      }
      return out;
    };
  },
});
