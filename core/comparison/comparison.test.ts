import { describe, expect, it } from "vitest";
import fc from "fast-check";
import type { Sorting } from "#core/sorting/index.ts";
import {
  compareSortings,
  compareToGroundTruth,
  confusionOf,
  hungarianMatch,
  matchCountMatrix,
  orderForDisplay,
} from "./index.ts";

/** Trains per unit → a sorting of one segment at 30 kHz. */
function sortingOf(trains: readonly (readonly number[])[]): Sorting {
  const rows = trains
    .flatMap((train, unit) => train.map((frame) => ({ frame, unit })))
    .sort((a, b) => a.frame - b.frame);
  return {
    unitIds: trains.map((_, i) => `u${String(i)}`),
    samplingFrequency: 30_000,
    numSegments: 1,
    spikes: {
      sampleIndex: Float64Array.from(rows, (r) => r.frame),
      unitIndex: Int32Array.from(rows, (r) => r.unit),
      segmentIndex: new Int32Array(rows.length),
    },
    properties: new Map(),
    annotations: {},
    dict: {
      class: "spikeinterface.core.numpyextractors.NumpySorting",
      module: "spikeinterface",
      version: "0.103.2",
      kwargs: {},
      annotations: {},
      properties: {},
      relative_paths: false,
    },
  };
}

const trainsArbitrary = fc.array(
  fc.uniqueArray(fc.integer({ min: 0, max: 400 }), { maxLength: 30 }),
  { minLength: 1, maxLength: 4 },
);

describe("match counts", () => {
  it("counts spikes at most delta apart, once each", () => {
    const counts = matchCountMatrix(sortingOf([[100, 200, 300]]), sortingOf([[112, 213, 288]]), 12);
    expect([...counts]).toEqual([2]);
  });

  it("never exceeds the spikes of the tested unit in a burst", () => {
    const counts = matchCountMatrix(sortingOf([[100, 102, 104]]), sortingOf([[103]]), 12);
    expect([...counts]).toEqual([1]);
  });

  it("are the transposed counts when both sortings change place in a symmetric comparison", () => {
    fc.assert(
      fc.property(trainsArbitrary, trainsArbitrary, (trains1, trains2) => {
        const one = sortingOf(trains1);
        const two = sortingOf(trains2);
        const a = compareSortings(one, two).agreement;
        const b = compareSortings(two, one).agreement;
        for (let i = 0; i < trains1.length; i++) {
          for (let j = 0; j < trains2.length; j++) {
            const there = a[i * trains2.length + j];
            // bursts are cut to the tested unit's count, which is the one place that is not symmetric
            if (there < 1) expect(b[j * trains1.length + i]).toBeLessThanOrEqual(1);
          }
        }
      }),
    );
  });

  it("of a sorting with itself give full agreement on the diagonal where spikes are apart", () => {
    const sorting = sortingOf([
      [100, 400, 900],
      [250, 600],
    ]);
    expect([...compareSortings(sorting, sorting).agreement]).toEqual([1, 0, 0, 1]);
  });
});

describe("the Hungarian match", () => {
  it("reaches the largest sum that any one-to-one match reaches", () => {
    const score = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 4 }),
        fc.array(score, { minLength: 16, maxLength: 16 }),
        (num1, num2, values) => {
          const scores = Float64Array.from(
            values.slice(0, num1 * num2),
            (v) => Math.round(v * 4) / 4,
          );
          const { match12 } = hungarianMatch(scores, num1, num2, 0);
          const sum = match12.reduce((s, j, i) => s + (j < 0 ? 0 : scores[i * num2 + j]), 0);
          expect(sum).toBeCloseTo(bestSum(scores, num1, num2, 0, new Set()), 10);
        },
      ),
    );
  });

  it("leaves out pairs below the score and empty sides", () => {
    expect([...hungarianMatch(Float64Array.of(0.4, 0.9), 1, 2, 0.5).match21]).toEqual([-1, 0]);
    expect(hungarianMatch(new Float64Array(0), 0, 3, 0.5).match21).toEqual(
      Int32Array.of(-1, -1, -1),
    );
  });
});

function bestSum(
  scores: Float64Array,
  num1: number,
  num2: number,
  row: number,
  taken: Set<number>,
): number {
  if (row === num1) return 0;
  let best = bestSum(scores, num1, num2, row + 1, taken);
  for (let j = 0; j < num2; j++) {
    if (taken.has(j)) continue;
    const rest = bestSum(scores, num1, num2, row + 1, new Set([...taken, j]));
    best = Math.max(best, scores[row * num2 + j] + rest);
  }
  return best;
}

describe("comparison with ground truth", () => {
  const truth = sortingOf([
    [1000, 2000, 3000, 4000, 5000],
    [1500, 2500, 3500, 4500, 5500],
    [100, 200, 300],
  ]);
  const tested = sortingOf([
    [1002, 2002, 3002, 4002, 5002],
    [1500, 2500, 3500, 9000],
    [8000, 8100],
    [4501, 5501],
  ]);
  const comparison = compareToGroundTruth(truth, tested, { exhaustiveGroundTruth: true });

  it("gives counts and rates per true unit", () => {
    expect(comparison.units.map((u) => u.testedId)).toEqual(["u0", "u1", undefined]);
    const [, second, third] = comparison.units;
    expect(second).toMatchObject({ truePositives: 3, falseNegatives: 2, falsePositives: 1 });
    expect(second?.accuracy).toBeCloseTo(0.5);
    expect(third).toMatchObject({ accuracy: 0, falseNegatives: 3, numTested: 0 });
    expect(comparison.pooled.recall).toBeCloseTo((1 + 0.6) / 3);
  });

  it("names well detected and wrong units", () => {
    expect(comparison.wellDetected).toEqual(["u0"]);
    expect(comparison.wrong).toEqual({
      falsePositive: ["u2"],
      redundant: ["u3"],
      overmerged: [],
      bad: ["u2", "u3"],
    });
  });

  it("says nothing about wrong units when the truth is not exhaustive", () => {
    expect(compareToGroundTruth(truth, tested).wrong).toBeUndefined();
  });

  it("keeps every event in the confusion matrix", () => {
    const { counts, order2 } = confusionOf(comparison);
    expect(order2).toEqual([0, 1, 2, 3]);
    expect([...counts.subarray(5, 10)]).toEqual([0, 3, 0, 0, 2]);
    expect([...counts.subarray(15, 20)]).toEqual([0, 1, 2, 2, 0]);
  });

  it("orders the matrix for display along its diagonal", () => {
    const { order1, order2 } = orderForDisplay(comparison);
    expect([...order1]).toEqual([0, 1, 2]);
    expect([...order2].slice(0, 2)).toEqual([0, 1]);
  });

  it("refuses sortings of different recordings", () => {
    expect(() => compareToGroundTruth(truth, { ...tested, samplingFrequency: 25_000 })).toThrow(
      /25000 Hz/,
    );
    expect(() => compareToGroundTruth(truth, { ...tested, numSegments: 2 })).toThrow(/segments/);
  });
});
