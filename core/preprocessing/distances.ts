/* Distances between points, as scipy.spatial.distance.cdist has them. */
import { EphysError } from "#core/model/index.ts";

/** Points of one dimension count. */
export interface Locations {
  /** [point × ndim], um */
  readonly points: Float64Array;
  readonly ndim: number;
}

export function numPoints({ points, ndim }: Locations): number {
  return points.length / ndim;
}

type Distance = (a: Float64Array, b: Float64Array) => number;

/** Σ over axes of a function of both coordinates. */
function total(a: Float64Array, b: Float64Array, of: (x: number, y: number) => number): number {
  let sum = 0;
  for (let axis = 0; axis < a.length; axis++) sum += of(a[axis], b[axis]);
  return sum;
}

const difference = (x: number, y: number): number => Math.abs(x - y);
const squared = (x: number, y: number): number => (x - y) * (x - y);
const product = (x: number, y: number): number => x * y;

function euclidean(a: Float64Array, b: Float64Array): number {
  return Math.sqrt(total(a, b, squared));
}

function cosine(a: Float64Array, b: Float64Array): number {
  const sizes = Math.sqrt(total(a, a, product)) * Math.sqrt(total(b, b, product));
  // rounding may leave parallel vectors a little below 0
  return Math.max(0, 1 - total(a, b, product) / sizes);
}

function centred(a: Float64Array): Float64Array {
  const mean = a.reduce((sum, x) => sum + x, 0) / a.length;
  return a.map((x) => x - mean);
}

const METRICS = {
  euclidean,
  /** of order 2, as without further arguments */
  minkowski: euclidean,
  cityblock: (a, b) => total(a, b, difference),
  sqeuclidean: (a, b) => total(a, b, squared),
  chebyshev: (a, b) => a.reduce((max, x, axis) => Math.max(max, Math.abs(x - b[axis])), 0),
  canberra: (a, b) =>
    total(a, b, (x, y) => (x === y ? 0 : Math.abs(x - y) / (Math.abs(x) + Math.abs(y)))),
  braycurtis: (a, b) => total(a, b, difference) / total(a, b, (x, y) => Math.abs(x + y)),
  cosine,
  correlation: (a, b) => cosine(centred(a), centred(b)),
  hamming: (a, b) => total(a, b, (x, y) => (x === y ? 0 : 1)) / a.length,
} as const satisfies Readonly<Record<string, Distance>>;

export type DistanceMetric = keyof typeof METRICS;

/** Distance of every pair: [a × b]. */
export function pairDistances(
  a: Locations,
  b: Locations,
  metric: DistanceMetric = "euclidean",
): Float64Array {
  const distance: Distance = METRICS[metric];
  const [rows, columns] = [numPoints(a), numPoints(b)];
  const out = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    const from = a.points.subarray(i * a.ndim, (i + 1) * a.ndim);
    for (let j = 0; j < columns; j++) {
      out[i * columns + j] = distance(from, b.points.subarray(j * b.ndim, (j + 1) * b.ndim));
    }
  }
  return out;
}

/** Checks a metric's name. @throws InvalidParameter */
export function distanceMetric(name: string): DistanceMetric {
  if (Object.hasOwn(METRICS, name)) return name as DistanceMetric; // just checked
  throw new EphysError(
    "InvalidParameter",
    `distance metric "${name}" is not available; use one of ${Object.keys(METRICS).join(", ")}`,
    { parameter: "distance_metric", value: name },
  );
}
