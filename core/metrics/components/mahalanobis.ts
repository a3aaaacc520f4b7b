import type { Kernels } from "#core/kernels/index.ts";
import { lowerGamma } from "../quality/shared/poisson.ts";
import { invertedMatrix } from "./inverse.ts";
import { centreOf, scatterOf, splitRows, type Label, type LabelledPoints } from "./points.ts";

export interface MahalanobisMetrics {
  readonly isolationDistance: number;
  readonly lRatio: number;
}

const NONE: MahalanobisMetrics = { isolationDistance: NaN, lRatio: NaN };

/**
 * Isolation distance and L-ratio (mahalanobis_metrics of SpikeInterface 0.103): Mahalanobis distances of foreign spikes from
 * the unit's centre. NaN where the covariance has no inverse or a side has fewer than two spikes.
 */
export function mahalanobisMetrics(
  points: LabelledPoints,
  label: Label,
  kernels: Kernels,
): MahalanobisMetrics {
  const { numFeatures: n } = points;
  const { own, others } = splitRows(points, label);
  const few = Math.min(own.length, others.length);
  if (few < 2 || n < 2) return NONE;
  const centre = centreOf(points, own);
  const scatter = scatterOf(points, own, centre, kernels);
  const inverse = invertedMatrix(
    scatter.map((value) => value / (own.length - 1)),
    n,
  );
  if (inverse === undefined) return NONE;
  const squared = new Float64Array(others.length);
  kernels.quadraticForms(points.values, n, others, centre, inverse, squared);
  // with fewer spikes than features the inverse is made of rounding: a distance without a root is none, and is sorted last
  for (let i = 0; i < squared.length; i++) if (squared[i] < 0) squared[i] = NaN;
  squared.sort();
  let sum = 0;
  for (const d of squared) sum += 1 - lowerGamma(n / 2, d / 2);
  return { isolationDistance: squared[few - 1], lRatio: sum / own.length };
}
