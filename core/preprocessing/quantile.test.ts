import { fc, test } from "@fast-check/vitest";
import { describe, expect, it } from "vitest";
import { mean, median, quantiles, standardDeviation } from "./quantile.ts";

const values = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 1, maxLength: 60 });

describe("order statistics", () => {
  test.prop([values])("the median is the middle of the sorted values", (list) => {
    const sorted = [...list].sort((a, b) => a - b);
    const half = list.length >> 1;
    const expected =
      list.length % 2 ? sorted[half] : ((sorted[half - 1] ?? 0) + (sorted[half] ?? 0)) / 2;
    expect(median(Float64Array.from(list))).toBe(expected);
    expect(median(Int16Array.from(list))).toBe(expected);
  });

  test.prop([values])("quantiles 0, ½ and 1 are smallest, median and largest", (list) => {
    const [low, middle, high] = quantiles(Float64Array.from(list), [0, 0.5, 1]);
    expect(low).toBe(Math.min(...list));
    expect(middle).toBeCloseTo(median(Float64Array.from(list)), 12);
    expect(high).toBe(Math.max(...list));
  });

  it("interpolates between neighbours, as NumPy does", () => {
    // numpy.quantile([1, 2, 4, 8], [0.1, 0.9])
    const [a, b] = quantiles(Float64Array.of(8, 1, 4, 2), [0.1, 0.9]);
    expect(a).toBeCloseTo(1.3, 14);
    expect(b).toBeCloseTo(6.8, 14);
  });

  it("lets NaN win", () => {
    expect(median(Float64Array.of(1, NaN, 2))).toBeNaN();
    expect(quantiles(Float64Array.of(1, NaN), [0.5])).toEqual([NaN]);
  });

  it("knows mean and spread", () => {
    expect(mean(Float64Array.of(1, 2, 6))).toBe(3);
    expect(standardDeviation(Float64Array.of(2, 4))).toBe(1);
  });
});
