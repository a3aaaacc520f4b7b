/*
 * Regularised covariance estimates of centred data, as scikit-learn 1.2 makes them: empirical, shrunk, Ledoit-Wolf
 * (Ledoit & Wolf 2004), oracle approximating shrinkage (Chen et al. 2010), graphical lasso (Friedman et al. 2008), also
 * with its penalty chosen by cross-validation.
 */
import { EphysError } from "#core/model/index.ts";
import { graphicalLasso, type GraphicalLassoOptions } from "./graphical-lasso.ts";
import {
  foldSizes,
  graphicalLassoCv,
  type FoldMoments,
  type GraphicalLassoCvOptions,
} from "./graphical-lasso-cv.ts";

/** Sums over rows of centred data from which the closed-form estimates follow. */
export interface SecondMoments {
  /** XᵀX/rows: [n × n] */
  readonly covariance: Float64Array;
  readonly rows: number;
  readonly n: number;
  /** Σ_rows (Σ_columns x²)², for Ledoit-Wolf */
  readonly sumSquaredNorms: number;
  /** contiguous folds of the rows, for an estimator that validates */
  readonly folds?: readonly FoldMoments[] | undefined;
}

/** Which estimator, with its own arguments; names are scikit-learn's. */
export type CovarianceEstimator =
  | { readonly method: "EmpiricalCovariance" }
  | { readonly method: "ShrunkCovariance"; readonly shrinkage: number }
  | { readonly method: "LedoitWolf" }
  | { readonly method: "OAS" }
  | ({ readonly method: "GraphicalLasso" } & GraphicalLassoOptions)
  | ({ readonly method: "GraphicalLassoCV"; readonly cv: number } & GraphicalLassoCvOptions);

/** Folds whose moments an estimator needs; undefined = none. */
export function foldsOf(estimator: CovarianceEstimator): number | undefined {
  return estimator.method === "GraphicalLassoCV" ? estimator.cv : undefined;
}

/** Moments of [row × n] data, which is taken to be centred; of its folds too where a number of them is given. */
export function secondMoments(
  data: ArrayLike<number>,
  n: number,
  numFolds?: number,
): SecondMoments {
  const rows = data.length / n;
  const covariance = new Float64Array(n * n);
  let sumSquaredNorms = 0;
  for (let row = 0; row < data.length; row += n) {
    let norm = 0;
    for (let i = 0; i < n; i++) {
      const x = data[row + i];
      norm += x * x;
      for (let j = 0; j <= i; j++) covariance[i * n + j] += x * data[row + j];
    }
    sumSquaredNorms += norm * norm;
  }
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      covariance[i * n + j] /= rows;
      covariance[j * n + i] = covariance[i * n + j];
    }
  }
  const folds = numFolds === undefined ? undefined : foldMoments(data, n, numFolds);
  return { covariance, rows, n, sumSquaredNorms, folds };
}

function foldMoments(data: ArrayLike<number>, n: number, numFolds: number): FoldMoments[] {
  let row = 0;
  return foldSizes(data.length / n, numFolds).map((rows) => {
    const sums = new Float64Array(n);
    const products = new Float64Array(n * n);
    for (const end = row + rows; row < end; row++) {
      for (let i = 0; i < n; i++) {
        const x = data[row * n + i];
        sums[i] += x;
        for (let j = 0; j < n; j++) products[i * n + j] += x * data[row * n + j];
      }
    }
    return { rows, sums, products };
  });
}

/** The estimate: [n × n]. */
export function estimateCovariance(
  moments: SecondMoments,
  estimator: CovarianceEstimator,
): Float64Array {
  switch (estimator.method) {
    case "EmpiricalCovariance":
      return moments.covariance;
    case "ShrunkCovariance":
      return shrunk(moments, checkedShrinkage(estimator.shrinkage));
    case "LedoitWolf":
      return shrunk(moments, ledoitWolfShrinkage(moments));
    case "OAS":
      return shrunk(moments, oasShrinkage(moments));
    case "GraphicalLasso":
      if (moments.rows < 2) {
        throw new EphysError("InvalidValue", "a graphical lasso needs at least two samples");
      }
      return graphicalLasso(moments.covariance, moments.n, estimator);
    case "GraphicalLassoCV":
      if (moments.folds === undefined) {
        throw new EphysError("Internal", "cross-validation needs the moments of the folds");
      }
      return graphicalLassoCv(moments.covariance, moments.n, moments.folds, estimator);
  }
}

function checkedShrinkage(value: number): number {
  if (value >= 0 && value <= 1) return value;
  throw new EphysError("InvalidParameter", `shrinkage ${String(value)} is not between 0 and 1`, {
    parameter: "shrinkage",
    value,
  });
}

/** (1 − s)·C + s·mean variance·I. */
function shrunk({ covariance, n }: SecondMoments, shrinkage: number): Float64Array {
  const mu = trace(covariance, n) / n;
  const out = covariance.map((v) => v * (1 - shrinkage));
  for (let i = 0; i < n; i++) out[i * n + i] += shrinkage * mu;
  return out;
}

function ledoitWolfShrinkage({ covariance, rows, n, sumSquaredNorms }: SecondMoments): number {
  if (n === 1) return 0;
  const total = trace(covariance, n);
  const mu = total / n;
  const squares = sumOfSquares(covariance);
  const beta = (sumSquaredNorms / rows - squares) / (n * rows);
  const delta = (squares - 2 * mu * total + n * mu * mu) / n;
  const limited = Math.min(beta, delta);
  return limited === 0 ? 0 : limited / delta;
}

function oasShrinkage({ covariance, rows, n }: SecondMoments): number {
  if (n === 1) return 0;
  const mu = trace(covariance, n) / n;
  const alpha = sumOfSquares(covariance) / (n * n);
  const denominator = (rows + 1) * (alpha - (mu * mu) / n);
  return denominator === 0 ? 1 : Math.min((alpha + mu * mu) / denominator, 1);
}

function trace(a: Float64Array, n: number): number {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += a[i * n + i];
  return sum;
}

function sumOfSquares(a: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * a[i];
  return sum;
}
