import { fc, test } from "@fast-check/vitest";
import { describe, expect, it } from "vitest";
import { eigenvaluesExceed, solvePositive } from "./solve-positive.ts";

/** A symmetric matrix with known eigenvalues: a reflection of a diagonal one. */
function withEigenvalues(values: readonly number[]): Float64Array {
  const n = values.length;
  const v = values.map((_, i) => Math.sin(1 + i));
  const squared = v.reduce((sum, x) => sum + x * x, 0);
  const q = (i: number, j: number): number => (i === j ? 1 : 0) - (2 * v[i] * v[j]) / squared;
  const out = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      out[i * n + j] = values.reduce((sum, value, k) => sum + q(i, k) * value * q(j, k), 0);
    }
  }
  return out;
}

describe("positive definite matrices", () => {
  const eigenvalues = fc.array(fc.double({ min: 0.01, max: 100, noNaN: true }), {
    minLength: 1,
    maxLength: 8,
  });

  test.prop([eigenvalues])("are solved for several columns", (values) => {
    const n = values.length;
    const a = withEigenvalues(values);
    const x = Float64Array.from({ length: 2 * n }, (_, i) => Math.cos(i));
    const b = new Float64Array(2 * n);
    for (let i = 0; i < n; i++) {
      for (let c = 0; c < 2; c++) {
        for (let k = 0; k < n; k++) b[i * 2 + c] += a[i * n + k] * x[k * 2 + c];
      }
    }
    const found = solvePositive(a, n, b, 2) ?? [];
    expect(found).toHaveLength(2 * n);
    for (const [i, value] of found.entries()) expect(value).toBeCloseTo(x[i], 8);
  });

  test.prop([eigenvalues])("tell whether their eigenvalues are above a bound", (values) => {
    const least = Math.min(...values);
    const a = withEigenvalues(values);
    expect(eigenvaluesExceed(a, values.length, 0.99 * least)).toBe(true);
    expect(eigenvaluesExceed(a, values.length, 1.01 * least)).toBe(false);
  });

  it("are none where a value is negative, zero or no number", () => {
    expect(solvePositive(Float64Array.of(1, 2, 2, 1), 2, Float64Array.of(1, 1))).toBeUndefined();
    expect(solvePositive(Float64Array.of(0), 1, Float64Array.of(1))).toBeUndefined();
    expect(solvePositive(Float64Array.of(NaN), 1, Float64Array.of(1))).toBeUndefined();
  });
});
