import { fc, test as propertyTest } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { clampWindow, depthOrder, levelOf, TILE_BINS, tileFrames, tilesOf } from "./tiles.ts";

describe("levels", () => {
  test("a bin is half a pixel to a pixel wide, never less than a frame", () => {
    expect(levelOf({ startFrame: 0, numFrames: 500, widthPx: 1000 })).toBe(0);
    expect(levelOf({ startFrame: 0, numFrames: 7500, widthPx: 1000 })).toBe(2);
    expect(levelOf({ startFrame: 0, numFrames: 8000, widthPx: 1000 })).toBe(3);
  });
});

const windows = fc.record({
  startFrame: fc.integer({ min: 0, max: 900_000 }),
  numFrames: fc.integer({ min: 16, max: 100_000 }),
  widthPx: fc.integer({ min: 100, max: 3000 }),
});

propertyTest.prop([windows])(
  "visible tiles cover the window, without gaps, inside the recording",
  (window) => {
    const numSamples = 1_000_000;
    const { visible, near } = tilesOf(window, numSamples, [0]);
    const first = visible[0];
    const last = visible.at(-1);
    expect(first?.start).toBeLessThanOrEqual(window.startFrame);
    expect(last?.stop).toBeGreaterThanOrEqual(
      Math.min(numSamples, window.startFrame + window.numFrames),
    );
    visible.slice(1).forEach((tile, i) => expect(tile.start).toBe(visible[i]?.stop));
    for (const tile of [...visible, ...near]) {
      expect(tile.start).toBeGreaterThanOrEqual(0);
      expect(tile.stop).toBeLessThanOrEqual(numSamples);
      expect(tile.start).toBeLessThan(tile.stop);
    }
    expect(visible.length).toBeLessThanOrEqual(Math.ceil((2 * window.widthPx) / TILE_BINS) + 1);
  },
);

propertyTest.prop([windows, fc.integer({ min: 0, max: 5000 })])(
  "panning asks for the same tiles again",
  (window, by) => {
    const a = tilesOf(window, 1e9, [0]);
    const b = tilesOf({ ...window, startFrame: window.startFrame + by }, 1e9, [0]);
    const frames = tileFrames(a.visible[0]?.level ?? 0);
    for (const tile of b.visible) expect(tile.start % frames).toBe(0);
    expect(b.visible[0]?.level).toBe(a.visible[0]?.level);
  },
);

test("every block is asked for", () => {
  const { visible } = tilesOf({ startFrame: 0, numFrames: 100, widthPx: 1000 }, 1e6, [1, 2]);
  expect(visible.map(({ block }) => block)).toEqual([1, 2]);
});

describe("the window", () => {
  test("stays inside the recording", () => {
    expect(clampWindow(-50, 100, 1000, 1e9)).toEqual({ startFrame: 0, numFrames: 100 });
    expect(clampWindow(990, 100, 1000, 1e9)).toEqual({ startFrame: 900, numFrames: 100 });
  });
  test("is never longer than allowed or than the recording, nor shorter than 16 frames", () => {
    expect(clampWindow(0, 1e9, 1000, 500).numFrames).toBe(500);
    expect(clampWindow(0, 1e9, 50, 500)).toEqual({ startFrame: 0, numFrames: 50 });
    expect(clampWindow(10, 1, 1000, 500).numFrames).toBe(16);
  });
});

test("channels go from the top down, left to right, shank by shank", () => {
  const channel = (
    xUm: number | null,
    yUm: number | null,
    shank: string | null = null,
  ): { xUm: number | null; yUm: number | null; shank: string | null } => ({ xUm, yUm, shank });
  expect(depthOrder([channel(0, 0), channel(32, 20), channel(0, 20)])).toEqual([2, 1, 0]);
  expect(
    depthOrder([channel(0, 0, "1"), channel(0, 0, "0"), channel(0, 0, "10"), channel(0, 0, "2")]),
  ).toEqual([1, 0, 3, 2]);
  expect(depthOrder([channel(null, null), channel(null, null)])).toEqual([0, 1]);
});
