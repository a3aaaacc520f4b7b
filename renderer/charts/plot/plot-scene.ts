import type { Palette } from "../colours.ts";
import { ticksOf } from "../scale.ts";
import type { Scene, Shape } from "../scene.ts";
import type { Plot, PlotLayer, Range } from "./types.ts";

/** Rectangle of a plot's axes, px. */
interface Area {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** A plot with the ranges that it shows now. */
export interface PlacedPlot {
  readonly plot: Plot;
  readonly area: Area;
  readonly x: Range;
  readonly y: Range;
}

export type Ranges = ReadonlyMap<string, Range>;
export const xKey = (plot: Plot): string => plot.linkX ?? `${plot.id} x`;
export const yKey = (plot: Plot): string => plot.linkY ?? `${plot.id} y`;

const LEFT = 54;
const BOTTOM = 30;
const TOP = 6;

/** Where every plot stands, with the ranges that the user has chosen in place of its own. */
export function placePlots(
  plots: readonly Plot[],
  ranges: Ranges,
  width: number,
  height: number,
): readonly PlacedPlot[] {
  return plots.map((plot) => {
    const [l, t, w, h] = plot.place;
    const left = l * width + (plot.y.bare === true ? 5 : LEFT);
    const top = t * height + (plot.title === undefined ? TOP : 16);
    const right = (l + w) * width - 8;
    const bottom =
      (t + h) * height - (plot.x.bare === true ? 5 : plot.x.label === undefined ? 16 : BOTTOM);
    return {
      plot,
      area: { left, top, width: Math.max(1, right - left), height: Math.max(1, bottom - top) },
      x: ranges.get(xKey(plot)) ?? plot.x.range,
      y: ranges.get(yKey(plot)) ?? plot.y.range,
    };
  });
}

const along = (value: number, [low, high]: Range, log: boolean): number =>
  log
    ? (Math.log(value) - Math.log(low)) / (Math.log(high) - Math.log(low) || 1)
    : (value - low) / (high - low || 1);

export const pxOfX = ({ plot, area, x }: PlacedPlot, value: number): number =>
  area.left + along(value, x, plot.x.log === true) * area.width;
export const pxOfY = ({ plot, area, y }: PlacedPlot, value: number): number =>
  area.top + (1 - along(value, y, plot.y.log === true)) * area.height;

const back = (part: number, [low, high]: Range, log: boolean): number =>
  log ? low * (high / low) ** part : low + part * (high - low);

export const xOfPx = ({ plot, area, x }: PlacedPlot, px: number): number =>
  back((px - area.left) / area.width, x, plot.x.log === true);
export const yOfPx = ({ plot, area, y }: PlacedPlot, px: number): number =>
  back(1 - (px - area.top) / area.height, y, plot.y.log === true);

/** The plot whose axes hold a pixel. */
export const plotAt = (
  placed: readonly PlacedPlot[],
  at: { readonly x: number; readonly y: number },
): PlacedPlot | undefined =>
  placed.find(
    ({ area }) =>
      at.x >= area.left - 2 &&
      at.x <= area.left + area.width + 2 &&
      at.y >= area.top - 2 &&
      at.y <= area.top + area.height + 2,
  );

/** The range after a zoom about a value, or a shift by a part of it. */
export function zoomedRange(range: Range, about: number, factor: number, log: boolean): Range {
  const to = (v: number): number => (log ? Math.log(v) : v);
  const from = (v: number): number => (log ? Math.exp(v) : v);
  const [low, high, middle] = [to(range[0]), to(range[1]), to(about)];
  return [from(middle - (middle - low) / factor), from(middle + (high - middle) / factor)];
}

export function shiftedRange(range: Range, part: number, log: boolean): Range {
  if (log) {
    const factor = (range[1] / range[0]) ** part;
    return [range[0] * factor, range[1] * factor];
  }
  const by = part * (range[1] - range[0]);
  return [range[0] + by, range[1] + by];
}

/** All plots as shapes. */
export function plotScene(placed: readonly PlacedPlot[], palette: Palette): Scene {
  return placed.flatMap((one) => [
    {
      kind: "clip" as const,
      x: one.area.left,
      y: one.area.top,
      w: one.area.width,
      h: one.area.height,
      shapes: one.plot.layers.flatMap((layer) => layerShapes(one, layer)),
    },
    ...axesShapes(one, palette),
  ]);
}

function layerShapes(placed: PlacedPlot, layer: PlotLayer): Shape[] {
  const { area } = placed;
  const px = (value: number): number => pxOfX(placed, value);
  const py = (value: number): number => pxOfY(placed, value);
  switch (layer.kind) {
    case "points": {
      const size = layer.size ?? 2;
      return [{ kind: "points", xy: pointsInside(placed, layer, size), fill: layer.colour, size, opacity: layer.opacity ?? 1 }]; // prettier-ignore
    }
    case "line": {
      const points = new Float32Array(layer.x.length * 2);
      for (let i = 0; i < layer.x.length; i++)
        points.set([px(layer.x[i] ?? NaN), py(layer.y[i] ?? NaN)], i * 2);
      const paint = layer.fill === true ? { fill: layer.colour } : { stroke: layer.colour };
      return [
        { kind: "path", points, ...paint, width: layer.width ?? 1, opacity: layer.opacity ?? 1 },
      ];
    }
    case "bars":
      return [barShape(placed, layer)];
    case "picture": {
      const [left, right] = [px(layer.x[0]), px(layer.x[1])];
      const [bottom, top] = [py(layer.y[0]), py(layer.y[1])];
      return [
        {
          kind: "image",
          x: left,
          y: top,
          w: right - left,
          h: bottom - top,
          picture: layer.picture,
        },
      ];
    }
    case "at":
      return acrossShapes(placed, layer);
    case "band": {
      const [left, right] = [px(layer.x[0]), px(layer.x[1])];
      return [
        { kind: "rect", x: left, y: area.top, w: right - left, h: area.height, fill: layer.colour },
      ];
    }
    case "text":
      return [
        {
          kind: "text",
          x: px(layer.x),
          y: py(layer.y),
          text: layer.text,
          fill: layer.colour,
          size: 10,
          align: layer.align ?? "center",
        },
      ];
  }
}

/** A line across the plot, with its words. */
function acrossShapes(placed: PlacedPlot, layer: Extract<PlotLayer, { kind: "at" }>): Shape[] {
  const { area } = placed;
  const px = (value: number): number => pxOfX(placed, value);
  const py = (value: number): number => pxOfY(placed, value);
  const points =
    layer.x === undefined
      ? [area.left, py(layer.y ?? NaN), area.left + area.width, py(layer.y ?? NaN)]
      : [px(layer.x), area.top, px(layer.x), area.top + area.height];
  const line: Shape = {
    kind: "path",
    points: Float32Array.from(points),
    stroke: layer.colour,
    width: layer.width ?? 1,
  };
  if (layer.text === undefined) return [line];
  const [x, y] = layer.x === undefined ? [area.left + 3, (points[1] ?? 0) - 7] : [(points[0] ?? 0) + 3, area.top + 7]; // prettier-ignore
  return [line, { kind: "text", x, y, text: layer.text, fill: layer.colour, size: 10 }];
}

/** Only what can be seen: a zoomed cloud draws few points. */
function pointsInside(
  placed: PlacedPlot,
  { x, y }: { readonly x: ArrayLike<number>; readonly y: ArrayLike<number> },
  size: number,
): Float32Array {
  const { area } = placed;
  const out = new Float32Array(x.length * 2);
  let n = 0;
  for (let i = 0; i < x.length; i++) {
    const px = pxOfX(placed, x[i] ?? NaN);
    const py = pxOfY(placed, y[i] ?? NaN);
    if (!(px > area.left - size && px < area.left + area.width + size)) continue;
    if (!(py > area.top - size && py < area.top + area.height + size)) continue;
    out[n++] = px;
    out[n++] = py;
  }
  return out.subarray(0, n);
}

function barShape(placed: PlacedPlot, layer: Extract<PlotLayer, { kind: "bars" }>): Shape {
  const n = layer.heights.length;
  // one outline for all bars: a step curve down to the base
  const points = new Float32Array((2 * n + 2) * 2);
  const base = layer.sideways === true ? pxOfX(placed, baseOf(placed.x)) : pxOfY(placed, baseOf(placed.y)); // prettier-ignore
  const put = (at: number, edge: number, height: number | undefined): void => {
    if (layer.sideways === true)
      points.set([height === undefined ? base : pxOfX(placed, height), pxOfY(placed, edge)], at * 2);
    else points.set([pxOfX(placed, edge), height === undefined ? base : pxOfY(placed, height)], at * 2); // prettier-ignore
  };
  put(0, layer.edges[0] ?? 0, undefined);
  for (let i = 0; i < n; i++) {
    put(2 * i + 1, layer.edges[i] ?? 0, layer.heights[i] ?? 0);
    put(2 * i + 2, layer.edges[i + 1] ?? 0, layer.heights[i] ?? 0);
  }
  put(2 * n + 1, layer.edges[n] ?? 0, undefined);
  return { kind: "path", points, fill: layer.colour, opacity: layer.opacity ?? 1 };
}
/** bars stand on nothing where the axis shows it */
const baseOf = ([low, high]: Range): number => Math.min(high, Math.max(low, 0));

function axesShapes(placed: PlacedPlot, palette: Palette): Shape[] {
  const { plot, area } = placed;
  const { left, top, width, height } = area;
  const shapes: Shape[] = [
    {
      kind: "path",
      points: Float32Array.of(left, top, left, top + height, left + width, top + height),
      stroke: palette.lineStrong,
    },
  ];
  if (plot.title !== undefined) {
    // a square carries the colour: letters in it would be faint on a light ground
    const indent = plot.titleColour === undefined ? 0 : 11;
    if (plot.titleColour !== undefined)
      shapes.push({ kind: "rect", x: left, y: top - 12, w: 7, h: 7, fill: plot.titleColour });
    shapes.push({
      kind: "text",
      x: left + indent,
      y: top - 8,
      text: fitted(plot.title, width - indent),
      fill: palette.fg1,
      size: 10,
    });
  }
  if (plot.x.bare !== true) shapes.push(...xTicks(placed, palette));
  if (plot.y.bare !== true) shapes.push(...yTicks(placed, palette));
  return shapes;
}

const ticksFor = (range: Range, count: number, log: boolean): readonly number[] => {
  if (!log) return ticksOf(range[0], range[1], count);
  const first = Math.ceil(Math.log10(range[0]));
  const last = Math.floor(Math.log10(range[1]));
  const powers = Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => 10 ** (first + i));
  return powers.length >= 2 ? powers : ticksOf(range[0], range[1], count);
};

