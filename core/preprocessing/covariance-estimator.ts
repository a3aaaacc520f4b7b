import { RandomState } from "#core/learning/index.ts";
import {
  estimateCovariance,
  foldsOf,
  minCovDet,
  secondMoments,
  type CovarianceEstimator,
} from "#core/linalg/index.ts";
import { EphysError, type JsonObject, type JsonValue } from "#core/model/index.ts";

/** An estimator that needs the samples themselves. */
export interface RobustEstimator {
  readonly method: "MinCovDet";
  readonly supportFraction: number | undefined;
  readonly seed: number;
}

/**
 * Covariance of [row × n] centred data by any estimator.
 * @throws InvalidParameter, InvalidValue as the estimators do
 */
export function covarianceOf(
  values: Float64Array,
  n: number,
  estimator: CovarianceEstimator | RobustEstimator,
): Float64Array {
  if (estimator.method !== "MinCovDet") {
    return estimateCovariance(secondMoments(values, n, foldsOf(estimator)), estimator);
  }
  const random = new RandomState(estimator.seed);
  const { supportFraction } = estimator;
  return minCovDet(values, n, { supportFraction, permutation: (size) => random.permutation(size) });
}

/**
 * The covariance estimator that scikit-learn style arguments ask for.
 * @throws InvalidParameter for wrong arguments, Unsupported for estimators that are not here
 */
export function estimatorOf(kwargs: JsonObject): CovarianceEstimator | RobustEstimator {
  const { method = "GraphicalLassoCV", assume_centered = true, ...rest } = kwargs;
  if (assume_centered !== true) {
    throw invalid("assume_centered", "must be true: the data is centred before");
  }
  switch (method) {
    case "EmpiricalCovariance":
    case "LedoitWolf":
    case "OAS":
      numbersOf(rest, ["block_size", "store_precision"]);
      return { method };
    case "ShrunkCovariance":
      return {
        method,
        shrinkage: numbersOf(rest, ["shrinkage", "store_precision"])["shrinkage"] ?? 0.1,
      };
    case "GraphicalLasso":
      checkMode(rest);
      return { method, ...numbersOf(rest, [...LASSO, "alpha"]) };
    case "GraphicalLassoCV": {
      checkMode(rest);
      const { alphas, cv, ...others } = rest;
      const numbers = numbersOf(others, [...LASSO, "n_refinements", "n_jobs"]);
      return { method, cv: foldsField(cv), alphas: alphasField(alphas), ...numbers };
    }
    case "MinCovDet":
    case "EllipticEnvelope":
      return robustEstimator(rest, method === "MinCovDet" ? [] : ["contamination"]);
    default:
      throw new EphysError(
        "Unsupported",
        `whiten: the covariance estimator ${JSON.stringify(method)} is not available; choose EmpiricalCovariance, ShrunkCovariance, LedoitWolf, OAS, GraphicalLasso, GraphicalLassoCV or MinCovDet`,
        { step: "whiten", parameter: "regularize_kwargs", method },
      );
  }
}

function robustEstimator(rest: JsonObject, others: readonly string[]): RobustEstimator {
  const { support_fraction, random_state, ...more } = rest;
  numbersOf(more, ["store_precision", ...others]);
  const isShare =
    typeof support_fraction === "number" && support_fraction > 0 && support_fraction <= 1;
  if (!isShare && (support_fraction ?? null) !== null) {
    throw invalid("support_fraction", "must be above 0 and at most 1");
  }
  const isSeed = typeof random_state === "number" && Number.isInteger(random_state);
  if (!isSeed && (random_state ?? null) !== null) {
    throw invalid("random_state", "must be a whole number");
  }
  return {
    method: "MinCovDet",
    supportFraction: isShare ? support_fraction : undefined,
    // without a seed 0 is used, so that results repeat
    seed: isSeed ? random_state : 0,
  };
}

const LASSO = ["tol", "enet_tol", "max_iter", "mode", "verbose"] as const;

/** Of the two solvers only coordinate descent is here. */
function checkMode({ mode = "cd" }: JsonObject): void {
  if (mode === "cd") return;
  if (mode !== "lars") throw invalid("mode", 'must be "cd"');
  throw new EphysError(
    "Unsupported",
    'whiten: regularize_kwargs: mode "lars" is not available; leave it out or choose "cd"',
    { step: "whiten", parameter: "regularize_kwargs.mode" },
  );
}

function foldsField(cv: JsonValue | undefined): number {
  if (cv === undefined || cv === null) return 5;
  if (typeof cv === "number" && Number.isInteger(cv) && cv >= 2) return cv;
  throw invalid("cv", "must be a whole number of folds from 2 on");
}

function alphasField(alphas: JsonValue | undefined): number | readonly number[] | undefined {
  if (alphas === undefined || alphas === null) return undefined;
  if (typeof alphas === "number" && Number.isInteger(alphas) && alphas >= 1) return alphas;
  const list = Array.isArray(alphas) ? (alphas as readonly JsonValue[]) : [];
  const isPenalty = (a: JsonValue): a is number => typeof a === "number" && a > 0;
  if (list.length > 0 && list.every(isPenalty)) return list;
  throw invalid("alphas", "must be how many penalties to try, or a list of positive ones");
}

function numbersOf(rest: JsonObject, known: readonly string[]): Readonly<Record<string, number>> {
  const numbers: Record<string, number> = {};
  for (const [key, value] of Object.entries(rest)) {
    if (!known.includes(key)) throw invalid(key, "is not an argument of this estimator");
    if (key === "mode" || key === "n_jobs") continue;
    if (typeof value === "number") numbers[key] = value;
    else if (typeof value !== "boolean") throw invalid(key, "must be a number");
  }
  return numbers;
}

function invalid(parameter: string, what: string): EphysError {
  return new EphysError("InvalidParameter", `whiten: regularize_kwargs: ${parameter} ${what}`, {
    step: "whiten",
    parameter: `regularize_kwargs.${parameter}`,
  });
}
