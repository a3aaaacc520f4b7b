/*
 * Motion from correlations of pairs of time bins, solved with smoothness over time and depth. Reference: SpikeInterface
 * 0.103.2 sortingcomponents/motion/dredge.py (Windolf et al. 2025, DREDge), there with torch. O(time² · lags · depth).
 */
import { z } from "zod";
import { correlateWindows } from "../../cross-correlation.ts";
import { DEFAULT_THOMAS, solveWindows } from "../../thomas.ts";
import { neighbourPercentile, thresholdWeights } from "../../threshold.ts";
import { spatialWindows, type SpatialWindows } from "../../windows.ts";
import { defineMotion, quantity } from "../define.ts";
import { binCenters, contactDepths, depthEdges, motionHistogram, timeEdges } from "../histogram.ts";

const schema = z.strictObject({
  bin_um: quantity(1, "um", "Size of depth bins.", "Depth bin"),
  bin_s: quantity(1, "s", "Length of time bins.", "Time bin"),
  max_disp_um: z
    .number()
    .positive()
    .nullable()
    .default(null)
    .describe("Largest displacement between two bins; null: a quarter of the window or probe.")
    .meta({ label: "Largest displacement", unit: "um" }),
  time_horizon_s: z
    .number()
    .positive()
    .nullable()
    .default(1000)
    .describe("Pairs that are further apart are not compared; null: all are.")
    .meta({ label: "Horizon", unit: "s" }),
  mincorr: z
    .number()
    .default(0.1)
    .describe("Pairs that correlate less do not count.")
    .meta({ label: "Smallest correlation" }),
  do_window_weights: z
    .boolean()
    .default(true)
    .describe("Leave out windows without peaks.")
    .meta({ label: "Weigh windows" }),
  weights_threshold_low: z
    .number()
    .default(0.2)
    .describe("Activity below which a window is empty."),
  weights_threshold_high: z
    .number()
    .default(0.2)
    .describe("Activity above which a window counts in full."),
  mincorr_percentile: z
    .number()
    .min(0)
    .max(100)
    .nullable()
    .default(null)
    .describe("Instead of the smallest correlation: this percentile of neighbouring bins'."),
  mincorr_percentile_nneighbs: z
    .int()
    .positive()
    .nullable()
    .default(null)
    .describe("Neighbours for the percentile."),
  histogram_depth_smooth_um: z
    .number()
    .positive()
    .nullable()
    .default(1)
    .describe("Smoothing over depth."),
  histogram_time_smooth_s: z
    .number()
    .positive()
    .nullable()
    .default(1)
    .describe("Smoothing over time."),
  avg_in_bin: z.boolean().default(false).describe("Mean amplitude of a bin instead of the sum."),
  thomas_kw: z
    .strictObject({
      lambda_t: z
        .number()
        .nonnegative()
        .default(DEFAULT_THOMAS.lambdaT)
        .describe("Smoothness over time.")
        .meta({ label: "Over time" }),
      lambda_s: z
        .number()
        .nonnegative()
        .default(DEFAULT_THOMAS.lambdaS)
        .describe("Smoothness between windows.")
        .meta({ label: "Over depth" }),
      eps: z
        .number()
        .nonnegative()
        .default(DEFAULT_THOMAS.eps)
        .describe("Pull towards no motion.")
        .meta({ label: "Ridge" }),
    })
    .nullable()
    .default(null)
    .describe("Smoothness over time and depth.")
    .meta({ label: "Smoothness" }),
  xcorr_kw: z
    .strictObject({
      centered: z.boolean().default(true).describe("Subtract means.").meta({ label: "Centred" }),
      normalized: z
        .boolean()
        .default(true)
        .describe("Divide by deviations.")
        .meta({ label: "Normalised" }),
      max_dt_bins: z
        .number()
        .positive()
        .nullable()
        .default(null)
        .describe("Bins further apart are not compared; only without a horizon.")
        .meta({ label: "Largest gap" }),
    })
    .nullable()
    .default(null)
    .describe("How bins are correlated.")
    .meta({ label: "Correlation" }),
  device: z.string().nullable().default(null).describe("Not used here."),
});
type Params = z.output<typeof schema>;

