/*
 * Motion from correlations between all pairs of time bins. Reference: SpikeInterface 0.103.2
 * sortingcomponents/motion/decentralized.py (Varol et al. 2021, Windolf et al. 2023). O(time² · lags · depth).
 */
import { z } from "zod";
import { correlateWindows } from "../../cross-correlation.ts";
import {
  byGradientDescent,
  byLsmr,
  byRobustLsqr,
  type PairTable,
} from "../../global-displacement.ts";
import { spatialWindows } from "../../windows.ts";
import { defineMotion, marginParam, quantity } from "../define.ts";
import { binCenters, contactDepths, depthEdges, motionHistogram, timeEdges } from "../histogram.ts";
import { referTo } from "./reference.ts";

const nullable = (value: number, text: string, label: string, unit: string) =>
  z.number().positive().nullable().default(value).describe(text).meta({ label, unit });
const flag = (value: boolean, text: string, label: string) =>
  z.boolean().default(value).describe(text).meta({ label });

const schema = z.strictObject({
  bin_um: quantity(5, "um", "Size of depth bins.", "Depth bin"),
  hist_margin_um: marginParam(20),
  bin_s: quantity(2, "s", "Length of time bins.", "Time bin"),
  histogram_depth_smooth_um: nullable(
    1,
    "Smoothing over depth; null: none.",
    "Depth smoothing",
    "um",
  ),
  histogram_time_smooth_s: nullable(1, "Smoothing over time; null: none.", "Time smoothing", "s"),
  pairwise_displacement_method: z
    .literal("conv")
    .default("conv")
    .describe("How the displacement of two bins is found.")
    .meta({ label: "Pairs" }),
  max_displacement_um: z
    .number()
    .positive()
    .nullable()
    .default(100)
    .describe("Largest displacement between two bins; null: half of the window.")
    .meta({ label: "Largest displacement", unit: "um" }),
  weight_scale: z
    .enum(["linear", "exp"])
    .default("linear")
    .describe("How correlations become weights.")
    .meta({ label: "Weights" }),
  error_sigma: z.number().positive().default(0.2).describe("Width of exponential weights."),
  conv_engine: z.enum(["numpy", "torch"]).nullable().default(null).describe("Not used here."),
  torch_device: z.string().nullable().default(null).describe("Not used here."),
  batch_size: z.int().positive().default(1).describe("Not used here."),
  corr_threshold: z
    .number()
    .nonnegative()
    .nullable()
    .default(0)
    .describe("Pairs that correlate less do not count.")
    .meta({ label: "Smallest correlation" }),
  time_horizon_s: z
    .number()
    .positive()
    .nullable()
    .default(null)
    .describe("Pairs that are further apart do not count; null: all count.")
    .meta({ label: "Horizon", unit: "s" }),
  convergence_method: z
    .enum(["lsmr", "lsqr_robust", "gradient_descent"])
    .default("lsmr")
    .describe("How displacements of bins follow from those of pairs.")
    .meta({ label: "Solver" }),
  soft_weights: flag(false, "Weights count as such and not only as yes or no.", "Soft weights"),
  normalized_xcorr: flag(true, "Divide by deviations.", "Normalised"),
  centered_xcorr: flag(true, "Subtract means.", "Centred"),
  temporal_prior: flag(true, "Neighbouring times move alike.", "Smooth over time"),
  spatial_prior: flag(false, "Neighbouring windows move alike.", "Smooth over depth"),
  force_spatial_median_continuity: flag(false, "Offset windows by medians.", "Median continuity"),
  reference_displacement: z
    .enum(["mean", "median", "time", "mode_search"])
    .default("median")
    .describe("What counts as no displacement.")
    .meta({ label: "Reference" }),
  reference_displacement_time_s: z.number().default(0).describe("Time of the reference."),
  robust_regression_sigma: z.number().positive().default(2).describe("Outliers, in deviations."),
  lsqr_robust_n_iter: z.int().positive().default(20).describe("Iterations of the solver."),
  weight_with_amplitude: flag(false, "Count peaks by their amplitude.", "By amplitude"),
});
type Params = z.output<typeof schema>;

