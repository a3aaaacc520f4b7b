import { z } from "zod";
import { ndArray, toFloat64, type NdArray } from "#core/array/index.ts";
import { defineFunction } from "#core/functions/define.ts";
import { array, numbers } from "#core/functions/params.ts";
import { whiteningFromCovariance } from "#core/linalg/index.ts";
import { typescriptKernels } from "#core/kernels/index.ts";
import { allocateSamples, EphysError } from "#core/model/index.ts";
import { covarianceOf, estimatorOf } from "./covariance-estimator.ts";
import {
  interpolationKernel,
  krigingKernel,
  krigingWeights,
  numPoints,
  type KrigingSigma,
  type Locations,
} from "./kriging.ts";
import { distanceMetric } from "./distances.ts";
import { parseSampleDType } from "./dtype.ts";

/* SpikeInterface's spatial and whitening functions of the preprocessing module; parameters and defaults are theirs. */

const PREFIX = "spikeinterface.preprocessing";

/** One scale, or one each for x and y. */
const sigmaField = z.union([z.number(), numbers()]).transform((value): KrigingSigma => {
  if (typeof value === "number") return value;
  if (value.length === 2) return [value[0], value[1]];
  throw new EphysError("InvalidParameter", "sigma_um must be one number or two (x and y)", {
    parameter: "sigma_um",
  });
});

const locations = z.pipe(
  array(),
  z.transform((value: NdArray): Locations => {
    const [, ndim] = value.shape;
    if (value.shape.length !== 2 || ndim === undefined || ndim === 0) {
      throw new EphysError("InvalidValue", "locations must be a table, one row per contact");
    }
    return { points: toFloat64(value), ndim };
  }),
);

function checkSameSpace(a: Locations, b: Locations): void {
  if (a.ndim === b.ndim) return;
  throw new EphysError(
    "InvalidValue",
    `the two sets of locations have ${String(a.ndim)} and ${String(b.ndim)} dimensions`,
  );
}

const krigingKernelDistance = defineFunction({
  name: `${PREFIX}.preprocessing_tools.get_kriging_kernel_distance`,
  params: z.strictObject({
    locations_1: locations,
    locations_2: locations,
    sigma_um: sigmaField,
    p: z.number(),
    distance_metric: z.string().default("euclidean"),
  }),
  run({ locations_1: a, locations_2: b, sigma_um, p, distance_metric }): NdArray {
    checkSameSpace(a, b);
    const kernel = krigingKernel(a, b, sigma_um, p, distanceMetric(distance_metric));
    return ndArray("float64", [numPoints(a), numPoints(b)], kernel);
  },
});

const krigingChannelWeights = defineFunction({
  name: `${PREFIX}.preprocessing_tools.get_kriging_channel_weights`,
  params: z.strictObject({
    contact_positions1: locations,
    contact_positions2: locations,
    sigma_um: sigmaField,
    p: z.number(),
    weight_threshold: z.number().default(0.005),
  }),
  run({ contact_positions1: a, contact_positions2: b, sigma_um, p, weight_threshold }): NdArray {
    checkSameSpace(a, b);
    const weights = krigingWeights(a, b, sigma_um, p, weight_threshold);
    return ndArray("float64", [numPoints(a), numPoints(b)], weights);
  },
});

const spatialInterpolationKernel = defineFunction({
  name: `${PREFIX}.preprocessing_tools.get_spatial_interpolation_kernel`,
  params: z.strictObject({
    source_location: locations,
    target_location: locations,
    method: z.enum(["kriging", "idw", "nearest"]).default("kriging"),
    sigma_um: sigmaField.default(20),
    p: z.number().default(1),
    num_closest: z.int().positive().default(4),
    sparse_thresh: z.number().nullable().default(null),
    dtype: z.string().default("float32"),
    force_extrapolate: z.boolean().default(false),
  }),
  run(args): NdArray {
    const { source_location: from, target_location: to } = args;
    checkSameSpace(from, to);
    const kernel = interpolationKernel(from, to, {
      method: args.method,
      sigma: args.sigma_um,
      p: args.p,
      numClosest: args.num_closest,
      sparseThreshold: args.sparse_thresh ?? undefined,
      forceExtrapolate: args.force_extrapolate,
    });
    const dtype = parseSampleDType(args.dtype, "get_spatial_interpolation_kernel");
    const shape = [numPoints(from), numPoints(to)];
    const out = allocateSamples(dtype, kernel.length);
    typescriptKernels.convert(kernel, out, false);
    return ndArray(dtype, shape, out);
  },
});

const whiteningFromCovarianceMatrix = defineFunction({
  name: `${PREFIX}.whiten.compute_whitening_from_covariance`,
  params: z.strictObject({ cov: array(), eps: z.number() }),
  run({ cov, eps }): NdArray {
    const [rows = 0, columns = 0] = cov.shape;
    if (cov.shape.length !== 2 || rows !== columns) {
      throw new EphysError("InvalidValue", `cov must be square, not ${cov.shape.join(" × ")}`, {
        parameter: "cov",
      });
    }
    if (rows === 0) return cov;
    const whitening = whiteningFromCovariance(Float64Array.from(toFloat64(cov)), rows, eps);
    if (cov.dtype === "float32")
      return ndArray("float32", [rows, rows], Float32Array.from(whitening));
    return ndArray("float64", [rows, rows], whitening);
  },
});

const covarianceMatrix = defineFunction({
  name: `${PREFIX}.whiten.compute_sklearn_covariance_matrix`,
  params: z.strictObject({
    data: array(),
    regularize_kwargs: z.record(z.string(), z.json()),
  }),
  run({ data, regularize_kwargs }): NdArray {
    const [, n = 0] = data.shape;
    if (data.shape.length !== 2 || n === 0) {
      throw new EphysError("InvalidValue", "data must be a table, one row per sample", {
        parameter: "data",
      });
    }
    if (!("method" in regularize_kwargs)) {
      throw new EphysError("InvalidParameter", "regularize_kwargs must name a method", {
        parameter: "regularize_kwargs.method",
      });
    }
    const values = toFloat64(data);
    if (values.length === 0 || !values.every(Number.isFinite)) {
      throw new EphysError("InvalidValue", "data must hold samples, all of them finite", {
        parameter: "data",
      });
    }
    const estimator = estimatorOf(regularize_kwargs);
    return ndArray("float64", [n, n], covarianceOf(values, n, estimator));
  },
});

export const SPATIAL_FUNCTIONS = [
  krigingKernelDistance,
  krigingChannelWeights,
  spatialInterpolationKernel,
  whiteningFromCovarianceMatrix,
  covarianceMatrix,
] as const;
