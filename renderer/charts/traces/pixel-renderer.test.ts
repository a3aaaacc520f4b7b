import { expect, test } from "vitest";
import type { TraceLayer } from "./gl-renderer.ts";
import { drawLayer, type Pixels } from "./pixel-renderer.ts";
import type { LoadedTile } from "./tile-store.ts";

const WIDTH = 8;
const HEIGHT = 20;
const BLACK = 0xff000000;

function draw(tile: Partial<LoadedTile>, layer: Partial<TraceLayer> = {}): number[][] {
  const pixels: Pixels = {
    ...{ width: WIDTH, height: HEIGHT },
    words: new Uint32Array(WIDTH * HEIGHT).fill(BLACK),
  };
  const loaded: LoadedTile = {
    ...{ tile: { level: 0, index: 0, block: 0, start: 0, stop: 8 }, kind: "samples" },
    ...{ data: new Float32Array(9), numChannels: 1, firstFrame: 0, numFrames: 8 },
    ...{ scaled: true, means: new Float32Array(1) },
    ...tile,
  };
  const row = { column: 0, block: 0, y: 10, baseline: 0, colour: [1, 1, 1] as const };
  drawLayer(pixels, 1, {
    ...{ startFrame: 0, numFrames: WIDTH, pxPerUv: 1, tiles: [loaded], rows: [row] },
    ...layer,
  });
  // [column][row] coverage 0…1
  return Array.from({ length: WIDTH }, (_, x) =>
    Array.from({ length: HEIGHT }, (_, y) => ((pixels.words[y * WIDTH + x] ?? 0) & 255) / 255),
  );
}
const total = (column: readonly number[] = []): number => column.reduce((a, b) => a + b, 0);

test("a flat trace is a line of one pixel, shared by two rows where it lies between them", () => {
  for (const column of draw({})) {
    expect(total(column)).toBeCloseTo(1, 1);
    expect([column[9], column[10]]).toEqual([expect.closeTo(0.5, 1), expect.closeTo(0.5, 1)]);
  }
});

test("a spike is drawn to its very tip, also between two columns", () => {
  const data = Float32Array.of(0, 0, 0, 0, 8, 0, 0, 0, 0);
  const columns = draw({ data });
  expect(columns[4]?.[2]).toBeGreaterThan(0.4); // 8 px above the middle
  expect(total(columns[3])).toBeCloseTo(9, 0); // the whole flank
  expect(total(columns[0])).toBeCloseTo(1, 1);
});

test("bins reach from their least to their largest value; a wide one fills its columns", () => {
  const data = Float32Array.of(-2, 3, -1, 1);
  const columns = draw({ kind: "minmax", data, numFrames: 8 });
  expect(total(columns[2])).toBeCloseTo(6, 1); // 5 µV and the line's width
  expect(columns[6]?.[8]).toBeCloseTo(0.5, 1);
  expect(columns[7]?.[6]).toBe(0);
});

test("what was not loaded stays empty, what lies outside is cut off", () => {
  const columns = draw({ firstFrame: 4, data: new Float32Array(5).fill(1e6) });
  expect(total(columns[0])).toBe(0);
  expect(total(columns[5])).toBe(0);
});
