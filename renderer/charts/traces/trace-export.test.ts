import { expect, test } from "vitest";
import type { TraceLayer } from "./gl-renderer.ts";
import type { LoadedTile } from "./tile-store.ts";
import { traceCsv, traceShapes } from "./trace-export.ts";

const tile = (firstFrame: number, of: Partial<LoadedTile>): LoadedTile => ({
  ...{ tile: { level: 0, index: 0, block: 0, start: firstFrame, stop: firstFrame + 2 } },
  ...{ kind: "samples", data: new Float32Array(), numChannels: 2, firstFrame, numFrames: 2 },
  ...{ scaled: true, means: new Float32Array(2), ...of },
});
const row = (column: number) => ({ column, block: 0, y: 10, baseline: 0, colour: [1, 0, 0] as const }); // prettier-ignore
const layerOf = (tiles: readonly LoadedTile[]): TraceLayer => ({
  ...{ startFrame: 1, numFrames: 3, pxPerUv: 2, tiles, rows: [row(0), row(1)] },
});
const names = {
  channelOf: ({ column }: { column: number }) => `AP${column}`,
  samplingFrequency: 10,
  unit: "µV",
  spikes: [{ frame: 2, unitId: 7 }],
};

test("samples are one line each, once where tiles share one, with the units that spike there", () => {
  const layer = layerOf([
    tile(0, { data: Float32Array.of(0, 1, 2, 3, 4, 5) }),
    tile(2, { data: Float32Array.of(4, 5, 6, 7) }),
  ]);
  expect(traceCsv(layer, names).trim().split(/\r?\n/)).toEqual([
    "time_s,AP0_uV,AP1_uV,spikes_of_units",
    "0.1,2,3,",
    "0.2,4,5,7",
    "0.3,6,7,",
  ]);
  const [first] = traceShapes(layer, 30);
  expect(first?.kind === "path" && [...first.points]).toEqual([0, 6, 10, 2, 20, -2]);
});

test("bins have their range in two columns", () => {
  const minmax = tile(0, { kind: "minmax", numFrames: 4, data: Float32Array.of(-1, 1, -2, 2, -3, 3, -4, 4) }); // prettier-ignore
  expect(
    traceCsv({ ...layerOf([minmax]), startFrame: 0 }, names)
      .trim()
      .split(/\r?\n/),
  ).toEqual([
    "time_s,AP0_uV_min,AP0_uV_max,AP1_uV_min,AP1_uV_max,spikes_of_units",
    "0,-1,1,-2,2,",
    "0.2,-3,3,-4,4,7",
  ]);
});
