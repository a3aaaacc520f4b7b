import { expect, test } from "vitest";
import { smallTable } from "../shared/pairs.fixture.ts";
import { confusionInput, confusionOf } from "./options.ts";

test("every spike of either sorting is in one cell of its unit", () => {
  const confusion = confusionOf(smallTable);
  expect(confusion.rows).toEqual([2, 0, 1, -1]);
  expect(confusion.columns).toEqual([0, 1, 2, -1]);
  expect([...confusion.counts]).toEqual([
    ...[194, 0, 0, 6],
    ...[0, 78, 0, 22],
    ...[0, 0, 0, 50],
    ...[4, 12, 30, 0],
  ]);
});

test("cells show spikes and are coloured by their share", () => {
  const input = confusionInput(smallTable, confusionOf(smallTable));
  expect(input.rows).toEqual(["2", "0", "1", "FP"]);
  expect(input.columns).toEqual(["x", "y", "z", "FN"]);
  expect(input.texts?.[0]).toBe("194");
  expect(input.values[0]).toBeCloseTo(0.97);
  expect(input.values[14]).toBe(1);
});
