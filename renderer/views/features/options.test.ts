import { expect, test } from "vitest";
import type { Features } from "./options.ts";
import { dimensionName, insideOf, randomPlane, valuesAlong } from "./options.ts";

const features: Features = {
  unitIds: ["a", "b"],
  points: Float32Array.of(1, 2, 3, 4, 5, 6),
  timesS: Float32Array.of(0.1, 0.2, 0.3),
  positions: Int32Array.of(4, 9, 0),
  starts: Int32Array.of(0, 2, 3),
  background: Float32Array.of(),
  channels: Int32Array.of(7),
  numComponents: 2,
  total: 20,
};

test("a dimension is a channel's component", () => {
  expect(dimensionName(features, 1, (channel) => `CH${channel}`)).toBe("CH7 · PC2");
  expect([...valuesAlong(features, { kind: "dimension", at: 1 }, "points")]).toEqual([2, 4, 6]);
  const sum = valuesAlong(features, { kind: "direction", weights: [1, 1] }, "points");
  expect([...sum]).toEqual([3, 7, 11]);
});

test("a lasso holds positions in the train, of the first unit only", () => {
  const x = { kind: "dimension", at: 0 } as const;
  const y = { kind: "dimension", at: 1 } as const;
  expect(insideOf(features, x, y, [0, 0, 9, 0, 9, 9, 0, 9])).toEqual([4, 9]);
  expect(insideOf(features, x, y, [2, 3, 9, 3, 9, 9, 2, 9])).toEqual([9]);
});

test("the two directions of a plane are of length one and at right angles", () => {
  let state = 1;
  const random = (): number => (state = (state * 16807) % 2147483647) / 2147483647;
  const [a, b] = randomPlane(12, random);
  const dot = (p: readonly number[], q: readonly number[]): number =>
    p.reduce((sum, value, i) => sum + value * (q[i] ?? 0), 0);
  expect(dot(a, a)).toBeCloseTo(1);
  expect(dot(b, b)).toBeCloseTo(1);
  expect(dot(a, b)).toBeCloseTo(0);
});
