import { expect, test } from "vitest";
import type { UnitWaveforms } from "./options.ts";
import { largestRange, layoutChannels, shownChannels, slotsOf } from "./options.ts";

const unit = (id: number, channels: number[], peaks: number[]): UnitWaveforms => ({
  id,
  channels: Int32Array.from(channels),
  mean: Float32Array.from([...peaks.map(() => 0), ...peaks.map((p) => -p)]),
  std: new Float32Array(2 * channels.length),
  waveforms: new Float32Array(),
  numSamples: 2,
  nbefore: 1,
  samplingFrequency: 30000,
  numSpikes: 10,
});

test("channels are those with the largest means; whispers are left out", () => {
  expect(shownChannels([unit(1, [4, 5, 6], [100, 50, 1]), unit(2, [7], [80])], 24)).toEqual([
    4, 7, 5,
  ]);
  expect(shownChannels([unit(1, [4, 5, 6], [100, 50, 20])], 2)).toEqual([4, 5]);
});

test("units on the same channel stand beside each other, others share a place", () => {
  const units = [unit(1, [1, 2], [9, 9]), unit(2, [2, 3], [9, 9]), unit(3, [8], [9])];
  expect(slotsOf(units)).toEqual({ slot: [0, 1, 0], count: 2 });
  expect(slotsOf([])).toEqual({ slot: [], count: 1 });
});

test("the range is that of the largest mean", () => {
  expect(largestRange([unit(1, [1], [40]), unit(2, [1], [120])])).toBe(120);
});

test("every shown channel has a place inside the panel, deeper ones below", () => {
  const row = (
    xUm: number,
    yUm: number,
  ): {
    id: number;
    xUm: number;
    yUm: number;
    group: null;
    shank: null;
    gainUv: null;
    offsetUv: null;
  } => ({ id: 0, xUm, yUm, group: null, shank: null, gainUv: null, offsetUv: null });
  const channels = [row(0, 0), row(32, 0), row(0, 2000)];
  const cells = layoutChannels([0, 1, 2], channels, { width: 300, height: 400 });
  for (const cell of cells.values()) {
    expect(cell.left).toBeGreaterThanOrEqual(0);
    expect(cell.left + cell.width).toBeLessThanOrEqual(300);
    expect(cell.middle).toBeGreaterThan(0);
    expect(cell.middle).toBeLessThan(400);
  }
  expect(cells.get(2)?.middle).toBeLessThan(cells.get(0)?.middle ?? 0);
  expect(cells.get(0)?.left).toBeLessThan(cells.get(1)?.left ?? 0);
});
