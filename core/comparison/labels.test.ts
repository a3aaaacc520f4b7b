import { describe, expect, it } from "vitest";
import fc from "fast-check";
import { sortingFromUnitDict, type Sorting } from "#core/sorting/index.ts";
import {
  collisionsBySimilarity,
  compareCollisions,
  compareToGroundTruth,
  countUnitCategories,
  earliestPairs,
  labelTexts,
  leastCostAssignment,
  recallByLag,
  scoreLabels,
  type TrainLabels,
} from "./index.ts";

const sortingOf = (trains: Readonly<Record<string, readonly number[]>>): Sorting =>
  sortingFromUnitDict([new Map(Object.entries(trains))], 30_000);

const textsOf = (labels: TrainLabels): string[] =>
  labelTexts(labels, { own: "t", others: ["x", "y"], unpaired: "FN" });

describe("labels of spikes", () => {
  const truth = sortingOf({ a: [1000, 2000, 3000], b: [2005, 5000] });
  const tested = sortingOf({ x: [1003, 3010, 4000, 5004], y: [2004] });

  it("pair each spike at most once", () => {
    const { index1, index2 } = earliestPairs(
      Float64Array.of(100, 105, 110),
      Float64Array.of(103, 109),
      12,
    );
    expect([...index1]).toEqual([0, 1]);
    expect([...index2]).toEqual([0, 1]);
  });

  it("are true positives, misses and, on request, misclassifications", () => {
    const match12 = Int32Array.of(0, 1);
    const plain = scoreLabels(truth, tested, 12, match12);
    expect(textsOf(plain.sorting1[0][0])).toEqual(["TP", "FN", "TP"]);
    const both = scoreLabels(truth, tested, 12, match12, { misclassifications: true });
    expect(textsOf(both.sorting1[1][0])).toEqual(["TP", "CL_t_x"]);
    expect([...both.sorting2[0][0].takenFor]).toEqual([-1, -1, -1, 1]);
  });

  it("leave a spike that was found by its own unit in a collision", () => {
    // a's spike at 2000 is missed; y's spike at 2004 is b's
    const match12 = Int32Array.of(0, 1);
    const own = scoreLabels(truth, tested, 12, match12, { misclassifications: true });
    expect(textsOf(own.sorting1[0][0])[1]).toBe("FN");
    const reference = scoreLabels(truth, tested, 12, match12, {
      misclassifications: true,
      rule: "reference",
    });
    expect(textsOf(reference.sorting1[0][0])[1]).toBe("CL_t_y");
  });

  it("never count more pairs than either train has, and none further apart than delta", () => {
    const train = fc
      .uniqueArray(fc.integer({ min: 0, max: 300 }), { maxLength: 40 })
      .map((times) => Float64Array.from(times).sort());
    fc.assert(
      fc.property(train, train, fc.integer({ min: 0, max: 20 }), (one, two, delta) => {
        const { index1, index2 } = earliestPairs(one, two, delta);
        const back = earliestPairs(two, one, delta);
        expect(back.index1).toHaveLength(index1.length);
        expect(new Set(index1).size).toBe(index1.length);
        for (let k = 0; k < index1.length; k++) {
          expect(Math.abs(one[index1[k]] - two[index2[k]])).toBeLessThanOrEqual(delta);
        }
      }),
    );
  });

  it("need a one-to-one match", () => {
    expect(() =>
      compareToGroundTruth(truth, tested, { computeLabels: true, matchMode: "best" }),
    ).toThrow(/one-to-one/);
    expect(compareToGroundTruth(truth, tested, { computeLabels: true }).labels).toBeDefined();
  });
});

describe("kinds of units", () => {
  const truth = sortingOf({ a: [1000, 2000, 3000, 4000] });
  const tested = sortingOf({ x: [1000, 2000, 3000, 4000], y: [1001, 2001], z: [7000] });

  it("are counted for any thresholds, wrong ones only when the truth is exhaustive", () => {
    const found = compareToGroundTruth(truth, tested, { exhaustiveGroundTruth: true });
    expect(countUnitCategories(found)).toEqual({
      numTruth: 1,
      numTested: 3,
      numWellDetected: 1,
      numOvermerged: 0,
      numRedundant: 1,
      numFalsePositive: 1,
      numBad: 2,
    });
    expect(countUnitCategories(found, { redundant: 0.6 })).toMatchObject({
      numRedundant: 0,
      numFalsePositive: 2,
    });
    const open = compareToGroundTruth(truth, tested);
    expect(countUnitCategories(open)).toEqual({ numTruth: 1, numTested: 3, numWellDetected: 1 });
    expect(() => countUnitCategories(open, { redundant: 0.5 })).toThrow(/exhaustive/);
  });
});

describe("collisions", () => {
  const truth = sortingOf({ a: [1000, 2000, 3000, 9000], b: [1010, 2030, 8000] });
  const tested = sortingOf({ x: [1000, 3000, 9000], y: [1010, 2030, 8000] });
  const found = compareCollisions(truth, tested, { numBins: 4, matchScore: 0.5 });

  it("are counted by lag for both units", () => {
    expect([...found.binEdges]).toEqual([-60, -30, 0, 30, 60]);
    // a beside b: 1000 found at lag 10, 2000 missed at lag 30
    expect([...found.truePositives.subarray(4, 8)]).toEqual([0, 0, 1, 0]);
    expect([...found.falseNegatives.subarray(4, 8)]).toEqual([0, 0, 0, 1]);
    expect([...recallByLag(found)]).toEqual([NaN, 1, 1, 0]);
  });

  it("are listed by similarity in both directions", () => {
    const rows = collisionsBySimilarity(found, [1, 0.3, 0.3, 1]);
    expect(rows.map(({ unitId, otherId }) => [unitId, otherId])).toEqual([
      ["a", "b"],
      ["b", "a"],
    ]);
    expect(collisionsBySimilarity(found, [1, 0.3, 0.3, 1], { goodOnly: true })).toEqual([]);
    expect(() => collisionsBySimilarity(found, [1])).toThrow(/1 values, not 2 × 2/);
  });

  it("are of one segment", () => {
    const two = sortingFromUnitDict([new Map([["a", [1]]]), new Map([["a", [1]]])], 30_000);
    expect(() => compareCollisions(two, two)).toThrow(/one segment/);
  });
});

describe("the least-cost assignment", () => {
  it("is the identity where everything costs the same, as scipy's", () => {
    expect([...leastCostAssignment(new Float64Array(9), 3, 3)]).toEqual([0, 1, 2]);
    expect([...leastCostAssignment(new Float64Array(6), 3, 2)]).toEqual([0, 1, -1]);
    expect([...leastCostAssignment(new Float64Array(0), 2, 0)]).toEqual([-1, -1]);
  });
});