function xTicks(placed: PlacedPlot, palette: Palette): Shape[] {
  const { plot, area, x } = placed;
  const bottom = area.top + area.height;
  const ticks = ticksFor(
    x,
    Math.max(3, Math.min(8, Math.floor(area.width / 70))),
    plot.x.log === true,
  );
  const format = plot.x.format ?? tickText;
  let taken = -Infinity;
  const shapes = ticks.flatMap((value): Shape[] => {
    const px = pxOfX(placed, value);
    const mark: Shape = {
      kind: "path",
      points: Float32Array.of(px, bottom, px, bottom + 3),
      stroke: palette.lineStrong,
    };
    const text = format(value);
    const half = (text.length * LETTER_PX) / 2;
    const x = insideCell(px, half, area);
    // a number that would run into the one before is left out
    if (x - half < taken) return [mark];
    taken = x + half;
    return [mark, { kind: "text", x, y: bottom + 9, text, fill: palette.fg2, size: 10, align: "center" }]; // prettier-ignore
  });
  if (plot.x.label !== undefined)
    shapes.push({
      kind: "text",
      x: area.left + area.width / 2,
      y: bottom + 22,
      text: plot.x.label,
      fill: palette.fg2,
      size: 11,
      align: "center",
    });
  return shapes;
}

