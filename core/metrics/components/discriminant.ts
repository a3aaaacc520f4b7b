import type { Kernels } from "#core/kernels/index.ts";
import { eighSymmetric, eigenvaluesExceed, solvePositive } from "#core/linalg/index.ts";
import { EphysError } from "#core/model/index.ts";
import { mean, std } from "../quality/shared/numeric.ts";
import { centreOf, scatterOf, splitRows, type Label, type LabelledPoints } from "./points.ts";

/** Directions in which the standardised points vary less than this do not count, as in scikit-learn. */
const LEAST_SPREAD = 1e-4;

/**
 * d-prime of SpikeInterface 0.103 (lda_metrics): distance of a unit's spikes and all others along the axis of linear
 * discriminant analysis, in mean standard deviations. The axis is that of scikit-learn's LinearDiscriminantAnalysis (solver
 * svd): within-class differences, each feature divided by its spread, in the directions that vary.
 * @throws InvalidValue when one of both groups is empty or nothing tells them apart
 */
export function ldaDPrime(points: LabelledPoints, label: Label, kernels: Kernels): number {
  const { values, numFeatures: n } = points;
  const { own, others } = splitRows(points, label);
  if (own.length === 0 || others.length === 0) {
    throw new EphysError("InvalidValue", "a discriminant needs spikes of the unit and of others");
  }
  const centres = [centreOf(points, own), centreOf(points, others)];
  const within = scatterOf(points, own, centres[0], kernels);
  const outside = scatterOf(points, others, centres[1], kernels);
  for (let k = 0; k < within.length; k++) within[k] += outside[k];
  const axis = discriminantAxis(
    within,
    centres[0].map((value, f) => value - centres[1][f]),
    own.length + others.length,
  );
  const project = (rows: Int32Array): Float64Array => {
    const out = new Float64Array(rows.length);
    for (let i = 0; i < rows.length; i++) {
      const at = rows[i] * n;
      let sum = 0;
      for (let f = 0; f < n; f++) sum += values[at + f] * axis[f];
      out[i] = sum;
    }
    return out;
  };
  const a = project(own);
  const b = project(others);
  return (mean(a) - mean(b)) / Math.sqrt(0.5 * (std(a) ** 2 + std(b) ** 2));
}

/** The pseudo-inverse of the within-class scatter times the difference of the centres: [feature]. */
function discriminantAxis(
  scatter: Float64Array,
  difference: Float64Array,
  numPoints: number,
): Float64Array {
  const n = difference.length;
  const spread = Float64Array.from({ length: n }, (_, f) =>
    Math.sqrt(scatter[f * n + f] / numPoints),
  );
  for (let f = 0; f < n; f++) if (spread[f] === 0) spread[f] = 1;
  const standard = new Float64Array(n * n);
  const degrees = Math.max(1, numPoints - 2);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      standard[i * n + j] = scatter[i * n + j] / (spread[i] * spread[j] * degrees);
    }
  }
  const scaled = difference.map((value, f) => value / spread[f]);
  const solution = solvedWhereVaried(standard, scaled);
  if (solution.some((value) => value !== 0)) return solution.map((value, f) => value / spread[f]);
  throw new EphysError("InvalidValue", "no feature tells the unit's spikes from others");
}

/** The pseudo-inverse of a covariance times a vector; directions that hardly vary do not count. */
function solvedWhereVaried(covariance: Float64Array, vector: Float64Array): Float64Array {
  const n = vector.length;
  // where all directions count there is nothing to choose, and an inverse is much cheaper
  if (eigenvaluesExceed(covariance, n, LEAST_SPREAD ** 2)) {
    const solution = solvePositive(covariance, n, vector);
    if (solution !== undefined) return solution;
  }
  const { values, vectors } = eighSymmetric(covariance, n);
  const out = new Float64Array(n);
  for (let k = 0; k < n; k++) {
    if (!(Math.sqrt(Math.max(0, values[k])) > LEAST_SPREAD)) continue;
    let along = 0;
    for (let f = 0; f < n; f++) along += vectors[f * n + k] * vector[f];
    along /= values[k];
    for (let f = 0; f < n; f++) out[f] += vectors[f * n + k] * along;
  }
  return out;
}
