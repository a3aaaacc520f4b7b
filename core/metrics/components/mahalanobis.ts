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
export function mahalanobisMetrics(points: LabelledPoints, label: Label): MahalanobisMetrics {
  const { numFeatures: n } = points;
  const { own, others } = splitRows(points, label);
  const few = Math.min(own.length, others.length);
  if (few < 2 || n < 2) return NONE;
  const centre = centreOf(points, own);
  const scatter = scatterOf(points, own, centre);
  const inverse = invertedMatrix(
    scatter.map((value) => value / (own.length - 1)),
    n,
  );
  if (inverse === undefined) return NONE;
  const squared = quadraticForms(points, others, centre, inverse).sort();
  let sum = 0;
  for (const d of squared) sum += 1 - lowerGamma(n / 2, d / 2);
  return { isolationDistance: squared[few - 1], lRatio: sum / own.length };
}

/** xᵀ·matrix·x of centred points; the matrix is symmetric. */
function quadraticForms(
  { values, numFeatures: n }: LabelledPoints,
  rows: Int32Array,
  centre: Float64Array,
  matrix: Float64Array,
): Float64Array {
  const out = new Float64Array(rows.length);
  const x = new Float64Array(n);
  for (let r = 0; r < rows.length; r++) {
    const at = rows[r] * n;
    for (let f = 0; f < n; f++) x[f] = values[at + f] - centre[f];
    let sum = 0;
    for (let i = 0; i < n; i++) {
      const row = i * n;
      let even = 0;
      let odd = 0;
      let j = 0;
      for (; j + 1 < i; j += 2) {
        even += matrix[row + j] * x[j];
        odd += matrix[row + j + 1] * x[j + 1];
      }
      if (j < i) even += matrix[row + j] * x[j];
      sum += x[i] * (2 * (even + odd) + matrix[row + i] * x[i]);
    }
    out[r] = sum;
  }
  return out;
}
