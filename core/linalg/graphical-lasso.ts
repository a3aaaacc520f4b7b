/*
 * Sparse inverse covariance by block coordinate descent (Friedman, Hastie & Tibshirani 2008), with the start, the
 * stopping rules and the defaults of scikit-learn 1.2 (mode "cd"). O(iterations · n³).
 */
import { EphysError } from "#core/model/index.ts";
import { lassoFromGram } from "./coordinate-descent.ts";
import { pseudoInverseSymmetric } from "./pseudo-inverse.ts";

export interface GraphicalLassoOptions {
  /** weight of the penalty; default 0.01 */
  readonly alpha?: number | undefined;
  /** duality gap at which to stop; default 1e-4 */
  readonly tol?: number | undefined;
  /** relative change at which an inner regression stops; default 1e-4 */
  readonly enet_tol?: number | undefined;
  /** default 100 */
  readonly max_iter?: number | undefined;
}

export interface GraphicalLassoFit {
  /** [n × n] */
  readonly covariance: Float64Array;
  /** its sparse inverse: [n × n] */
  readonly precision: Float64Array;
}

/**
 * Covariance estimate [n × n] from an empirical covariance [n × n].
 * @throws InvalidParameter for an alpha or tolerance that is not positive; InvalidValue where the estimate breaks down
 */
export function graphicalLasso(
  empirical: Float64Array,
  n: number,
  options: GraphicalLassoOptions,
): Float64Array {
  const { alpha = 0.01, tol = 1e-4, enet_tol = 1e-4 } = options;
  for (const [parameter, value] of Object.entries({ alpha, tol, enet_tol })) {
    if (value > 0) continue;
    throw new EphysError("InvalidParameter", `${parameter} ${String(value)} must be above 0`, {
      parameter,
      value,
    });
  }
  if (n < 2) throw new EphysError("InvalidValue", "a graphical lasso needs at least two channels");
  const fit = fitGraphicalLasso(empirical, n, alpha, options);
  if (fit !== undefined) return fit.covariance;
  throw new EphysError(
    "InvalidValue",
    "the graphical lasso breaks down on this covariance; take a larger alpha, or remove channels that repeat others",
    { alpha },
  );
}

/**
 * One fit; undefined where it breaks down (scikit-learn's FloatingPointError).
 * @param start covariance to begin with; default the empirical one
 */
export function fitGraphicalLasso(
  empirical: Float64Array,
  n: number,
  alpha: number,
  { tol = 1e-4, enet_tol = 1e-4, max_iter = 100 }: GraphicalLassoOptions,
  start: Float64Array = empirical,
): GraphicalLassoFit | undefined {
  // smaller off the diagonal, so that an ill-conditioned start does no harm
  const covariance = start.map((v) => v * 0.95);
  for (let i = 0; i < n; i++) covariance[i * n + i] = empirical[i * n + i];
  if (!covariance.every(Number.isFinite)) return undefined;
  const precision = pseudoInverseSymmetric(covariance, n, n * Number.EPSILON);
  for (let iteration = 0; iteration < max_iter; iteration++) {
    for (let column = 0; column < n; column++) {
      const step = { n, column, alpha, tol: enet_tol, maxIter: max_iter };
      updateColumn(covariance, precision, empirical, step);
    }
    if (!precision.every(Number.isFinite)) return undefined;
    if (Math.abs(dualityGap(empirical, precision, n, alpha)) < tol) break;
    // a precision without a logarithm of its determinant has no cost
    if (iteration > 0 && !Number.isFinite(logDeterminant(precision, n))) return undefined;
  }
  return { covariance, precision };
}

interface ColumnStep {
  readonly n: number;
  readonly column: number;
  readonly alpha: number;
  readonly tol: number;
  readonly maxIter: number;
}

/** One column of covariance and precision, from a lasso of that variable on the others. */
function updateColumn(
  covariance: Float64Array,
  precision: Float64Array,
  empirical: Float64Array,
  { n, column, alpha, tol, maxIter }: ColumnStep,
): void {
  const m = n - 1;
  const other = (k: number): number => (k < column ? k : k + 1);
  const gram = new Float64Array(m * m);
  const target = new Float64Array(m);
  const w = new Float64Array(m);
  const diagonal = precision[column * n + column] + 1000 * Number.EPSILON;
  for (let k = 0; k < m; k++) {
    const i = other(k);
    target[k] = empirical[column * n + i];
    w[k] = -(precision[i * n + column] / diagonal);
    for (let l = 0; l < m; l++) gram[k * m + l] = covariance[i * n + other(l)];
  }
  lassoFromGram(w, { gram, target, alpha, tol, maxIter });
  let explained = 0;
  for (let k = 0; k < m; k++) explained += covariance[other(k) * n + column] * w[k];
  const own = 1 / (covariance[column * n + column] - explained);
  precision[column * n + column] = own;
  for (let k = 0; k < m; k++) {
    const i = other(k);
    precision[i * n + column] = -own * w[k];
    precision[column * n + i] = -own * w[k];
    let product = 0;
    for (let l = 0; l < m; l++) product += gram[k * m + l] * w[l];
    covariance[i * n + column] = product;
    covariance[column * n + i] = product;
  }
}

/** tr(S·P) − n + alpha·(Σ|P| − Σ|diag P|). */
function dualityGap(
  empirical: Float64Array,
  precision: Float64Array,
  n: number,
  alpha: number,
): number {
  let gap = -n;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      gap += empirical[i * n + j] * precision[i * n + j];
      if (i !== j) gap += alpha * Math.abs(precision[i * n + j]);
    }
  }
  return gap;
}

/** Logarithm of a determinant by elimination with pivots; −∞ where the determinant is not positive. */
export function logDeterminant(a: Float64Array, n: number): number {
  const lu = a.slice();
  let sum = 0;
  let sign = 1;
  for (let k = 0; k < n; k++) {
    let pivot = k;
    for (let i = k + 1; i < n; i++) {
      if (Math.abs(lu[i * n + k]) > Math.abs(lu[pivot * n + k])) pivot = i;
    }
    const value = lu[pivot * n + k];
    if (value === 0 || Number.isNaN(value)) return -Infinity;
    if (pivot !== k) {
      sign = -sign;
      for (let j = 0; j < n; j++) {
        [lu[k * n + j], lu[pivot * n + j]] = [lu[pivot * n + j], lu[k * n + j]];
      }
    }
    if (value < 0) sign = -sign;
    sum += Math.log(Math.abs(value));
    for (let i = k + 1; i < n; i++) {
      const factor = lu[i * n + k] / value;
      for (let j = k + 1; j < n; j++) lu[i * n + j] -= factor * lu[k * n + j];
    }
  }
  return sign > 0 ? sum : -Infinity;
}
