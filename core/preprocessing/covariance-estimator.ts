import type { CovarianceEstimator } from "#core/linalg/index.ts";
import { EphysError, type JsonObject } from "#core/model/index.ts";

/**
 * The covariance estimator that scikit-learn style arguments ask for.
 * @throws InvalidParameter for wrong arguments, Unsupported for estimators that are not here
 */
export function estimatorOf(kwargs: JsonObject): CovarianceEstimator {
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
      return { method, ...numbersOf(rest, ["alpha", "tol", "enet_tol", "max_iter"]) };
    default:
      throw new EphysError(
        "Unsupported",
        `whiten: the covariance estimator ${JSON.stringify(method)} is not available; choose EmpiricalCovariance, ShrunkCovariance, LedoitWolf, OAS or GraphicalLasso`,
        { step: "whiten", parameter: "regularize_kwargs", method },
      );
  }
}

function numbersOf(rest: JsonObject, known: readonly string[]): Readonly<Record<string, number>> {
  const numbers: Record<string, number> = {};
  for (const [key, value] of Object.entries(rest)) {
    if (!known.includes(key)) throw invalid(key, "is not an argument of this estimator");
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
