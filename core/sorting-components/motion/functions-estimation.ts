import { z } from "zod";
import { toFloat64, type NdArray } from "#core/array/index.ts";
import { defineFunction } from "#core/functions/define.ts";
import { array, scalar } from "#core/functions/params.ts";
import { EphysError } from "#core/model/index.ts";
import { listOf, resultArray, squareOf, wrongShape } from "./arguments.ts";
import { byGradientDescent, byLsmr, byRobustLsqr, type PairTable } from "./global-displacement.ts";
import { registerByTemplate } from "./iterative-template.ts";

/* Motion from pairs of bins and from histograms by SpikeInterface's dotted names; parameters and defaults are theirs. */

const PREFIX = "spikeinterface.sortingcomponents.motion";

const globalDisplacement = defineFunction({
  name: `${PREFIX}.decentralized.compute_global_displacement`,
  params: z.strictObject({
    pairwise_displacement: array(),
    pairwise_displacement_weight: array().nullish(),
    sparse_mask: array().nullish(),
    temporal_prior: z.boolean().default(true),
    spatial_prior: z.boolean().default(true),
    soft_weights: z.boolean().default(false),
    convergence_method: z.enum(["lsmr", "lsqr_robust", "gradient_descent"]).default("lsmr"),
    robust_regression_sigma: scalar().default(2),
    lsqr_robust_n_iter: z.int().default(20),
    progress_bar: z.boolean().default(false),
  }),
  run(args) {
    const { pairwise_displacement: d, robust_regression_sigma: sigma } = args;
    const { pairwise_displacement_weight: weights, sparse_mask: mask } = args;
    if (args.convergence_method === "lsmr") {
      const tables = windowTables(d, weights, mask);
      const found = byLsmr(tables, {
        temporalPrior: args.temporal_prior,
        spatialPrior: args.spatial_prior,
        softWeights: args.soft_weights,
        sigma,
        numIterations: args.lsqr_robust_n_iter,
        single: d.dtype === "float32",
      });
      return windowsLast(found, tables.length);
    }
    const { n } = squareOf(d, "pairwise_displacement");
    const table = tableOf(d, weights, mask, [n, n]);
    const found =
      args.convergence_method === "gradient_descent"
        ? byGradientDescent(table)
        : byRobustLsqr(table, sigma, args.lsqr_robust_n_iter);
    return windowsLast(found, 1);
  },
});

/** One table per window; weights and mask of one window serve all. */
function windowTables(
  d: NdArray,
  weights: NdArray | null | undefined,
  mask: NdArray | null | undefined,
): PairTable[] {
  const shape = d.shape.length === 2 ? [1, ...d.shape] : d.shape;
  const [numWindows, n, other] = shape;
  if (shape.length !== 3 || n !== other || n === 0 || numWindows === 0) {
    throw wrongShape(d, "pairwise_displacement", "[bin × bin] or [window × bin × bin]");
  }
  const whole = tableOf(d, weights, mask, d.shape);
  const size = n * n;
  const part = (values: Float64Array | undefined, b: number): Float64Array | undefined =>
    values?.subarray(b * size, (b + 1) * size);
  return Array.from({ length: numWindows }, (_, b) => ({
    numBins: n,
    displacement: whole.displacement.subarray(b * size, (b + 1) * size),
    weights: part(whole.weights, b),
    mask: part(whole.mask, b),
  }));
}

function tableOf(
  d: NdArray,
  weights: NdArray | null | undefined,
  mask: NdArray | null | undefined,
  shape: readonly number[],
): PairTable {
  return {
    numBins: shape[shape.length - 1],
    displacement: toFloat64(d),
    weights: weights ? repeated(weights, shape, "pairwise_displacement_weight") : undefined,
    mask: mask ? repeated(mask, shape, "sparse_mask") : undefined,
  };
}

/** Values of `shape`, or of its last axes and then repeated. */
function repeated(array: NdArray, shape: readonly number[], name: string): Float64Array {
  const inner = shape.slice(shape.length - array.shape.length);
  const fits = array.shape.length >= 2 && array.shape.length <= shape.length;
  if (!fits || array.shape.some((size, axis) => size !== inner[axis])) {
    throw wrongShape(array, name, `of shape ${shape.join(" × ")}`);
  }
  const values = toFloat64(array);
  const length = shape.reduce((a, n) => a * n, 1);
  if (values.length === length) return values;
  return Float64Array.from({ length }, (_, i) => values[i % values.length]);
}

/** [window × bin] → [bin × window] without axes of length 1. */
function windowsLast(values: Float32Array | Float64Array, numWindows: number): NdArray {
  const n = values.length / numWindows;
  const turned = values.map((_, at) => values[(at % numWindows) * n + Math.floor(at / numWindows)]);
  const shape = [n, numWindows].filter((size) => size !== 1);
  return resultArray(turned, shape, values instanceof Float32Array ? "float32" : "float64");
}

const templateRegistration = defineFunction({
  name: `${PREFIX}.iterative_template.iterative_template_registration`,
  params: z.strictObject({
    spikecounts_hist_images: array(),
    non_rigid_windows: z.union([array(), z.array(array())]).nullish(),
    num_shifts_global: z.int().nonnegative().default(15),
    num_iterations: z.int().nonnegative().default(10),
    num_shifts_block: z.int().nonnegative().default(5),
    smoothing_sigma: scalar().default(0.5),
    kriging_sigma: scalar().default(1),
    kriging_p: scalar().default(2),
    kriging_d: scalar().default(2),
  }),
  run(args) {
    const { spikecounts_hist_images: images } = args;
    const [numTimes, numDepths, numAmplitudes] = images.shape;
    if (images.shape.length !== 3) {
      throw wrongShape(images, "spikecounts_hist_images", "[time × depth × amplitude]");
    }
    const windows = windowList(args.non_rigid_windows);
    const counts = toFloat64(images);
    const found = registerByTemplate({ numTimes, numDepths, numAmplitudes, counts }, windows, {
      numShiftsGlobal: args.num_shifts_global,
      numIterations: args.num_iterations,
      numShiftsBlock: args.num_shifts_block,
      smoothingSigma: args.smoothing_sigma,
      krigingSigma: args.kriging_sigma,
      krigingP: args.kriging_p,
      krigingD: args.kriging_d,
    });
    const numShifts = 2 * args.num_shifts_block + 1;
    const single = images.dtype === "float32";
    return [
      resultArray(found.shifts, [numTimes, windows.length]),
      resultArray(found.target, [numDepths, numAmplitudes], single ? "float32" : "float64"),
      resultArray(found.covariances, [numShifts, numTimes, windows.length]),
    ];
  },
});

function windowList(given: NdArray | readonly NdArray[] | null | undefined): Float64Array[] {
  if (!given) {
    throw new EphysError(
      "InvalidParameter",
      "non_rigid_windows is needed: give get_rigid_windows' for one window over all depths",
      { parameter: "non_rigid_windows" },
    );
  }
  if (!("dtype" in given)) return given.map((window) => listOf(window, "non_rigid_windows"));
  const [numWindows, numBins] = given.shape;
  if (given.shape.length !== 2) {
    throw wrongShape(given, "non_rigid_windows", "[window × depth]");
  }
  const values = toFloat64(given);
  return Array.from({ length: numWindows }, (_, w) =>
    values.subarray(w * numBins, (w + 1) * numBins),
  );
}

export const ESTIMATION_FUNCTIONS = [globalDisplacement, templateRegistration] as const;
