import { expect, test } from "vitest";
import { histograms, pointsOf } from "./options.ts";

const data = {
  unitIds: [3, 5],
  timesS: Float32Array.of(0, 1, 2, 3),
  amplitudes: Float32Array.of(-100, -50, -80, -100),
  unit: Int32Array.of(0, 1, 0, 0),
  total: 4,
  shown: 4,
};

test("every spike is counted once, in its unit", () => {
  const { counts } = histograms(data);
  expect(counts.map((row) => row.reduce((a, b) => a + b, 0))).toEqual([3, 1]);
  expect(counts[0]?.[0]).toBe(2);
  expect(counts[1]?.at(-1)).toBe(1);
});

test("points are times and amplitudes of one unit, in order", () => {
  expect(Array.from(pointsOf(data, 0))).toEqual([0, -100, 2, -80, 3, -100]);
  expect(Array.from(pointsOf(data, 7))).toEqual([]);
});

test("equal amplitudes still make a histogram", () => {
  const flat = { ...data, amplitudes: Float32Array.of(-5, -5, -5, -5) };
  expect(histograms(flat).counts.map((row) => row.reduce((a, b) => a + b, 0))).toEqual([3, 1]);
});
