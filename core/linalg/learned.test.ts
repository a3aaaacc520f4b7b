import { fc, test } from "@fast-check/vitest";
import { describe, expect, it } from "vitest";
import { typescriptKernels } from "#core/kernels/index.ts";
import { IncrementalPca, nonNegativeLeastSquares } from "./index.ts";

const value = fc.double({ min: -5, max: 5, noNaN: true });

describe("non-negative least squares", () => {
  test.prop([
    fc.integer({ min: 1, max: 5 }),
    fc.array(value, { minLength: 60, maxLength: 60 }),
    fc.array(value, { minLength: 12, maxLength: 12 }),
  ])("meets the conditions of an optimum", (n, entries, b) => {
    const a = (row: number, column: number): number => entries[row * 5 + column] ?? 0;
    const gram = new Float64Array(n * n);
    const right = new Float64Array(n);
    for (let row = 0; row < 12; row++) {
      for (let i = 0; i < n; i++) {
        right[i] += a(row, i) * (b[row] ?? 0);
        for (let j = 0; j < n; j++) gram[i * n + j] += a(row, i) * a(row, j);
      }
    }
    const x = nonNegativeLeastSquares(gram, right);
    for (let i = 0; i < n; i++) {
      let gradient = -(right[i] ?? 0);
      for (let j = 0; j < n; j++) gradient += (gram[i * n + j] ?? 0) * (x[j] ?? 0);
      expect(x[i]).toBeGreaterThanOrEqual(0);
      expect(gradient).toBeGreaterThan(-1e-6);
      if ((x[i] ?? 0) > 1e-9) expect(Math.abs(gradient)).toBeLessThan(1e-6);
    }
  });
});

describe("principal components learned in batches", () => {
  const rows = (count: number, seed: number): Float64Array =>
    Float64Array.from({ length: count * 6 }, (_, k) => {
      const row = Math.floor(k / 6) + seed;
      const along = Math.sin(row * 1.7) * 10;
      return along * ((k % 6) + 1) + Math.sin(row * 3.1 + k) * (k % 6 === 2 ? 4 : 0.1) + 5;
    });

  it("give whitened scores of variance 1, the first along the largest spread", () => {
    const batch = rows(200, 0);
    const pca = new IncrementalPca(2, 6, true, typescriptKernels);
    pca.partialFit(batch);
    const scores = Array.from({ length: 200 }, (_, i) => {
      const out = new Float64Array(2);
      pca.transform(batch.subarray(6 * i, 6 * i + 6), out);
      return out;
    });
    for (const k of [0, 1]) {
      const variance = scores.reduce((sum, score) => sum + (score[k] ?? 0) ** 2, 0) / 199;
      expect(variance).toBeCloseTo(1, 6);
    }
    const ends = new Float64Array(2);
    pca.transform(Float64Array.of(105, 205, 305, 405, 505, 605), ends);
    expect(Math.abs(ends[0] ?? 0)).toBeGreaterThan(10);
  });

  it("are nearly those of all rows at once", () => {
    const whole = rows(120, 3);
    const once = new IncrementalPca(1, 6, false, typescriptKernels);
    once.partialFit(whole);
    const twice = new IncrementalPca(1, 6, false, typescriptKernels);
    twice.partialFit(whole.subarray(0, 360));
    twice.partialFit(whole.subarray(360));
    const a = new Float64Array(1);
    const b = new Float64Array(1);
    for (let i = 0; i < 120; i++) {
      once.transform(whole.subarray(6 * i, 6 * i + 6), a);
      twice.transform(whole.subarray(6 * i, 6 * i + 6), b);
      expect(b[0]).toBeCloseTo(a[0] ?? NaN, 1);
    }
  });

  it("cannot be more than there are values", () => {
    expect(() => new IncrementalPca(7, 6, true, typescriptKernels)).toThrow(/n_components 7/);
  });
});
