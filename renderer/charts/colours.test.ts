import { expect, test } from "vitest";
import { NUM_UNIT_COLOURS, rgbOf, unitColourIndex, withAlpha } from "./colours.ts";

test("neighbouring numbers never share a colour, and a number written as text has the number's", () => {
  const indices = Array.from({ length: NUM_UNIT_COLOURS }, (_, id) => unitColourIndex(id));
  expect(new Set(indices).size).toBe(NUM_UNIT_COLOURS);
  expect(unitColourIndex("7")).toBe(unitColourIndex(7));
  expect(unitColourIndex(-1)).toBeGreaterThanOrEqual(0);
});

test("names keep their colour", () => {
  expect(unitColourIndex("#3-split0")).toBe(unitColourIndex("#3-split0"));
  const used = new Set(["u1a", "u2b", "merge0", "merge1", "x", "ks4-12"].map(unitColourIndex));
  expect(used.size).toBeGreaterThan(3);
});

test("short and long hex colours are the same", () => {
  expect(rgbOf("#fff")).toEqual([1, 1, 1]);
  expect(rgbOf("#ff0000")).toEqual([1, 0, 0]);
  expect(withAlpha("#0af", 0.5)).toBe("rgba(0, 170, 255, 0.5)");
});
