import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { decodeNpy, isStructured, toFloat64, type NdArray } from "#core/array/index.ts";
import { goldenJson, goldenPath, hasGolden } from "../../../test/support/golden.ts";
import { colormapTable } from "./colormaps.ts";
import { arrayToImage } from "./image.ts";
import { cubicZoom } from "./zoom.ts";

const FUNCTION = "spikeinterface.widgets.utils.array_to_image";

function npy(file: string): NdArray {
  const array = decodeNpy(readFileSync(goldenPath("functions", FUNCTION, file)), file);
  if (isStructured(array)) throw new Error(file);
  return array;
}

describe.skipIf(!hasGolden)("traces as a picture", () => {
  for (const name of ["default", "viridis-clim", "wrapped-rows"]) {
    test(`${name} has the reference's colours, nearly all of them exactly`, () => {
      const { args } = goldenJson<{ args: Record<string, unknown> }>(
        "functions",
        FUNCTION,
        `${name}.json`,
      );
      const params = arrayToImage.params.parse({ ...args, data: npy(`${name}.0.npy`) });
      const image = arrayToImage.run(params, undefined as never) as NdArray;
      const expected = npy(`${name}.1.npy`);
      expect(image.shape).toEqual(expected.shape);
      const [ours, theirs] = [toFloat64(image), toFloat64(expected)];
      const apart = ours.map((x, i) => Math.abs(x - (theirs[i] ?? NaN)));
      expect(apart.filter((x) => x > 0).length).toBeLessThan(0.01 * ours.length);
      expect(Math.max(...apart)).toBeLessThanOrEqual(12);
    });
  }
});

test("a zoom by 1 keeps the grid, and ends stay in place", () => {
  const data = Float64Array.from({ length: 35 }, (_, i) => Math.sin(i * 1.7) * 10);
  const same = cubicZoom({ rows: 7, columns: 5, data }, 1, 1);
  for (const [i, x] of same.data.entries()) expect(x).toBeCloseTo(data[i] ?? NaN, 10);
  const larger = cubicZoom({ rows: 7, columns: 5, data }, 2, 3);
  expect([larger.rows, larger.columns]).toEqual([14, 15]);
  expect(larger.data[0]).toBeCloseTo(data[0] ?? NaN, 10);
  expect(larger.data.at(-1)).toBeCloseTo(data[34] ?? NaN, 10);
});

test("a map turned round is the same map from the other end", () => {
  expect(colormapTable("viridis_r")).toEqual(colormapTable("viridis").reverse());
  expect(() => colormapTable("nothing")).toThrow(expect.objectContaining({ code: "UnknownName" }));
});
