import { EphysError } from "#core/model/index.ts";
import { mean, std } from "./quality/shared/numeric.ts";
import { lowerGamma } from "./quality/shared/poisson.ts";

/*
 * How well a unit's spikes are apart from others in a feature space (pca_metrics of SpikeInterface 0.103). Distances are
 * Euclidean unless said; sums are float64.
 */

/** Spikes as points, each with the label of its unit. */
export interface LabelledPoints {
  /** [point × feature] */
  readonly values: Float64Array;
  readonly numFeatures: number;
  /** [point] */
  readonly labels: ArrayLike<string | number>;
}

type Label = string | number;

/** Isolation distance and L-ratio; NaN where the covariance has no inverse or a side has fewer than two spikes. */
export function mahalanobisMetrics(
  points: LabelledPoints,
  label: Label,
): { readonly isolationDistance: number; readonly lRatio: number } {
  const none = { isolationDistance: NaN, lRatio: NaN };
  const { own, others } = split(points, label);
  const n = Math.min(own.length, others.length);
  if (n < 2 || points.numFeatures < 2) return none;
  const centre = meanOf(own, points.numFeatures);
  const inverse = inverted(covariance(own, centre, points.numFeatures), points.numFeatures);
  if (inverse === undefined) return none;
  const squared = Float64Array.from(others, (point) => quadratic(inverse, point, centre)).sort();
  let sum = 0;
  for (const d of squared) sum += 1 - lowerGamma(points.numFeatures / 2, d / 2);
  return { isolationDistance: squared[n - 1], lRatio: sum / own.length };
}

/** Distance of both groups along the axis of linear discriminant analysis, in mean standard deviations. */
export function ldaDPrime(points: LabelledPoints, label: Label): number {
  const { numFeatures } = points;
  const { own, others } = split(points, label);
  if (own.length === 0 || others.length === 0) {
    throw new EphysError("InvalidValue", "a discriminant needs spikes of the unit and of others");
  }
  const mean0 = meanOf(own, numFeatures);
  const mean1 = meanOf(others, numFeatures);
  const within = covariance(own, mean0, numFeatures).map((v) => v * (own.length - 1));
  const outside = covariance(others, mean1, numFeatures);
  for (let k = 0; k < within.length; k++) {
    // a group of one has no covariance
    within[k] =
      (own.length > 1 ? within[k] : 0) + (others.length > 1 ? outside[k] * (others.length - 1) : 0);
  }
  const inverse = inverted(within, numFeatures);
  if (inverse === undefined) {
    throw new EphysError(
      "InvalidValue",
      "a feature does not vary within units: there is no discriminant",
    );
  }
  const axis = Float64Array.from({ length: numFeatures }, (_, i) => {
    let sum = 0;
    for (let j = 0; j < numFeatures; j++)
      sum += inverse[i * numFeatures + j] * (mean0[j] - mean1[j]);
    return sum;
  });
  const project = (point: Float64Array): number =>
    point.reduce((sum, value, i) => sum + value * axis[i], 0);
  const a = own.map(project);
  const b = others.map(project);
  return (mean(a) - mean(b)) / Math.sqrt(0.5 * (std(a) ** 2 + std(b) ** 2));
}

/** Share of nearest neighbours that belong to the unit, for its own spikes (hits) and for others (misses). */
export function nearestNeighborRates(
  points: LabelledPoints,
  label: Label,
  maxSpikes: number,
  numNeighbors: number,
): { readonly hitRate: number; readonly missRate: number } {
  const { own, others } = split(points, label);
  if (others.length === 0 || own.length === 0) {
    throw new EphysError(
      "InvalidValue",
      "nearest neighbours need spikes of the unit and of others",
    );
  }
  const all = [...own, ...others];
  const ratio = maxSpikes / all.length;
  let numOwn = own.length;
  let chosen = all;
  if (ratio < 1) {
    const count = Math.ceil((all.length - 1) * ratio);
    chosen = Array.from({ length: count }, (_, i) => all[Math.trunc(i / ratio)]);
    numOwn = Math.trunc(numOwn * ratio);
  }
  if (numNeighbors > chosen.length) {
    throw new EphysError(
      "InvalidParameter",
      `n_neighbors ${String(numNeighbors)} is more than the ${String(chosen.length)} spikes there are`,
    );
  }
  const inUnit = chosen.map((point) => neighboursWithin(chosen, point, numOwn, numNeighbors));
  // the nearest neighbour is the spike itself and does not count
  const share = (counts: readonly number[]): number =>
    counts.reduce((a, b) => a + b, 0) / (counts.length * (numNeighbors - 1));
  return { hitRate: share(inUnit.slice(0, numOwn)), missRate: share(inUnit.slice(numOwn)) };
}

/** How many of a point's nearest neighbours, itself left out, are among the first `numOwn`. */
function neighboursWithin(
  points: readonly Float64Array[],
  from: Float64Array,
  numOwn: number,
  numNeighbors: number,
): number {
  const distances = Float64Array.from(points, (point) => squaredDistance(point, from));
  const order = Array.from(distances.keys()).sort((a, b) => distances[a] - distances[b] || a - b);
  return order.slice(1, numNeighbors).filter((i) => i < numOwn).length;
}