export const decentralized = defineMotion({
  name: "decentralized",
  label: "Decentralized",
  summary: "Correlates all pairs of time bins and solves for one displacement each.",
  params: schema,
  estimate(params, input) {
    const depths = depthEdges(input, params.hist_margin_um, params.bin_um);
    const times = timeEdges(input, params.bin_s);
    const { windows, centers } = spatialWindows(contactDepths(input), binCenters(depths), {
      ...input.windows,
      zeroThreshold: undefined,
    });
    const histogram = motionHistogram(input, {
      times,
      depths,
      depthSigma: (params.histogram_depth_smooth_um ?? 0) / (depths[1] - depths[0]),
      timeSigma: (params.histogram_time_smooth_s ?? 0) / params.bin_s,
      weights: params.weight_with_amplitude ? "mean amplitude" : "count",
    });
    const numBins = depths.length - 1;
    const tables = Array.from(centers.keys(), (w) =>
      pairTable(histogram, windows.subarray(w * numBins, (w + 1) * numBins), params),
    );
    const displacement = solve(tables, params);
    referTo(displacement, centers.length, times, params);
    for (let i = 0; i < displacement.length; i++) displacement[i] ||= 0; // NaN as well
    return { displacement, timesS: binCenters(times), depthsUm: centers };
  },
});

/** Displacements and weights of all pairs in one window. */
function pairTable(histogram: Float64Array, window: Float64Array, params: Params): PairTable {
  const first = window.findIndex((w) => w > 1e-5);
  const last = window.findLastIndex((w) => w > 1e-5); // the reference leaves the last bin out
  const width = last - first;
  const numFrames = histogram.length / window.length;
  const values = new Float32Array(numFrames * width);
  for (let t = 0; t < numFrames; t++) {
    const from = t * window.length + first;
    values.set(histogram.subarray(from, from + width), t * width);
  }
  const raster = { numFrames, numBins: width, values };
  const limit = params.max_displacement_um;
  const half = Math.floor(width / 2);
  const reach =
    limit === null ? half : Math.min(half, Math.ceil(Math.floor(limit / params.bin_um)));
  const { displacement, correlation } = correlateWindows(
    raster,
    raster,
    { windows: window.slice(first, last), centers: Float64Array.of(0) },
    {
      binUm: params.bin_um,
      maxDispUm: reach * params.bin_um,
      centered: params.centered_xcorr,
      normalized: params.normalized_xcorr,
      maxDtBins: undefined,
    },
  );
  const band =
    params.time_horizon_s === null ? Infinity : Math.ceil(params.time_horizon_s / params.bin_s);
  const moved = new Float64Array(numFrames * numFrames);
  const weights = new Float64Array(moved.length);
  for (let i = 0; i < numFrames; i++) {
    for (let j = 0; j < numFrames; j++) {
      const at = i * numFrames + j;
      moved[at] = -displacement[0][j * numFrames + i];
      const c = correlation[0][j * numFrames + i];
      const kept = c > (params.corr_threshold ?? 0) || !params.corr_threshold ? c : 0;
      const weight =
        params.weight_scale === "linear" ? kept : Math.exp((kept - 1) / params.error_sigma);
      weights[at] = Math.abs(i - j) < band ? weight : 0;
    }
  }
  return { numBins: numFrames, displacement: moved, weights, mask: undefined };
}

/** [time × window], um */
function solve(tables: readonly PairTable[], params: Params): Float64Array {
  const numWindows = tables.length;
  const groups = params.spatial_prior ? [tables] : tables.map((table) => [table]);
  const found = groups.flatMap((group) => [...solveGroup(group, params)]);
  const numTimes = found.length / numWindows;
  const out = new Float64Array(found.length);
  for (let i = 0; i < found.length; i++) {
    out[(i % numTimes) * numWindows + Math.floor(i / numTimes)] = found[i];
  }
  return out;
}

/** [window × time], um */
function solveGroup(
  tables: readonly PairTable[],
  params: Params,
): ArrayLike<number> & Iterable<number> {
  if (params.convergence_method === "lsmr") {
    return byLsmr(tables, {
      temporalPrior: params.temporal_prior,
      spatialPrior: params.spatial_prior,
      softWeights: params.soft_weights,
      sigma: params.robust_regression_sigma,
      numIterations: params.lsqr_robust_n_iter,
      single: true,
    });
  }
  return tables.flatMap((table) => [
    ...(params.convergence_method === "gradient_descent"
      ? byGradientDescent(table)
      : byRobustLsqr(table, params.robust_regression_sigma, params.lsqr_robust_n_iter)),
  ]);
}
