import { fc, test } from "@fast-check/vitest";
import { describe, expect, it } from "vitest";
import { typescriptKernels } from "#core/kernels/index.ts";
import { correlogramByRate } from "./by-rate.ts";

const PARAMS = { windowMs: 20, binMs: 1, numQuantiles: 4, smoothingMs: 15 };

describe("autocorrelograms by firing rate", () => {
  test.prop([fc.uniqueArray(fc.nat(20_000), { minLength: 2, maxLength: 200 })])(
    "are probabilities, 0 in the middle; rates ascend",
    (samples) => {
      const train = Float64Array.from(samples).sort();
      const { probabilities, rates } = correlogramByRate(
        [train],
        10_000,
        PARAMS,
        typescriptKernels,
      );
      expect(probabilities).toHaveLength(4 * 21);
      expect(probabilities.every((p) => p >= 0 && p <= 1)).toBe(true);
      for (let group = 0; group < 4; group++) expect(probabilities[group * 21 + 10]).toBe(0);
      expect([...rates]).toEqual([...rates].sort((a, b) => a - b));
    },
  );

  it("of a regular train have a peak at its interval", () => {
    const train = Float64Array.from({ length: 400 }, (_, i) => i * 50);
    const { probabilities, rates } = correlogramByRate([train], 10_000, PARAMS, typescriptKernels);
    expect(rates[2]).toBeCloseTo(200, 6);
    expect(Math.max(probabilities[15] ?? 0, probabilities[21 + 15] ?? 0)).toBe(1);
  });

  it("of a silent unit are 0 with unknown rates", () => {
    const { probabilities, rates } = correlogramByRate(
      [new Float64Array(0)],
      10_000,
      PARAMS,
      typescriptKernels,
    );
    expect(probabilities.every((p) => p === 0)).toBe(true);
    expect([...rates]).toEqual([NaN, NaN, NaN, NaN]);
  });
});
