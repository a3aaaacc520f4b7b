import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { RandomState } from "#core/learning/index.ts";
import { expectClose } from "#test/support/close.ts";
import {
  estimateCovariance,
  foldsOf,
  minCovDet,
  secondMoments,
  type CovarianceEstimator,
} from "./index.ts";

interface RobustArguments {
  readonly method: "MinCovDet";
  readonly random_state: number;
  readonly support_fraction?: number;
}

interface Table {
  readonly data: Readonly<Record<string, { readonly n: number; readonly values: number[] }>>;
  readonly cases: readonly {
    readonly data: string;
    readonly kwargs: CovarianceEstimator | RobustArguments;
    readonly covariance: number[];
  }[];
}

// made with scikit-learn 1.2.1, see `origin` in the file
const path = new URL("./fixtures/covariance.json", import.meta.url);
const table = JSON.parse(readFileSync(path, "utf8")) as Table;

/** What scikit-learn takes where nothing is said. */
function withDefaults(kwargs: CovarianceEstimator): CovarianceEstimator {
  if (kwargs.method === "ShrunkCovariance") return Object.assign({ shrinkage: 0.1 }, kwargs);
  if (kwargs.method === "GraphicalLassoCV") return Object.assign({ cv: 5 }, kwargs);
  return kwargs;
}

function estimate(
  values: number[],
  n: number,
  kwargs: CovarianceEstimator | RobustArguments,
): Float64Array {
  if (kwargs.method === "MinCovDet") {
    const random = new RandomState(kwargs.random_state);
    return minCovDet(Float64Array.from(values), n, {
      supportFraction: kwargs.support_fraction,
      permutation: (size) => random.permutation(size),
    });
  }
  const estimator = withDefaults(kwargs);
  return estimateCovariance(secondMoments(values, n, foldsOf(estimator)), estimator);
}

describe("covariance estimators", () => {
  it.each(table.cases)("equal scikit-learn's on $data: $kwargs", ({ data, kwargs, covariance }) => {
    const { n, values } = table.data[data] ?? { n: 0, values: [] };
    const largest = Math.max(...covariance.map(Math.abs));
    expectClose(estimate(values, n, kwargs), covariance, {
      rtol: 1e-9,
      atol: 1e-12 * largest,
    });
  });

  it("cannot be cross-validated with more folds than samples, nor with one penalty", () => {
    const values = Float64Array.of(1, 2, 3, 4, 5, 7);
    expect(() => secondMoments(values, 2, 4)).toThrow(
      expect.objectContaining({ code: "InvalidParameter" }),
    );
    const moments = secondMoments(values, 2, 3);
    expect(() =>
      estimateCovariance(moments, { method: "GraphicalLassoCV", cv: 3, alphas: 1 }),
    ).toThrow(expect.objectContaining({ code: "InvalidParameter" }));
  });
});
