/*
 * gaussian_filter: band-pass by the difference of two Gaussians, applied to the spectrum of each window.
 * Reference: SpikeInterface 0.103.2 preprocessing/filter_gaussian.py, which forgets margin_sd in its dictionary; here
 * it is stored when it is not the default. O(channels · frames log frames). Two channels share one complex transform,
 * which a real and even response allows.
 */
import { z } from "zod";
import { EphysError, isIntegerDType } from "#core/model/index.ts";
import { createFft, transformPairs, type Fft } from "#core/signal/index.ts";
import { definePreprocessor } from "../define.ts";
import { derivedRecording } from "../node.ts";
import { readWithReflection } from "../window.ts";
import { gaussianBand, sigmaOf } from "./response.ts";

const SI_CLASS = "spikeinterface.preprocessing.filter_gaussian.GaussianFilterRecording";

export const gaussianFilter = definePreprocessor({
  name: "gaussian_filter",
  label: "Gaussian filter",
  summary: "Smooth band-pass made of two Gaussians.",
  family: "filter",
  siClass: SI_CLASS,
  params: z.strictObject({
    freq_min: z
      .number()
      .positive()
      .nullable()
      .default(300)
      .describe("Cutoff of the high-pass; empty leaves it out.")
      .meta({ unit: "Hz", label: "Lower cutoff" }),
    freq_max: z
      .number()
      .positive()
      .nullable()
      .default(5000)
      .describe("Cutoff of the low-pass; empty leaves it out.")
      .meta({ unit: "Hz", label: "Upper cutoff" }),
    margin_sd: z
      .number()
      .positive()
      .default(5)
      .describe("Margin around each chunk, in standard deviations of the wider Gaussian.")
      .meta({ label: "Margin", unit: "SD" }),
  }),
  chunkTolerance: 1e-2,
  async apply(parent, { freq_min, freq_max, margin_sd }, ctx) {
    const fs = parent.samplingFrequency;
    const sigmas = [freq_min, freq_max].filter((f) => f !== null).map((f) => sigmaOf(f, fs));
    if (sigmas.length === 0) {
      throw new EphysError("InvalidParameter", "gaussian_filter: give freq_min, freq_max or both", {
        step: "gaussian_filter",
        parameter: "freq_min",
      });
    }
    const margin = 1 + Math.trunc(Math.max(...sigmas) * margin_sd);
    let plan: { readonly fft: Fft; readonly response: Float64Array } | undefined;
    return derivedRecording(parent, {
      siClass: SI_CLASS,
      annotations: { is_filtered: true },
      kwargs: { freq_min, freq_max, ...(margin_sd === 5 ? {} : { margin_sd }) },
      async read(range, out) {
        const { traces, numFrames, numChannels, left } = await readWithReflection(
          parent,
          range,
          margin,
        );
        if (plan?.fft.length !== numFrames) {
          const fft = createFft(numFrames);
          plan = { fft, response: gaussianBand(fft, freq_min, freq_max, fs) };
        }
        const filtered = filterPairs(traces, numChannels, plan.fft, plan.response);
        const kept = filtered.subarray(left * numChannels, left * numChannels + out.length);
        ctx.kernels.convert(kept, out, isIntegerDType(parent.dtype));
      },
    });
  },
});

/** [frame × channel] times a real, even response, two channels at a time. */
function filterPairs(
  traces: ArrayLike<number>,
  numChannels: number,
  fft: Fft,
  response: Float64Array,
): Float64Array {
  const out = new Float64Array(traces.length);
  transformPairs(traces, numChannels, out, (re, im) => {
    fft.forward(re, im);
    for (let k = 0; k < response.length; k++) {
      re[k] *= response[k];
      im[k] *= response[k];
    }
    fft.inverse(re, im);
  });
  return out;
}
