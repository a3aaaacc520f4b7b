import { expect, test } from "vitest";
import { fewerCorners, isInside } from "./lasso.ts";
import { pictureOf } from "./pictures.ts";
import { placePlots, plotAt, pxOfX, pxOfY, xOfPx, yOfPx, zoomedRange } from "./plot-scene.ts";
import type { Plot } from "./types.ts";

const plot = (more: Partial<Plot> = {}): Plot => ({
  id: "a",
  place: [0, 0, 1, 1],
  x: { range: [0, 10], label: "time (s)" },
  y: { range: [1, 1000], log: true },
  layers: [],
  ...more,
});

test("pixels and values turn into each other, on straight and logarithmic axes", () => {
  const [placed] = placePlots([plot()], new Map(), 400, 300);
  if (!placed) throw new Error("no plot");
  for (const [x, y] of [
    [0, 1],
    [3.3, 40],
    [10, 1000],
  ] as const) {
    // prettier-ignore
    expect(xOfPx(placed, pxOfX(placed, x))).toBeCloseTo(x);
    expect(yOfPx(placed, pxOfY(placed, y))).toBeCloseTo(y);
  }
  expect(pxOfY(placed, 1000)).toBeLessThan(pxOfY(placed, 1));
});

test("what lies under the pointer stays there in a zoom", () => {
  const [low, high] = zoomedRange([0, 10], 2, 4, false);
  expect((2 - low) / (high - low)).toBeCloseTo(0.2);
  const [a, b] = zoomedRange([1, 1000], 10, 3, true);
  expect(Math.log(10 / a) / Math.log(b / a)).toBeCloseTo(1 / 3);
});

test("plots that share an axis are zoomed together, others are not", () => {
  const plots = [plot({ linkX: "t" }), plot({ id: "b", linkX: "t" }), plot({ id: "c" })];
  const placed = placePlots(plots, new Map([["t", [4, 5] as const]]), 400, 300);
  expect(placed.map(({ x }) => x)).toEqual([[4, 5], [4, 5], [0, 10]]); // prettier-ignore
  expect(plotAt(placed, { x: 200, y: 100 })?.plot.id).toBe("a");
  expect(plotAt(placed, { x: 2, y: 2 })).toBeUndefined();
});

test("a point is inside by the even-odd rule, also with fewer corners of a round line", () => {
  const circle = Array.from({ length: 300 }, (_, i) => {
    const angle = (2 * Math.PI * i) / 300;
    return [Math.cos(angle), Math.sin(angle)];
  }).flat();
  const few = fewerCorners(circle, 60);
  expect(few).toHaveLength(120);
  for (const polygon of [circle, few]) {
    expect(isInside(polygon, 0.5, 0.5)).toBe(true);
    expect(isInside(polygon, 0.9, 0.9)).toBe(false);
  }
});

test("a picture has its first row of values at the bottom, and nothing where nothing is", () => {
  const { rgba } = pictureOf([0, 1, NaN, 2], 2, 2, { low: 0, high: 2, hollow: true });
  const opaque = [0, 1, 2, 3].map((pixel) => rgba[pixel * 4 + 3]);
  expect(opaque).toEqual([0, 255, 0, 255]); // top: NaN, 2; bottom: 0, 1
});
