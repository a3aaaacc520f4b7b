import { z } from "zod";
import { ndArray, toFloat64, type NdArray } from "#core/array/index.ts";
import { EphysError } from "#core/model/index.ts";
import { defineFunction } from "../define.ts";
import { array } from "../params.ts";
import { colormapTable } from "./colormaps.ts";
import { cubicZoom, type Grid } from "./zoom.ts";

const pair = z
  .union([
    z.array(z.number()),
    z.object({ $tuple: z.array(z.number()) }).transform((value) => value.$tuple),
  ])
  .refine((value) => value.length === 2, "needs two numbers");

/** SpikeInterface's array_to_image: traces as a coloured picture, channels upwards, wrapped into rows. */
export const arrayToImage = defineFunction({
  name: "spikeinterface.widgets.utils.array_to_image",
  params: z.object({
    data: array(),
    colormap: z.string().default("RdGy"),
    clim: pair.nullish(),
    spatial_zoom: pair.default([0.75, 1.25]),
    num_timepoints_per_row: z.int().positive().default(30000),
    row_spacing: z.number().nonnegative().default(0.25),
    scalebar: z.boolean().default(false),
    sampling_frequency: z.number().positive().nullish(),
  }),
  run(p): NdArray {
    const [numFrames = 0, numChannels = 0] = p.data.shape;
    if (p.data.shape.length !== 2 || numFrames * numChannels === 0) {
      throw new EphysError("InvalidParameter", "data must be [frame × channel] and not empty");
    }
    if (p.scalebar && !p.sampling_frequency) {
      throw new EphysError("InvalidParameter", "a scale bar needs sampling_frequency");
    }
    const table = colormapTable(p.colormap).map(([r, g, b]) =>
      [r, g, b].map((x) => Math.trunc(x * 255)),
    );
    const values = toFloat64(p.data);
    const [low, high] = p.clim ?? limitsOf(values);
    const [zoomTime, zoomChannels] = p.spatial_zoom;
    const grid = cubicZoom(
      { rows: numFrames, columns: numChannels, data: values },
      zoomTime,
      zoomChannels,
    );
    table.push([0, 0, 0]); // what has no place in the map
    const places = colourPlaces(grid, p.data.dtype, { low, high, size: table.length - 1 });
    const perRow = Math.trunc(Math.min(p.num_timepoints_per_row, numFrames) * zoomTime);
    const spacing = Math.trunc(numChannels * zoomChannels * p.row_spacing);
    const numRows = Math.ceil(numFrames / p.num_timepoints_per_row);
    const height = numRows * (grid.columns + spacing);
    const image = new Uint8Array(height * perRow * 3).fill(255);
    for (let row = 0; row < numRows; row++) {
      const first = row * perRow;
      const last = Math.min(first + perRow, grid.rows);
      for (let c = 0; c < grid.columns; c++) {
        const y = row * (grid.columns + spacing) + grid.columns - 1 - c;
        for (let t = first; t < last; t++) {
          image.set(table[places[t * grid.columns + c]], (y * perRow + t - first) * 3);
        }
      }
    }
    return ndArray("uint8", [height, perRow, 3], image);
  },
});

function limitsOf(values: Float64Array): [number, number] {
  let low = Infinity;
  let high = -Infinity;
  for (const x of values) {
    if (Number.isNaN(x)) return [NaN, NaN];
    if (x < low) low = x;
    if (x > high) high = x;
  }
  return [low, high];
}

/** The place of each value in a table of colours, in the data's own precision; whole numbers stay whole. */
function colourPlaces(
  { data }: Grid,
  dtype: string,
  { low, high, size }: { readonly low: number; readonly high: number; readonly size: number },
): Int32Array {
  const whole = /int/.test(dtype);
  const round = dtype === "float32" ? Math.fround : (x: number): number => x;
  const span = round(Math.abs(high - low));
  const places = new Int32Array(data.length);
  for (let i = 0; i < data.length; i++) {
    const value = whole ? Math.trunc(data[i] + (data[i] > 0 ? 0.5 : -0.5)) : round(data[i]);
    // one limit after the other, so that turned limits answer as the reference does
    const raised = value < low ? low : value;
    const clipped = raised > high ? high : raised;
    const scaled = round(round(round(clipped - low) / span) * size);
    places[i] = Number.isNaN(scaled) ? size : Math.min(size - 1, Math.max(0, Math.trunc(scaled)));
  }
  return places;
}
