/*
 * Waveforms smoothed by local polynomials (Savitzky & Golay 1964). Reference: SpikeInterface 0.103.2
 * waveforms/savgol_denoiser.py over scipy.signal.savgol_filter, mode "interp": at both ends one polynomial is fitted to the
 * outermost window. Cost per value: the samples of the window.
 */
import { z } from "zod";
import { EphysError } from "#core/model/index.ts";
import { defineWaveformStep } from "../define.ts";
import { savgolWeights } from "./weights.ts";

/** Smooths every waveform in time. */
export const savgolDenoiser = defineWaveformStep({
  name: "savgol_denoiser",
  label: "Savitzky-Golay",
  summary: "Smooths waveforms in time by local polynomials.",
  params: z.strictObject({
    order: z
      .int()
      .nonnegative()
      .default(3)
      .describe("Degree of the polynomials; at most one below the samples of the window.")
      .meta({ label: "Order" }),
    window_length_ms: z
      .number()
      .positive()
      .default(0.25)
      .describe("Time over which a polynomial is fitted.")
      .meta({ label: "Window", unit: "ms" }),
  }),
  create({ order, window_length_ms }, { samplingFrequency, nbefore, nafter }) {
    const size = Math.trunc((window_length_ms * samplingFrequency) / 1000);
    const numSamples = nbefore + nafter;
    if (size < 1 || size > numSamples) {
      throw new EphysError(
        "InvalidParameter",
        `window_length_ms: ${String(window_length_ms)} ms are ${String(size)} samples, waveforms have ${String(numSamples)}`,
        { window_length_ms },
      );
    }
    const weights = savgolWeights(size, Math.min(order, size - 1), numSamples);
    return (batch) => {
      const { width, data } = batch;
      const column = new Float64Array(numSamples);
      for (let start = 0; start < data.length; start += numSamples * width) {
        for (let c = 0; c < width; c++) {
          for (let s = 0; s < numSamples; s++) column[s] = data[start + s * width + c];
          for (let s = 0; s < numSamples; s++) {
            const first = weights.first[s];
            let sum = 0;
            for (let k = 0; k < size; k++) sum += weights.rows[s * size + k] * column[first + k];
            data[start + s * width + c] = sum;
          }
        }
      }
      return batch;
    };
  },
});