export const dredgeAp = defineMotion({
  name: "dredge_ap",
  label: "DREDge",
  summary: "Correlates pairs of time bins and solves with smoothness over time and depth.",
  params: schema,
  estimate(params, input) {
    const depths = depthEdges(input, 0, params.bin_um);
    const times = timeEdges(input, params.bin_s);
    const spatial = spatialWindows(contactDepths(input), binCenters(depths), {
      ...input.windows,
      zeroThreshold: 1e-5,
    });
    const histogram = motionHistogram(input, {
      times,
      depths,
      depthSigma: (params.histogram_depth_smooth_um ?? 0) / params.bin_um,
      timeSigma: (params.histogram_time_smooth_s ?? 0) / params.bin_s,
      weights: params.avg_in_bin ? "mean amplitude" : "amplitude",
    });
    const numBins = depths.length - 1;
    const numFrames = times.length - 1;
    const raster = { numFrames, numBins, values: Float32Array.from(histogram) };
    const range = depths[numBins] - depths[0];
    const { rigid, scaleUm } = input.windows;
    const horizon = params.time_horizon_s;
    const pairs = correlateWindows(raster, raster, spatial, {
      binUm: params.bin_um,
      maxDispUm: params.max_disp_um ?? Math.floor((rigid ? range : scaleUm) / 4),
      centered: params.xcorr_kw?.centered ?? true,
      normalized: params.xcorr_kw?.normalized ?? true,
      maxDtBins:
        horizon === null
          ? (params.xcorr_kw?.max_dt_bins ?? undefined)
          : Math.ceil(horizon / params.bin_s),
    });
    const weights = pairWeights(pairs.correlation, histogram, spatial, params);
    const thomas = params.thomas_kw;
    const { displacement } = solveWindows(
      pairs.displacement.map((values, w) => ({
        numBins: numFrames,
        displacement: Float64Array.from(values),
        weights: weights[w],
      })),
      thomas
        ? { lambdaT: thomas.lambda_t, lambdaS: thomas.lambda_s, eps: thomas.eps }
        : DEFAULT_THOMAS,
    );
    const numWindows = spatial.centers.length;
    const out = new Float64Array(numFrames * numWindows);
    for (let i = 0; i < out.length; i++) {
      out[i] = displacement[i % numWindows][Math.floor(i / numWindows)];
    }
    return { displacement: out, timesS: binCenters(times), depthsUm: spatial.centers };
  },
});

/** Per window, [time × time]: squared correlations, less where a window is almost empty at one of the times. */
function pairWeights(
  correlations: readonly Float32Array[],
  histogram: Float64Array,
  { windows, centers }: SpatialWindows,
  params: Params,
): Float64Array[] {
  const numFrames = Math.round(Math.sqrt(correlations[0].length));
  const minCorr =
    params.mincorr_percentile === null
      ? params.mincorr
      : neighbourPercentile(
          correlations,
          numFrames,
          params.mincorr_percentile,
          params.mincorr_percentile_nneighbs ?? 20,
        );
  const squares = thresholdWeights(correlations, { soft: true, minCorr });
  const horizon = params.time_horizon_s;
  // the reference compares the horizon with the number of bins
  const bounded = horizon !== null && horizon < numFrames;
  const numBins = windows.length / centers.length;
  return squares.map((values, w) => {
    const window = windows.subarray(w * numBins, (w + 1) * numBins);
    const penalties = params.do_window_weights
      ? activity(histogram, window, params).map((weight) => 1 / weight)
      : new Float64Array(numFrames);
    return Float64Array.from(values, (square, at) => {
      const [i, j] = [Math.floor(at / numFrames), at % numFrames];
      if (square === 0 || (bounded && Math.abs(i - j) * params.bin_s > horizon)) return 0;
      return Math.abs(1 / (1 / square + penalties[i] + penalties[j]));
    });
  });
}

/** [time], the histogram weighted by a window: 0 below the lower threshold, infinite above the upper one. */
function activity(histogram: Float64Array, window: Float64Array, params: Params): Float64Array {
  const numBins = window.length;
  const out = new Float64Array(histogram.length / numBins);
  for (let t = 0; t < out.length; t++) {
    let sum = 0;
    for (let d = 0; d < numBins; d++) sum += window[d] * histogram[t * numBins + d];
    if (sum < params.weights_threshold_low) out[t] = 0;
    else out[t] = sum > params.weights_threshold_high ? Infinity : sum;
  }
  return out;
}
