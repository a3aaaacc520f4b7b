import type { Frame, MotionSummary } from "#contract/index.ts";
import type { Palette, Plot, PlotLayer } from "../../charts/index.ts";
import { SEQUENTIAL } from "../../charts/index.ts";
import { doubles, floats, metaNumber } from "../shared/use-desk-frame.ts";
import { rasterLayers } from "../stages/options.ts";

/** A motion and some of its peaks, as found and moved back. */
export interface MotionPicture {
  readonly timesS: Float32Array;
  readonly depthsUm: Float32Array;
  readonly correctedUm: Float32Array;
  readonly amplitudes: Float32Array;
  readonly temporalBinsS: Float64Array;
  readonly spatialBinsUm: Float64Array;
  /** [time × depth] */
  readonly displacementUm: Float32Array;
  /** peaks, also those that are not here */
  readonly total: number;
  readonly direction: string;
}

export const pictureOfFrame = (frame: Frame): MotionPicture => ({
  timesS: floats(frame, "timesS"),
  depthsUm: floats(frame, "depthsUm"),
  correctedUm: floats(frame, "correctedUm"),
  amplitudes: floats(frame, "amplitudes"),
  temporalBinsS: doubles(frame, "temporalBinsS"),
  spatialBinsUm: doubles(frame, "spatialBinsUm"),
  displacementUm: floats(frame, "displacementUm"),
  total: metaNumber(frame, "total"),
  direction: String(frame.meta["direction"]),
});

/** Displacement of one depth window over time, um. */
export function displacementOf(picture: MotionPicture, depth: number): Float32Array {
  const width = picture.spatialBinsUm.length;
  return Float32Array.from(
    picture.temporalBinsS,
    (_, t) => picture.displacementUm[t * width + depth] ?? NaN,
  );
}

/** The low and high end that nearly all values lie in. */
function rangeOf(values: Float32Array, margin: number): readonly [number, number] {
  const sorted = values.filter(Number.isFinite).sort();
  if (sorted.length === 0) return [0, 1];
  const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))] ?? 0;
  return [at(0.001) - margin, at(0.999) + margin];
}

/** Depth windows from blue to green; one alone is drawn in the accent, and no end vanishes in the ground. */
function colourOfWindow(window: number, count: number, palette: Palette): string {
  if (count === 1) return palette.accent;
  return SEQUENTIAL[2 + Math.round((5 * window) / (count - 1))] ?? palette.accent;
}

/** Peaks before and after, one below the other on the same axes, and displacement of each depth window. */
export function motionPlots(picture: MotionPicture, palette: Palette): readonly Plot[] {
  const { timesS, temporalBinsS, spatialBinsUm } = picture;
  const endS = Math.max(timesS.at(-1) ?? 0, temporalBinsS.at(-1) ?? 0, 1e-3);
  const x = { label: "time (s)", range: [0, endS] as const };
  const depth = rangeOf(picture.depthsUm, 20);
  const raster = (id: string, top: number, depths: Float32Array, title: string): Plot => ({
    id,
    place: [0, top, 0.6, 0.5],
    title,
    titleColour: palette.fg1,
    x,
    y: { label: `depth along ${picture.direction} (µm)`, range: depth },
    zoom: "xy",
    linkX: "time",
    linkY: "depth",
    layers: rasterLayers(timesS, depths, picture.amplitudes),
  });
  const lines = [...spatialBinsUm.keys()].map((d): PlotLayer => ({
    kind: "line",
    x: temporalBinsS,
    y: displacementOf(picture, d),
    colour: colourOfWindow(d, spatialBinsUm.length, palette),
    width: 1.5,
  }));
  const [low, high] = rangeOf(picture.displacementUm, 0);
  const margin = Math.max(1, 0.1 * (high - low));
  const windows =
    spatialBinsUm.length === 1
      ? "one window: rigid"
      : `${String(spatialBinsUm.length)} depth windows, ${String(Math.round(spatialBinsUm[0] ?? 0))} (blue) to ${String(Math.round(spatialBinsUm.at(-1) ?? 0))} µm (green)`;
  return [
    raster("before", 0, picture.depthsUm, "peaks as found"),
    raster("after", 0.5, picture.correctedUm, "peaks moved back"),
    {
      id: "displacement",
      place: [0.6, 0, 0.4, 1],
      title: windows,
      titleColour: palette.fg1,
      x,
      y: { label: "displacement (µm)", range: [low - margin, high + margin] },
      zoom: "xy",
      linkX: "time",
      layers: lines,
    },
  ];
}

/** "−3.1 to 12.4 µm, 60 times × 5 depths" */
export function motionText({ rangeUm, numTimeBins, numDepthBins }: MotionSummary): string {
  const [low, high] = rangeUm.map((value) => value.toFixed(1).replace("-", "−"));
  return `${low ?? ""} to ${high ?? ""} µm, ${String(numTimeBins)} times × ${String(numDepthBins)} depths`;
}
