import { expect, test } from "vitest";
import { smallTable } from "../shared/pairs.fixture.ts";
import { agreementPage, numPages } from "./options.ts";

test("matches lie on the diagonal, the best first; what is unmatched follows", () => {
  const { input, rows, columns } = agreementPage(smallTable, 0, { unit1: 0, unit2: 1 });
  expect(input.rows).toEqual(["2", "0", "1"]);
  expect(input.columns).toEqual(["x", "y", "z"]);
  expect(Array.from(input.values)).toEqual([0.95, 0, 0, 0.1, 0.7, 0, 0, 0, 0.2]);
  expect(input.marked).toEqual([
    [0, 0],
    [1, 1],
  ]);
  expect(input.selected).toEqual([1, 1]);
  expect([rows, columns]).toEqual([
    [2, 0, 1],
    [0, 1, 2],
  ]);
});

test("many units are turned over in pages", () => {
  expect(numPages(smallTable)).toBe(1);
  const unitIds1 = Array.from({ length: 400 }, (_, i) => i);
  expect(numPages({ ...smallTable, unitIds1 })).toBe(4);
});
