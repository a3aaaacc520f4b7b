/*
 * Spatial interpolation between contacts: kriging kernels exp(−(d/σ)^p), inverse distance and nearest contact.
 * Reference: SpikeInterface 0.103.2 preprocessing/preprocessing_tools.py. O(n³) for the pseudo-inverse of kriging.
 */
import { multiplyMatrices, pseudoInverseSymmetric, transpose } from "#core/linalg/index.ts";
import { numpyArgsort } from "#core/array/index.ts";
import { numPoints, pairDistances, type DistanceMetric, type Locations } from "./distances.ts";

/** One scale, or one each for x and y (then the distance is city block). */
export type KrigingSigma = number | readonly [x: number, y: number];

/** Kernel of every pair: [a × b]. */
export function krigingKernel(
  a: Locations,
  b: Locations,
  sigma: KrigingSigma,
  p: number,
  metric: DistanceMetric = "euclidean",
): Float64Array {
  if (typeof sigma === "number") {
    return pairDistances(a, b, metric).map((d) => Math.exp(-((d / sigma) ** p)));
  }
  const along = (axis: number): Float64Array =>
    pairDistances(axisOf(a, axis), axisOf(b, axis), "cityblock");
  const [dx, dy] = [along(0), along(1)];
  return dx.map((d, i) => Math.exp(-((d / sigma[0]) ** p) - (dy[i] / sigma[1]) ** p));
}

function axisOf({ points, ndim }: Locations, axis: number): Locations {
  const count = points.length / ndim;
  return {
    points: Float64Array.from({ length: count }, (_, i) => points[i * ndim + axis]),
    ndim: 1,
  };
}

/** Weights of contacts `from` for each contact `to`: [from × to]; small ones are zero, columns sum to 1 where possible. */
export function krigingWeights(
  from: Locations,
  to: Locations,
  sigma: KrigingSigma,
  p: number,
  threshold = 0.005,
): Float64Array {
  const weights = krigingKernel(from, to, sigma, p).map((w) => (w < threshold ? 0 : w));
  const sums = columnSums(weights, numPoints(to));
  return weights.map((w, i) => {
    const share = w / sums[i % sums.length];
    return share >= threshold ? share : 0; // also where the sum is zero
  });
}

export interface InterpolationOptions {
  readonly method: "kriging" | "idw" | "nearest";
  readonly sigma: KrigingSigma;
  readonly p: number;
  /** contacts that inverse distance uses */
  readonly numClosest: number;
  /** kriging: smaller weights become zero */
  readonly sparseThreshold: number | undefined;
  /** otherwise targets outside the box of the sources get no weights */
  readonly forceExtrapolate: boolean;
}

/** Weights that map signals of `sources` to `targets`: [source × target]. */
export function interpolationKernel(
  sources: Locations,
  targets: Locations,
  options: InterpolationOptions,
): Float64Array {
  return createInterpolator(sources, options)(targets);
}

/** As `interpolationKernel`, for many targets: what depends on the sources alone is computed once. */
export function createInterpolator(
  sources: Locations,
  options: InterpolationOptions,
): (targets: Locations) => Float64Array {
  const raw = rawKernels(sources, options);
  return (targets) => {
    const inside = insideBox(sources, targets);
    const kernel = raw(targets);
    const columns = numPoints(targets);
    const sums = columnSums(kernel, columns);
    for (let i = 0; i < kernel.length; i++) {
      const c = i % columns;
      if (inside[c] && options.method !== "nearest") kernel[i] /= sums[c];
      if (!inside[c] && !options.forceExtrapolate) kernel[i] = 0;
    }
    return kernel;
  };
}

function rawKernels(
  sources: Locations,
  options: InterpolationOptions,
): (targets: Locations) => Float64Array {
  switch (options.method) {
    case "kriging":
      return krigingInterpolation(sources, options);
    case "idw":
      return (targets) => inverseDistance(sources, targets, options.numClosest);
    case "nearest":
      return (targets) => nearestSource(sources, targets);
  }
}

function krigingInterpolation(
  sources: Locations,
  { sigma, p, sparseThreshold }: InterpolationOptions,
): (targets: Locations) => Float64Array {
  const n = numPoints(sources);
  const own = krigingKernel(sources, sources, sigma, p);
  for (let i = 0; i < n; i++) own[i * n + i] += 1e-6;
  const inverse = pseudoInverseSymmetric(own, n);
  return (targets) => {
    const m = numPoints(targets);
    const across = krigingKernel(targets, sources, sigma, p);
    const kernel = transpose(multiplyMatrices(across, inverse, m, n, n), m, n);
    if (sparseThreshold === undefined) return kernel;
    return kernel.map((w) => (w < sparseThreshold ? 0 : w));
  };
}

/** 1/distance to the nearest sources; a source at the target's place takes all. */
function inverseDistance(sources: Locations, targets: Locations, numClosest: number): Float64Array {
  const n = numPoints(sources);
  const m = numPoints(targets);
  const distances = pairDistances(sources, targets);
  const kernel = new Float64Array(n * m);
  for (let c = 0; c < m; c++) {
    const at = (i: number): number => distances[i * m + c];
    // of equally distant contacts those count that NumPy's sort puts first
    const order = numpyArgsort(Float64Array.from({ length: n }, (_, i) => at(i)));
    const first = order[0];
    if (at(first) === 0) kernel[first * m + c] = 1;
    else for (const i of order.subarray(0, numClosest)) kernel[i * m + c] = 1 / at(i);
  }
  return kernel;
}

/** 1 for the nearest source, the first of equally distant ones. */
function nearestSource(sources: Locations, targets: Locations): Float64Array {
  const n = numPoints(sources);
  const m = numPoints(targets);
  const distances = pairDistances(sources, targets);
  const kernel = new Float64Array(n * m);
  for (let c = 0; c < m; c++) {
    let nearest = 0;
    for (let i = 1; i < n; i++) if (distances[i * m + c] < distances[nearest * m + c]) nearest = i;
    kernel[nearest * m + c] = 1;
  }
  return kernel;
}

function insideBox(sources: Locations, targets: Locations): boolean[] {
  const inside = new Array<boolean>(numPoints(targets)).fill(true);
  for (let axis = 0; axis < sources.ndim; axis++) {
    const own = axisOf(sources, axis).points;
    const low = own.reduce((min, v) => Math.min(min, v), Infinity);
    const high = own.reduce((max, v) => Math.max(max, v), -Infinity);
    for (const [i, value] of axisOf(targets, axis).points.entries()) {
      if (value < low || value > high) inside[i] = false;
    }
  }
  return inside;
}

function columnSums(values: Float64Array, columns: number): Float64Array {
  const sums = new Float64Array(columns);
  for (let i = 0; i < values.length; i++) sums[i % columns] += values[i];
  return sums;
}

export { numPoints, type Locations } from "./distances.ts";