/** Silhouette with distances to centroids. */
export function simplifiedSilhouette(points: LabelledPoints, label: Label): number {
  const { own } = split(points, label);
  const distancesTo = (group: readonly Float64Array[]): Float64Array => {
    const centre = meanOf(group, points.numFeatures);
    return Float64Array.from(own, (point) => Math.sqrt(squaredDistance(point, centre)));
  };
  return silhouetteOf(distancesTo(own), nearestGroup(points, label, distancesTo));
}

/**
 * Silhouette with all pairwise distances, as the reference computes it: matrices are subtracted element by element, so
 * that the nearest other unit must have as many spikes as this one (or one of both a single spike).
 */
export function fullSilhouette(points: LabelledPoints, label: Label): number {
  const { own } = split(points, label);
  const distancesTo = (group: readonly Float64Array[]): Float64Array =>
    Float64Array.from({ length: group.length * own.length }, (_, k) =>
      Math.sqrt(squaredDistance(group[Math.floor(k / own.length)], own[k % own.length])),
    );
  const nearest = nearestGroup(points, label, distancesTo);
  const self = distancesTo(own);
  if (nearest.length !== self.length && nearest.length !== own.length && own.length !== 1) {
    throw new EphysError(
      "InvalidValue",
      `the nearest other unit has ${String(nearest.length / own.length)} spikes and this one ${String(own.length)}: ` +
        "the full silhouette needs as many",
    );
  }
  const length = Math.max(self.length, nearest.length);
  const at = (values: Float64Array, k: number): number => values[k % values.length];
  return silhouetteOf(
    Float64Array.from({ length }, (_, k) => at(self, k)),
    Float64Array.from({ length }, (_, k) => at(nearest, k)),
  );
}

function nearestGroup(
  points: LabelledPoints,
  label: Label,
  distancesTo: (group: readonly Float64Array[]) => Float64Array,
): Float64Array {
  let nearest: Float64Array | undefined;
  for (const other of new Set(Array.from(points.labels))) {
    if (other === label) continue;
    const distances = distancesTo(split(points, other).own);
    if (nearest === undefined || mean(distances) < mean(nearest)) nearest = distances;
  }
  if (nearest === undefined) {
    throw new EphysError("InvalidValue", "a silhouette needs another unit");
  }
  return nearest;
}

function silhouetteOf(inside: Float64Array, outside: Float64Array): number {
  return mean(inside.map((d, k) => (outside[k] - d) / Math.max(outside[k], d)));
}

function split(
  { values, numFeatures, labels }: LabelledPoints,
  label: Label,
): { readonly own: Float64Array[]; readonly others: Float64Array[] } {
  const own: Float64Array[] = [];
  const others: Float64Array[] = [];
  for (let i = 0; i < labels.length; i++) {
    const point = values.subarray(i * numFeatures, (i + 1) * numFeatures);
    (labels[i] === label ? own : others).push(point);
  }
  return { own, others };
}

function meanOf(points: readonly Float64Array[], numFeatures: number): Float64Array {
  const sum = new Float64Array(numFeatures);
  for (const point of points) for (let i = 0; i < numFeatures; i++) sum[i] += point[i];
  return sum.map((value) => value / points.length);
}

function covariance(
  points: readonly Float64Array[],
  centre: Float64Array,
  n: number,
): Float64Array {
  const out = new Float64Array(n * n);
  for (const point of points) {
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) out[i * n + j] += (point[i] - centre[i]) * (point[j] - centre[j]);
    }
  }
  return out.map((value) => value / (points.length - 1));
}

/** Inverse by elimination with pivots; undefined when the matrix is singular. */
function inverted(matrix: Float64Array, n: number): Float64Array | undefined {
  const a = Float64Array.from(matrix);
  const inverse = new Float64Array(n * n);
  for (let i = 0; i < n; i++) inverse[i * n + i] = 1;
  const swap = (m: Float64Array, p: number, q: number): void => {
    for (let j = 0; j < n; j++) [m[p * n + j], m[q * n + j]] = [m[q * n + j], m[p * n + j]];
  };
  for (let k = 0; k < n; k++) {
    let pivot = k;
    for (let i = k + 1; i < n; i++) {
      if (Math.abs(a[i * n + k]) > Math.abs(a[pivot * n + k])) pivot = i;
    }
    if (!(Math.abs(a[pivot * n + k]) > 0)) return undefined;
    swap(a, k, pivot);
    swap(inverse, k, pivot);
    const scale = a[k * n + k];
    for (let j = 0; j < n; j++) {
      a[k * n + j] /= scale;
      inverse[k * n + j] /= scale;
    }
    for (let i = 0; i < n; i++) {
      const factor = a[i * n + k];
      if (i === k || factor === 0) continue;
      for (let j = 0; j < n; j++) {
        a[i * n + j] -= factor * a[k * n + j];
        inverse[i * n + j] -= factor * inverse[k * n + j];
      }
    }
  }
  return inverse;
}

function quadratic(inverse: Float64Array, point: Float64Array, centre: Float64Array): number {
  const n = centre.length;
  let sum = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      sum += (point[i] - centre[i]) * inverse[i * n + j] * (point[j] - centre[j]);
    }
  }
  return sum;
}

function squaredDistance(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] - b[i]) ** 2;
  return sum;
}
