import { fc, test } from "@fast-check/vitest";
import { describe, expect, it } from "vitest";
import { expectClose } from "#test/support/close.ts";
import {
  eighSymmetric,
  estimateCovariance,
  multiplyMatrices,
  pseudoInverseSymmetric,
  secondMoments,
  solveLinear,
  svd,
  transpose,
  whiteningFromCovariance,
} from "./index.ts";

const entry = fc.double({ min: -10, max: 10, noNaN: true });

const matrix = fc
  .tuple(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 7 }))
  .chain(([m, n]) =>
    fc.tuple(
      fc.constant(m),
      fc.constant(n),
      fc.array(entry, { minLength: m * n, maxLength: m * n }).map((v) => Float64Array.from(v)),
    ),
  );

describe("decompositions", () => {
  test.prop([matrix])(
    "singular values and vectors give the matrix back, largest first",
    ([m, n, a]) => {
      const { u, s, vt } = svd(a, m, n);
      const k = Math.min(m, n);
      const scaled = vt.map((v, i) => v * s[Math.floor(i / n)]);
      expectClose(multiplyMatrices(u, scaled, m, k, n), a, { atol: 1e-9 });
      for (let i = 1; i < k; i++) expect(s[i]).toBeLessThanOrEqual(s[i - 1]);
    },
  );

  test.prop([matrix])("eigenvalues ascend and rebuild a symmetric matrix", ([m, n, a]) => {
    const gram = multiplyMatrices(transpose(a, m, n), a, n, m, n);
    const { values, vectors } = eighSymmetric(gram, n);
    const scaled = vectors.map((v, i) => v * values[i % n]);
    expectClose(multiplyMatrices(scaled, transpose(vectors, n, n), n, n, n), gram, { atol: 1e-8 });
    for (let i = 1; i < n; i++) expect(values[i]).toBeGreaterThanOrEqual(values[i - 1]);
  });

  it("refuses NaN, which would never converge", () => {
    expect(() => svd(Float64Array.of(1, NaN, 2, 3), 2, 2)).toThrow(
      expect.objectContaining({ code: "InvalidValue" }),
    );
  });

  it("solves a system and refuses a singular one", () => {
    expectClose(solveLinear(Float64Array.of(2, 1, 1, 3), 2, Float64Array.of(3, 5)), [0.8, 1.4], {
      atol: 1e-15,
    });
    expect(() => solveLinear(Float64Array.of(1, 2, 2, 4), 2, Float64Array.of(1, 1))).toThrow(
      expect.objectContaining({ code: "InvalidValue" }),
    );
  });

  it("inverts what can be inverted", () => {
    const a = Float64Array.of(4, 0, 0, 0, 0, 0, 0, 0, 2);
    expectClose(pseudoInverseSymmetric(a, 3), [0.25, 0, 0, 0, 0, 0, 0, 0, 0.5], { atol: 1e-15 });
  });
});

describe("whitening and covariance", () => {
  const data = Float64Array.from(
    { length: 3 * 200 },
    (_, i) => Math.sin(i * i) + (i % 3 === 0 ? 1 : 0),
  );

  it("whitens: the whitened covariance is the identity", () => {
    const { covariance } = secondMoments(data, 3);
    const w = whiteningFromCovariance(covariance, 3, 0);
    const white = multiplyMatrices(
      multiplyMatrices(transpose(w, 3, 3), covariance, 3, 3, 3),
      w,
      3,
      3,
      3,
    );
    expectClose(white, [1, 0, 0, 0, 1, 0, 0, 0, 1], { atol: 1e-10 });
  });

  it.each([
    { method: "LedoitWolf" },
    { method: "OAS" },
    { method: "ShrunkCovariance", shrinkage: 0.3 },
  ] as const)("$method keeps the total variance and shrinks the rest", (estimator) => {
    const moments = secondMoments(data, 3);
    const shrunk = estimateCovariance(moments, estimator);
    const trace = (a: Float64Array): number => a[0] + a[4] + a[8];
    expect(trace(shrunk)).toBeCloseTo(trace(moments.covariance), 10);
    expect(Math.abs(shrunk[1])).toBeLessThan(Math.abs(moments.covariance[1]));
  });

  it("keeps small correlations out of the inverse of a graphical lasso", () => {
    const moments = secondMoments(data, 3);
    const sparse = estimateCovariance(moments, { method: "GraphicalLasso", alpha: 100 });
    expectClose(
      sparse.filter((_, i) => i % 4 !== 0),
      new Float64Array(6),
      { atol: 1e-12 },
    );
  });
});