/** Where a tick's number is centred so that it does not reach into the next plot's. */
function insideCell(px: number, half: number, { left, width }: Area): number {
  return Math.max(left - 5 + half, Math.min(left + width + 6 - half, px));
}

function yTicks(placed: PlacedPlot, palette: Palette): Shape[] {
  const { plot, area, y } = placed;
  const ticks = ticksFor(
    y,
    Math.max(2, Math.min(6, Math.floor(area.height / 34))),
    plot.y.log === true,
  );
  const format = plot.y.format ?? tickText;
  const shapes = ticks.flatMap((value): Shape[] => {
    const py = pxOfY(placed, value);
    return [
      {
        kind: "path",
        points: Float32Array.of(area.left - 3, py, area.left, py),
        stroke: palette.lineStrong,
      },
      {
        kind: "text",
        x: area.left - 5,
        y: py,
        text: format(value),
        fill: palette.fg2,
        size: 10,
        align: "right",
      },
    ];
  });
  if (plot.y.label !== undefined)
    shapes.push({
      kind: "text",
      x: area.left - 45,
      y: area.top + area.height / 2,
      text: plot.y.label,
      fill: palette.fg2,
      size: 11,
      align: "center",
      turned: true,
    });
  return shapes;
}

/** of the small print, on average */
const LETTER_PX = 5.6;

/** Cut where the next plot begins. */
const fitted = (text: string, width: number): string => {
  const most = Math.max(4, Math.floor(width / LETTER_PX));
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
};

/** Short numbers with a true minus. */
function tickText(value: number): string {
  const size = Math.abs(value);
  const text =
    size >= 1e5 || (size > 0 && size < 1e-3)
      ? value.toExponential(0)
      : String(Number(value.toPrecision(6)));
  return text.replace("-", "−");
}
