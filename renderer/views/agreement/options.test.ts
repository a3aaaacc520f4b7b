import { expect, test } from "vitest";
import { orderedAgreement } from "./options.ts";

test("matches lie on the diagonal, the best first; what is unmatched follows", () => {
  const ordered = orderedAgreement({
    truthIds: [0, 1, 2],
    testedIds: ["x", "y", "z"],
    agreement: [
      [0.1, 0.7, 0],
      [0, 0, 0.2],
      [0.95, 0, 0],
    ],
    match: ["y", null, "x"],
    performance: [],
    wellDetected: [],
    falsePositive: [],
    meanAccuracy: 0,
  });
  expect(ordered.rows).toEqual(["2", "0", "1"]);
  expect(ordered.columns).toEqual(["x", "y", "z"]);
  expect(Array.from(ordered.values)).toEqual([0.95, 0, 0, 0.1, 0.7, 0, 0, 0, 0.2]);
  expect(ordered.marked).toEqual([
    [0, 0],
    [1, 1],
  ]);
});
