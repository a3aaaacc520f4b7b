import { expect, test } from "vitest";
import type { LoadedTile } from "./tile-store.ts";
import { autoGainUv } from "./tile-store.ts";
import { valueAt } from "./value-at.ts";

const tile = { level: 1, index: 0, block: 0, start: 100, stop: 104 };
const minmax: LoadedTile = {
  tile,
  kind: "minmax",
  // two bins of two channels: [min, max] each
  data: Float32Array.of(-1, 1, -10, 10, -2, 2, -20, 20),
  numChannels: 2,
  firstFrame: 100,
  numFrames: 4,
  scaled: true,
  means: new Float32Array(2),
};
const samples: LoadedTile = {
  ...minmax,
  kind: "samples",
  data: Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8),
};

test("a bin answers its range, a frame its value", () => {
  expect(valueAt([minmax], 103, 1, 0)).toEqual({ low: -20, high: 20 });
  expect(valueAt([minmax], 101, 0, 0)).toEqual({ low: -1, high: 1 });
  expect(valueAt([samples], 102, 1, 0)).toEqual({ low: 6, high: 6 });
});

test("outside of what was loaded there is no value", () => {
  expect(valueAt([minmax], 104, 0, 0)).toBeUndefined();
  expect(valueAt([minmax], 101, 0, 1)).toBeUndefined();
});

test("the automatic gain follows the spread, and has a value for silence", () => {
  const loud = { ...samples, data: samples.data.map((v) => v * 10) };
  expect(autoGainUv(loud)).toBeCloseTo(autoGainUv(samples) * 10);
  expect(autoGainUv({ ...samples, data: new Float32Array(8) })).toBe(200);
});
