import { fc, test as propertyTest } from "@fast-check/vitest";
import { expect, test } from "vitest";
import { extentOf, niceBelow, ticksOf } from "./scale.ts";

test.each([
  [1, 1],
  [4.9, 2],
  [5, 5],
  [99, 50],
  [0.03, 0.02],
  [0, 1],
])("the round length below %d is %d", (limit, nice) => {
  expect(niceBelow(limit)).toBeCloseTo(nice, 12);
});

propertyTest.prop([fc.double({ min: 1e-6, max: 1e9, noNaN: true })])(
  "a scale bar is at least 2/5 of its room",
  (limit) => {
    const nice = niceBelow(limit);
    expect(nice).toBeLessThanOrEqual(limit * (1 + 1e-9));
    expect(nice).toBeGreaterThanOrEqual(limit * 0.4 * (1 - 1e-9));
  },
);

test("ticks are round, inside and evenly spaced", () => {
  expect(ticksOf(0.03, 0.27, 5)).toEqual([0.05, 0.1, 0.15000000000000002, 0.2, 0.25]);
  expect(ticksOf(3, 3, 5)).toEqual([]);
});

test("the extent leaves out what is not a number", () => {
  expect(extentOf([NaN, 3, -2, NaN])).toEqual([-2, 3]);
  expect(extentOf([NaN])).toEqual([0, 1]);
});
