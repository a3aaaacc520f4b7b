import type { Palette, Scene, Shape } from "../../charts/index.ts";
import type { PairSpikes } from "../../stores/index.ts";

/** The spikes of one of three kinds: only in the first train, in both, only in the second. */
export interface Lane {
  readonly name: string;
  /** s, ascending */
  readonly timesS: Float64Array;
}

/** The stretch of time that is looked at. */
export interface TimeSpan {
  readonly startS: number;
  readonly endS: number;
}

const LEFT = 108;
const RIGHT = 12;
const TOP = 8;
const BOTTOM = 26;

/** Spikes of both trains as lanes; what both have is shown at its time in the first. */
export function lanesOf(
  spikes: PairSpikes,
  names: readonly [string, string, string],
): readonly Lane[] {
  return [
    { name: names[0], timesS: spikes.timesS1.filter((_, i) => spikes.isShared1[i] === 0) },
    { name: names[1], timesS: spikes.timesS1.filter((_, i) => spikes.isShared1[i] !== 0) },
    { name: names[2], timesS: spikes.timesS2.filter((_, i) => spikes.isShared2[i] === 0) },
  ];
}

/** First place at or after a time. */
export function firstFrom(timesS: Float64Array, timeS: number): number {
  let [low, high] = [0, timesS.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((timesS[middle] ?? 0) < timeS) low = middle + 1;
    else high = middle;
  }
  return low;
}

export interface RasterInput {
  readonly lanes: readonly Lane[];
  readonly span: TimeSpan;
  readonly cursorS: number | null;
  readonly palette: Palette;
  readonly formatTime: (s: number) => string;
}

/** Colours of the lanes: what one side misses, what both have, what the other adds. */
const laneColours = (palette: Palette): readonly string[] => [
  palette.units[1] ?? palette.warn,
  palette.units[2] ?? palette.accent,
  palette.units[9] ?? palette.warn,
];

/** Time at a place of the panel. */
export const timeAt = (span: TimeSpan, x: number, width: number): number =>
  span.startS + ((x - LEFT) / Math.max(1, width - LEFT - RIGHT)) * (span.endS - span.startS);

/** A line per spike in its lane, at most one a pixel; the time cursor; a few times below. */
export function rasterScene(input: RasterInput, width: number, height: number): Scene {
  const { lanes, span, cursorS, palette } = input;
  const inner = Math.max(1, width - LEFT - RIGHT);
  const length = Math.max(1e-9, span.endS - span.startS);
  const x = (s: number): number => LEFT + ((s - span.startS) / length) * inner;
  const laneHeight = Math.max(12, (height - TOP - BOTTOM) / lanes.length);
  const colours = laneColours(palette);
  const shapes: Shape[] = [];
  lanes.forEach((lane, at) => {
    const top = TOP + at * laneHeight;
    const colour = colours[at] ?? palette.fg1;
    shapes.push(
      { kind: "text", x: 8, y: top + laneHeight / 2 - 7, text: lane.name, fill: palette.fg1 },
      {
        kind: "text",
        x: 8,
        y: top + laneHeight / 2 + 7,
        text: `${lane.timesS.length.toLocaleString("en")} spikes`,
        fill: palette.fg2,
        size: 10,
      },
      line([LEFT, top + laneHeight, width - RIGHT, top + laneHeight], palette.line),
      ticks(lane.timesS, span, { x, top: top + 4, bottom: top + laneHeight - 4, colour }),
    );
  });
  const bottom = TOP + lanes.length * laneHeight;
  for (let k = 0; k <= 4; k++) {
    const s = span.startS + (k / 4) * length;
    shapes.push({
      kind: "text",
      x: x(s),
      y: bottom + 14,
      text: input.formatTime(s),
      fill: palette.fg2,
      size: 10,
      align: k === 0 ? "left" : k === 4 ? "right" : "center",
    });
  }
  if (cursorS !== null && cursorS >= span.startS && cursorS <= span.endS)
    shapes.push(line([x(cursorS), TOP, x(cursorS), bottom], palette.accent));
  return shapes;
}

const line = (points: readonly number[], stroke: string): Shape => ({
  kind: "path",
  points: Float32Array.from(points),
  stroke,
  width: 1,
});

interface TickPlace {
  readonly x: (s: number) => number;
  readonly top: number;
  readonly bottom: number;
  readonly colour: string;
}

function ticks(timesS: Float64Array, span: TimeSpan, { x, top, bottom, colour }: TickPlace): Shape {
  const points: number[] = [];
  let lastPx = -1;
  for (let i = firstFrom(timesS, span.startS); i < timesS.length; i++) {
    const s = timesS[i] ?? 0;
    if (s > span.endS) break;
    const px = Math.round(x(s));
    if (px === lastPx) continue; // a line there already
    lastPx = px;
    points.push(px + 0.5, top, px + 0.5, bottom, 0, NaN);
  }
  return { kind: "path", points: Float32Array.from(points), stroke: colour, width: 1 };
}

/** The span zoomed at a time, within the recording and not below 2 ms. */
export function zoomSpan(span: TimeSpan, atS: number, factor: number, durationS: number): TimeSpan {
  const length = Math.min(durationS, Math.max(0.002, (span.endS - span.startS) / factor));
  const share = (atS - span.startS) / Math.max(1e-9, span.endS - span.startS);
  return within({ startS: atS - share * length, endS: atS + (1 - share) * length }, durationS);
}

/** The span moved, within the recording. */
export function within({ startS, endS }: TimeSpan, durationS: number): TimeSpan {
  const length = Math.min(durationS, endS - startS);
  const start = Math.min(Math.max(0, startS), durationS - length);
  return { startS: start, endS: start + length };
}
