/* Motion by aligning histograms with their own mean, as Kilosort 2.5; see ../../iterative-template.ts. */
import { z } from "zod";
import { registerByTemplate } from "../../iterative-template.ts";
import { spatialWindows } from "../../windows.ts";
import { defineMotion, marginParam, quantity } from "../define.ts";
import {
  amplitudeHistogram,
  binCenters,
  contactDepths,
  depthEdges,
  timeEdges,
} from "../histogram.ts";

const whole = (value: number, text: string, label: string): z.ZodDefault<z.ZodInt> =>
  z.int().positive().default(value).describe(text).meta({ label });

export const iterativeTemplate = defineMotion({
  name: "iterative_template",
  label: "Iterative template",
  summary: "Aligns histograms of peaks with their mean, as Kilosort 2.5 does.",
  params: z.strictObject({
    bin_um: quantity(10, "um", "Size of depth bins.", "Depth bin"),
    hist_margin_um: marginParam(0),
    bin_s: quantity(2, "s", "Length of time bins.", "Time bin"),
    num_amp_bins: whole(20, "Bins of the amplitudes' logarithm.", "Amplitude bins"),
    num_shifts_global: whole(15, "Depth bins searched for the whole probe.", "Global shifts"),
    num_iterations: whole(10, "Rounds of aligning the whole probe.", "Rounds"),
    num_shifts_block: whole(5, "Depth bins searched for each window.", "Window shifts"),
    smoothing_sigma: z.number().positive().default(0.5).describe("Smoothing of covariances."),
    kriging_sigma: z.number().positive().default(1).describe("Width of the interpolation."),
    kriging_p: z.number().positive().default(2).describe("Exponent of the interpolation."),
    kriging_d: z.number().positive().default(2).describe("Divisor of the interpolation."),
  }),
  estimate(params, input) {
    const depths = depthEdges(input, params.hist_margin_um, params.bin_um);
    const times = timeEdges(input, params.bin_s);
    const { windows, centers } = spatialWindows(contactDepths(input), binCenters(depths), {
      ...input.windows,
      zeroThreshold: undefined,
    });
    const numDepths = depths.length - 1;
    const images = {
      numTimes: times.length - 1,
      numDepths,
      numAmplitudes: params.num_amp_bins,
      counts: amplitudeHistogram(input, times, depths, params.num_amp_bins),
    };
    const list = Array.from(centers.keys(), (w) =>
      windows.subarray(w * numDepths, (w + 1) * numDepths),
    );
    const { shifts } = registerByTemplate(images, list, {
      numShiftsGlobal: params.num_shifts_global,
      numIterations: params.num_iterations,
      numShiftsBlock: params.num_shifts_block,
      smoothingSigma: params.smoothing_sigma,
      krigingSigma: params.kriging_sigma,
      krigingP: params.kriging_p,
      krigingD: params.kriging_d,
    });
    return {
      displacement: shifts.map((shift) => -(shift * params.bin_um) || 0), // NaN is 0
      // the reference's centres: whole seconds after the bin's start
      timesS: times.slice(0, -1).map((edge) => edge + Math.floor(params.bin_s / 2)),
      depthsUm: centers,
    };
  },
});
