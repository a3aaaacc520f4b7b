import type { UnitId } from "#core/model/index.ts";
import { csvOf } from "../../parts/index.ts";
import type { Shape } from "../scene.ts";
import type { TraceLayer, TraceRow } from "./gl-renderer.ts";
import type { LoadedTile } from "./tile-store.ts";

/*
 * Traces as they are shown, for a figure or a table: samples where there is one for each pixel or less, else the range of
 * each bin.
 */

/** One line for each row, in px from the upper left corner of the plot; bins go from their least to their largest value. */
export function traceShapes(layer: TraceLayer, widthPx: number): Shape[] {
  const pxPerFrame = widthPx / layer.numFrames;
  return layer.rows.map((row): Shape => {
    const points: number[] = [];
    for (const { frame, values } of pointsOf(layer, row)) {
      const x = (frame - layer.startFrame) * pxPerFrame;
      for (const value of values) points.push(x, row.y - (value - row.baseline) * layer.pxPerUv);
    }
    const [r, g, b] = row.colour.map((part) => Math.round(part * 255));
    return {
      kind: "path",
      points: Float32Array.from(points),
      stroke: `rgb(${r} ${g} ${b})`,
      width: 1,
    };
  });
}

interface Names {
  /** of a row of the layer */
  readonly channelOf: (row: TraceRow) => string | number;
  readonly samplingFrequency: number;
  readonly unit: string;
  readonly spikes: readonly { readonly frame: number; readonly unitId: UnitId }[];
}

/** A line for each sample or bin, a column for each channel (two for bins), and the units that have a spike there. */
export function traceCsv(layer: TraceLayer, names: Names): string {
  const [first] = layer.rows;
  if (!first) return "";
  const table = layer.rows.map((row) => pointsOf(layer, row));
  const [own = []] = table;
  const isBinned = own.some(({ values }) => values.length > 1);
  const unit = names.unit === "µV" ? "uV" : "au";
  const head = layer.rows.flatMap((row) => {
    const name = `${names.channelOf(row)}_${unit}`;
    return isBinned ? [`${name}_min`, `${name}_max`] : [name];
  });
  const step = (own[1]?.frame ?? 1) - (own[0]?.frame ?? 0);
  const missing = isBinned ? [null, null] : [null];
  const lines = own.map(({ frame }, at) => {
    const here = names.spikes.filter((spike) => spike.frame >= frame && spike.frame < frame + step);
    return [
      frame / names.samplingFrequency,
      ...table.flatMap((points): readonly (number | null)[] => points[at]?.values ?? missing),
      here.map(({ unitId }) => unitId).join(" "),
    ];
  });
  return csvOf(["time_s", ...head, "spikes_of_units"], lines);
}

interface TracePoint {
  /** of the signal */
  readonly frame: number;
  /** the sample; least and largest of a bin */
  readonly values: readonly number[];
}

/** What is loaded of a row within the window, in order. */
function pointsOf(layer: TraceLayer, { column, block }: TraceRow): readonly TracePoint[] {
  const end = layer.startFrame + layer.numFrames;
  const points: TracePoint[] = [];
  const tiles = layer.tiles
    .filter(({ tile }) => tile.block === block)
    .sort((a, b) => a.firstFrame - b.firstFrame);
  let next = layer.startFrame;
  for (const loaded of tiles) {
    const perBin = loaded.kind === "minmax" ? 2 : 1;
    const numBins = Math.floor(loaded.data.length / loaded.numChannels / perBin);
    const step = stepOf(loaded, numBins);
    for (let bin = 0; bin < numBins; bin++) {
      const frame = loaded.firstFrame + bin * step;
      if (frame < next || frame >= end) continue; // tiles of samples share their border
      const at = (bin * loaded.numChannels + column) * perBin;
      points.push({ frame, values: Array.from(loaded.data.subarray(at, at + perBin)) });
      next = frame + step;
    }
  }
  return points;
}

const stepOf = ({ kind, numFrames }: LoadedTile, numBins: number): number =>
  kind === "samples" ? 1 : numFrames / Math.max(1, numBins);
