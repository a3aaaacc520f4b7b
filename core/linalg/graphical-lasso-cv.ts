/*
 * Graphical lasso whose penalty is chosen by cross-validation on a grid refined around the best value, as
 * scikit-learn 1.2 does (GraphicalLassoCV): contiguous folds, each with its own mean removed.
 * O(folds · alphas · refinements · n³).
 */
import { EphysError } from "#core/model/index.ts";
import {
  fitGraphicalLasso,
  graphicalLasso,
  logDeterminant,
  type GraphicalLassoOptions,
} from "./graphical-lasso.ts";

/** Sums over the rows of one fold. */
export interface FoldMoments {
  readonly rows: number;
  /** Σx: [n] */
  readonly sums: Float64Array;
  /** Σx·xᵀ: [n × n] */
  readonly products: Float64Array;
}

export interface GraphicalLassoCvOptions extends Omit<GraphicalLassoOptions, "alpha"> {
  /** how many values a grid has, or the values themselves; default 4 */
  readonly alphas?: number | readonly number[] | undefined;
  /** how often the grid is refined; default 4 */
  readonly n_refinements?: number | undefined;
}

/** Rows of each of `count` contiguous folds (scikit-learn's KFold). @throws InvalidParameter */
export function foldSizes(rows: number, count: number): number[] {
  if (!Number.isInteger(count) || count < 2 || count > rows) {
    throw new EphysError(
      "InvalidParameter",
      `cv ${String(count)} must be a whole number from 2 to the ${String(rows)} samples there are`,
      { parameter: "cv", value: count },
    );
  }
  const extra = rows % count;
  return Array.from({ length: count }, (_, i) => Math.floor(rows / count) + (i < extra ? 1 : 0));
}

interface Split {
  readonly train: Float64Array;
  readonly test: Float64Array;
}

interface Tried {
  readonly alpha: number;
  /** mean log-likelihood of the left-out folds */
  readonly score: number;
}

/** Covariance estimate [n × n] with the penalty that describes left-out rows best. */
export function graphicalLassoCv(
  empirical: Float64Array,
  n: number,
  folds: readonly FoldMoments[],
  options: GraphicalLassoCvOptions,
): Float64Array {
  const { max_iter = 100, alphas = 4 } = options;
  if ((typeof alphas === "number" ? alphas : alphas.length) < 2) {
    throw new EphysError(
      "InvalidParameter",
      "alphas must be at least two penalties to choose from",
      {
        parameter: "alphas",
      },
    );
  }
  const alpha = bestAlpha(empirical, n, folds, {
    ...options,
    max_iter: Math.trunc(0.1 * max_iter),
  });
  return graphicalLasso(empirical, n, { ...options, alpha });
}

function bestAlpha(
  empirical: Float64Array,
  n: number,
  folds: readonly FoldMoments[],
  options: GraphicalLassoCvOptions,
): number {
  const { alphas: given = 4, n_refinements = 4 } = options;
  const splits = splitsOf(folds, n);
  const isGrid = typeof given === "number";
  const largest = largestCovariance(empirical, n);
  let alphas = isGrid ? logspace(0.01 * largest, largest, given).reverse() : [...given];
  const path: Tried[] = [];
  let best = 0;
  for (let i = 0; i < (isGrid ? n_refinements : 1); i++) {
    path.push(...scored(splits, n, alphas, options));
    path.sort((a, b) => b.alpha - a.alpha);
    const lastFinite = path.findLastIndex(({ score }) => Number.isFinite(score));
    best = bestOf(path, best);
    const [from, to] = around(path, best, lastFinite);
    if (isGrid) alphas = logspace(from, to, given + 2).slice(1, -1);
  }
  return path[best].alpha;
}

/** The last of the highest scores; where none counts the one before stays. */
function bestOf(path: readonly Tried[], before: number): number {
  let best = before;
  let highest = -Infinity;
  for (const [index, { score }] of path.entries()) {
    if (score >= highest) {
      highest = score;
      best = index;
    }
  }
  return best;
}

/** Between which penalties the next grid lies. */
function around(
  path: readonly Tried[],
  best: number,
  lastFinite: number,
): [from: number, to: number] {
  const at = (i: number): number => path[Math.min(i, path.length - 1)].alpha;
  if (best === 0) return [at(0), at(1)];
  if (best === path.length - 1) return [at(best), 0.01 * at(best)];
  if (best === lastFinite) return [at(best), at(best + 1)];
  return [at(best - 1), at(best + 1)];
}

/** Mean score of every penalty over the splits; each fit starts from the one before. */
function scored(
  splits: readonly Split[],
  n: number,
  alphas: readonly number[],
  options: GraphicalLassoCvOptions,
): Tried[] {
  const sums = new Float64Array(alphas.length);
  for (const { train, test } of splits) {
    let start = train;
    for (const [i, alpha] of alphas.entries()) {
      const fit = fitGraphicalLasso(train, n, alpha, options, start);
      if (fit !== undefined) start = fit.covariance;
      const score = fit === undefined ? -Infinity : logLikelihood(test, fit.precision, n);
      sums[i] += Number.isFinite(score) ? score : -Infinity;
    }
  }
  return alphas.map((alpha, i) => {
    const score = sums[i] / splits.length;
    // a likelihood that large is that of a degenerate fit
    return { alpha, score: score >= 0.1 / Number.EPSILON ? NaN : score };
  });
}

function logLikelihood(covariance: Float64Array, precision: Float64Array, n: number): number {
  let trace = 0;
  for (let i = 0; i < covariance.length; i++) trace += covariance[i] * precision[i];
  return (-trace + logDeterminant(precision, n) - n * Math.log(2 * Math.PI)) / 2;
}

function splitsOf(folds: readonly FoldMoments[], n: number): Split[] {
  return folds.map((test, left) => ({
    test: centredCovariance([test], n),
    train: centredCovariance(
      folds.filter((_, i) => i !== left),
      n,
    ),
  }));
}

/** Covariance about the mean of all rows of some folds. */
function centredCovariance(folds: readonly FoldMoments[], n: number): Float64Array {
  const products = new Float64Array(n * n);
  const sums = new Float64Array(n);
  let rows = 0;
  for (const fold of folds) {
    rows += fold.rows;
    for (let i = 0; i < n; i++) sums[i] += fold.sums[i];
    for (let i = 0; i < products.length; i++) products[i] += fold.products[i];
  }
  return products.map((p, i) => {
    const [a, b] = [sums[Math.floor(i / n)], sums[i % n]];
    return p / rows - (a / rows) * (b / rows);
  });
}

/** The smallest penalty that leaves no entry off the diagonal. */
function largestCovariance(covariance: Float64Array, n: number): number {
  let largest = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      if (i !== j) largest = Math.max(largest, Math.abs(covariance[i * n + j]));
    }
  }
  return largest;
}

/** numpy.logspace between two values. */
function logspace(from: number, to: number, count: number): number[] {
  const [a, b] = [Math.log10(from), Math.log10(to)];
  return Array.from({ length: count }, (_, i) =>
    count === 1 ? 10 ** a : 10 ** (a + (i * (b - a)) / (count - 1)),
  );
}
