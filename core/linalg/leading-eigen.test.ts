import { fc, test } from "@fast-check/vitest";
import { describe, expect, it } from "vitest";
import { typescriptKernels } from "#core/kernels/index.ts";
import { eighSymmetric } from "./decompose.ts";
import { leadingEigen } from "./leading-eigen.ts";

const entry = fc.double({ min: -10, max: 10, noNaN: true });

/** Symmetric; with repeated entries, so that eigenvalues repeat too. */
const symmetric = fc.integer({ min: 1, max: 12 }).chain((n) =>
  fc.record({
    n: fc.constant(n),
    values: fc.array(fc.oneof(entry, fc.constantFrom(0, 1)), {
      minLength: n * n,
      maxLength: n * n,
    }),
  }),
);

describe("leading eigenvalues", () => {
  test.prop([symmetric])("are those of the full decomposition, with their vectors", (given) => {
    const { n, values } = given;
    const a = Float64Array.from({ length: n * n }, (_, k) => {
      const [i, j] = [Math.trunc(k / n), k % n];
      return values[Math.min(i, j) * n + Math.max(i, j)];
    });
    const count = Math.min(n, 3);
    const found = leadingEigen(a, n, count, typescriptKernels);
    const all = eighSymmetric(a, n);
    const size = Math.max(1, ...a.map(Math.abs)) * n;
    for (let k = 0; k < count; k++) {
      expect(Math.abs(found.values[k] - all.values[n - 1 - k])).toBeLessThan(1e-12 * size);
      const vector = found.vectors.subarray(k * n, (k + 1) * n);
      for (let i = 0; i < n; i++) {
        const product = vector.reduce((sum, v, j) => sum + a[i * n + j] * v, 0);
        expect(Math.abs(product - found.values[k] * vector[i])).toBeLessThan(1e-9 * size);
      }
      for (let other = 0; other <= k; other++) {
        const dot = vector.reduce((sum, v, j) => sum + v * found.vectors[other * n + j], 0);
        expect(Math.abs(dot - (other === k ? 1 : 0))).toBeLessThan(1e-9);
      }
    }
  });

  it("stand beside entries whose squares vanish", () => {
    const a = Float64Array.of(0, 0, 1, 0, 1e-162, 6e-111, 1, 6e-111, -2e-61);
    const { values, vectors } = leadingEigen(a, 3, 1, typescriptKernels);
    expect(values[0]).toBeCloseTo(1, 12);
    expect(Math.abs(vectors[0] * vectors[2])).toBeCloseTo(0.5, 12);
  });

  it("of nothing but zeros are zeros", () => {
    expect([...leadingEigen(new Float64Array(9), 3, 2, typescriptKernels).values]).toEqual([0, 0]);
  });
});
