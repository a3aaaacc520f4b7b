import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cleanMotion } from "./cleaning.ts";
import { correlateWindows, type Raster } from "./cross-correlation.ts";
import { byGradientDescent, byLsmr, byRobustLsqr, type PairTable } from "./global-displacement.ts";
import { solveWindows } from "./thomas.ts";
import { rigidWindows, spatialWindows } from "./windows.ts";

const positions = fc
  .array(fc.double({ min: -50, max: 50, noNaN: true }), { minLength: 3, maxLength: 12 })
  .map((values) => Float64Array.from(values));

/** The displacements that bins at these places have. */
function pairsOf(places: Float64Array): PairTable {
  const n = places.length;
  const displacement = Float64Array.from(
    { length: n * n },
    (_, at) => places[Math.floor(at / n)] - places[at % n],
  );
  return { numBins: n, displacement, weights: undefined, mask: undefined };
}

/** Largest distance of two motions that may differ by a constant. */
function misfit(found: ArrayLike<number>, places: Float64Array): number {
  const offsets = Array.from(places, (place, i) => found[i] - place);
  return Math.max(...offsets) - Math.min(...offsets);
}

describe("displacement of bins from that of pairs", () => {
  test("every solver finds what consistent pairs say", () => {
    fc.assert(
      fc.property(positions, (places) => {
        const table = pairsOf(places);
        expect(misfit(byGradientDescent(table), places)).toBeLessThan(0.01);
        expect(misfit(byRobustLsqr(table, 2, 1), places)).toBeLessThan(0.01);
        const options = {
          temporalPrior: false,
          spatialPrior: false,
          softWeights: false,
          sigma: 2,
          numIterations: 1,
          single: false,
        };
        expect(misfit(byLsmr([table], options), places)).toBeLessThan(0.01);
      }),
      { numRuns: 30 },
    );
  });

  test("windows that move alike are solved alike, with or without the spatial prior", () => {
    fc.assert(
      fc.property(positions, (places) => {
        const { numBins, displacement } = pairsOf(places);
        const problem = { numBins, displacement, weights: displacement.map(() => 1) };
        const problems = [problem, problem, problem];
        const weak = { lambdaT: 1e-6, eps: 1e-6 };
        for (const lambdaS of [0, 1e-6]) {
          for (const found of solveWindows(problems, { ...weak, lambdaS }).displacement) {
            expect(misfit(found, places)).toBeLessThan(0.01);
          }
        }
      }),
      { numRuns: 30 },
    );
  });

  test("pairs that are not numbers are refused", () => {
    const problem = {
      numBins: 2,
      displacement: Float64Array.of(0, NaN, 1, 0),
      weights: new Float64Array(4).fill(1),
    };
    expect(() => solveWindows([problem], { lambdaT: 1, lambdaS: 1, eps: 1e-3 })).toThrow(
      expect.objectContaining({ code: "InvalidValue" }),
    );
  });
});

test("correlation finds by how much a profile has moved", () => {
  const numBins = 30;
  const bump = (at: number): number[] =>
    Array.from({ length: numBins }, (_, i) => Math.exp(-((i - at) ** 2) / 8));
  const raster: Raster = {
    numFrames: 3,
    numBins,
    values: Float32Array.from([...bump(15), ...bump(18), ...bump(11)]),
  };
  const spatial = rigidWindows(Float64Array.from({ length: numBins }, (_, i) => 10 * i));
  const found = correlateWindows(raster, raster, spatial, {
    binUm: 10,
    maxDispUm: 100,
    centered: true,
    normalized: true,
    maxDtBins: undefined,
  });
  expect([...(found.displacement[0] ?? [])]).toEqual([0, -30, 40, 30, 0, 70, -40, -70, 0]);
  expect(Math.min(...(found.correlation[0] ?? []))).toBeGreaterThan(0.95);
});

test("windows lie within the contacts and overlap", () => {
  const depths = Float64Array.from({ length: 40 }, (_, i) => 20 * i);
  const options = {
    rigid: false,
    shape: "gaussian",
    stepUm: 100,
    scaleUm: 150,
    marginUm: undefined,
    zeroThreshold: 1e-5,
  } as const;
  const { windows, centers } = spatialWindows(depths, depths, options);
  expect(centers[0]).toBeGreaterThanOrEqual(0);
  expect(centers.at(-1)).toBeLessThanOrEqual(780);
  for (let b = 0; b < centers.length; b++) {
    const sum = windows.subarray(b * 40, (b + 1) * 40).reduce((a, w) => a + w, 0);
    expect(sum).toBeCloseTo(1, 12);
  }
  expect(() => spatialWindows(depths, depths, { ...options, stepUm: 0 })).toThrow(
    expect.objectContaining({ code: "InvalidParameter" }),
  );
});

test("a bump between two fast steps is interpolated over", () => {
  const timesS = Float64Array.of(0, 1, 2, 3, 4, 5);
  const motion = Float64Array.of(0, 1, 90, 91, 4, 5);
  const cleaned = cleanMotion(motion, 1, timesS, { binDurationS: 1, speedThreshold: 30 });
  expect([...cleaned]).toEqual([0, 1, 2, 3, 4, 5]);
});
