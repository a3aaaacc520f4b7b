import type { UnitId } from "#core/model/index.ts";
import type { ChannelRow } from "#contract/index.ts";
import type { Palette, Scene, Shape } from "../../charts/index.ts";
import { niceBelow, unitColour } from "../../charts/index.ts";

/** One unit's waveforms as they came; arrays as in frames.ts, µV or of no unit. */
export interface UnitWaveforms {
  readonly id: UnitId;
  /** [sample × channel] */
  readonly mean: Float32Array;
  readonly std: Float32Array;
  /** channel indices */
  readonly channels: Int32Array;
  /** [spike × sample × channel] */
  readonly waveforms: Float32Array;
  /** means of the first, middle and last third in time: [third × sample × channel]; empty or absent unless asked for */
  readonly thirds?: Float32Array;
  readonly numSamples: number;
  readonly nbefore: number;
  readonly samplingFrequency: number;
  readonly numSpikes: number;
  /** instead of the unit's own */
  readonly colour?: string;
  /** px of the mean's line; 1.5 */
  readonly linePx?: number;
}

interface WaveformView {
  /** of the values; µV */
  readonly voltageUnit?: string;
  /** what fills one channel's place */
  readonly gain: number;
  readonly showSpikes: boolean;
  readonly showStd: boolean;
  readonly overlap: boolean;
  /** of the time within a channel's place; 1 */
  readonly stretch?: number;
  /** of the distance between rows of channels; 1 */
  readonly spacing?: number;
  /** of the distance between columns of channels; 1 */
  readonly columnSpacing?: number;
  /** the channels' ids; true */
  readonly showNames?: boolean;
}

interface Place {
  readonly channel: number;
  readonly x: number;
  readonly y: number;
}

/** Spacing of the contacts: columns that differ by more than this stand beside each other. */
function columnsOf(channels: readonly Place[]): readonly number[] {
  const xs = [...new Set(channels.map(({ x }) => Math.round(x)))].sort((a, b) => a - b);
  return xs;
}

/** The channels that any unit has, at most `limit`, those with the largest means first. */
export function shownChannels(units: readonly UnitWaveforms[], limit: number): readonly number[] {
  const size = new Map<number, number>();
  for (const unit of units) {
    const n = unit.channels.length;
    unit.channels.forEach((channel, c) => {
      let [low, high] = [0, 0];
      for (let s = 0; s < unit.numSamples; s++) {
        const value = unit.mean[s * n + c] ?? 0;
        low = Math.min(low, value);
        high = Math.max(high, value);
      }
      size.set(channel, Math.max(size.get(channel) ?? 0, high - low));
    });
  }
  const ranked = [...size].sort((a, b) => b[1] - a[1]);
  const least = 0.06 * (ranked[0]?.[1] ?? 0);
  return ranked
    .slice(0, limit)
    .filter(([, range]) => range >= least)
    .map(([channel]) => channel);
}

/** The largest peak-to-peak of any mean. */
export function largestRange(units: readonly UnitWaveforms[]): number {
  let largest = 0;
  for (const { mean } of units) {
    let [low, high] = [0, 0];
    for (const value of mean) {
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
    largest = Math.max(largest, high - low);
  }
  return largest > 0 ? largest : 1;
}

interface Cell {
  readonly left: number;
  readonly middle: number;
  readonly width: number;
  readonly height: number;
}

/** Where each channel's waveforms stand: columns as on the probe, rows in the order of depth
 * without the empty stretches between units. */
export function layoutChannels(
  shown: readonly number[],
  channels: readonly ChannelRow[],
  {
    width,
    height,
    spacing = 1,
    columnSpacing = 1,
  }: Pick<WaveformView, "spacing" | "columnSpacing"> & {
    readonly width: number;
    readonly height: number;
  },
): ReadonlyMap<number, Cell> {
  const places = shown.map((channel, at) => ({
    channel,
    x: channels[channel]?.xUm ?? 0,
    y: channels[channel]?.yUm ?? -at * 20,
  }));
  const columns = columnsOf(places);
  const ys = [...new Set(places.map(({ y }) => Math.round(y)))].sort((a, b) => b - a);
  const top = 30;
  const rowPx = (height - top - 26) / Math.max(1, ys.length);
  const columnPx = (width - 16) / Math.max(1, columns.length);
  return new Map(
    places.map(({ channel, x, y }) => [
      channel,
      {
        // rows and columns that are further apart or closer keep the middle of the picture
        left:
          12 +
          ((columns.indexOf(Math.round(x)) + 0.5 - columns.length / 2) * columnSpacing +
            (columns.length - 1) / 2) *
            columnPx,
        middle:
          top +
          ((ys.indexOf(Math.round(y)) + 0.4 - ys.length / 2) * spacing + ys.length / 2) * rowPx,
        width: columnPx - 8,
        height: rowPx,
      },
    ]),
  );
}

/** Units that share a channel stand beside each other; those that do not may use the same place. */
export function slotsOf(units: readonly UnitWaveforms[]): {
  readonly slot: readonly number[];
  readonly count: number;
} {
  const slot: number[] = [];
  units.forEach((unit, at) => {
    const mine = new Set(unit.channels);
    const taken = new Set(
      units
        .slice(0, at)
        .flatMap((other, i) => (other.channels.some((c) => mine.has(c)) ? (slot[i] ?? 0) : [])),
    );
    let free = 0;
    while (taken.has(free)) free++;
    slot.push(free);
  });
  return { slot, count: Math.max(0, ...slot) + 1 };
}

export interface WaveformSceneInput extends WaveformView {
  readonly palette: Palette;
  readonly width: number;
  readonly height: number;
  readonly units: readonly UnitWaveforms[];
  readonly channels: readonly ChannelRow[];
}

/** Means with their spread and some spikes, on every channel where the probe has it, with bars of voltage and time. */
export function waveformScene(input: WaveformSceneInput): Scene {
  const { palette, units } = input;
  const cells = layoutChannels(shownChannels(units, 24), input.channels, input);
  const [anyCell] = cells.values();
  if (!anyCell) return [];
  const pxPerUv = (anyCell.height * 1.25 + 10) / input.gain;
  const slots = slotsOf(units);
  const count = input.overlap ? 1 : slots.count;
  const shapes: Shape[] = [];
  const named = input.showNames === false ? [] : cells;
  for (const [channel, cell] of named)
    shapes.push({
      kind: "text",
      x: cell.left,
      y: cell.middle - Math.min(16, cell.height / 2) + 2,
      text: String(input.channels[channel]?.id ?? channel),
      fill: palette.fg2,
      size: 9,
    });
  units.forEach((unit, at) => {
    for (let c = 0; c < unit.channels.length; c++) {
      const cell = cells.get(unit.channels[c] ?? -1);
      if (!cell) continue;
      const w = cell.width / count;
      const box = {
        x: cell.left + (input.overlap ? 0 : (slots.slot[at] ?? 0) * w),
        w: w - 2,
        y: cell.middle,
      };
      shapes.push(...channelShapes(input, unit, c, { ...box, pxPerUv }));
    }
  });
  return [...shapes, ...legend(input), ...bars(input, anyCell.width / count, pxPerUv)];
}

/** early is faint and thin, late is full and thick */
const THIRD_OPACITY = [0.35, 0.65, 1] as const;

interface Spot {
  readonly x: number;
  readonly w: number;
  readonly y: number;
  readonly pxPerUv: number;
}

function channelShapes(
  input: WaveformSceneInput,
  unit: UnitWaveforms,
  c: number,
  spot: Spot,
): Shape[] {
  const colour = unit.colour ?? unitColour(input.palette, unit.id);
  const n = unit.channels.length;
  const { numSamples } = unit;
  const stretch = input.stretch ?? 1;
  // the peak stays where it is
  const x = (s: number): number =>
    spot.x + ((unit.nbefore + (s - unit.nbefore) * stretch) / Math.max(1, numSamples - 1)) * spot.w;
  const y = (uv: number): number => spot.y - uv * spot.pxPerUv;
  const shapes: Shape[] = [];
  const mean = (s: number): number => unit.mean[s * n + c] ?? NaN;
  if (input.showSpikes) {
    const numDrawn = Math.floor(unit.waveforms.length / Math.max(1, numSamples * n));
    const points = new Float32Array(numDrawn * (numSamples + 1) * 2);
    let p = 0;
    for (let spike = 0; spike < numDrawn; spike++) {
      for (let s = 0; s < numSamples; s++, p += 2) {
        points[p] = x(s);
        points[p + 1] = y(unit.waveforms[(spike * numSamples + s) * n + c] ?? NaN);
      }
      points[p + 1] = NaN; // lifts the pen
      p += 2;
    }
    shapes.push({ kind: "path", points, stroke: colour, width: 0.5, opacity: 0.3 });
  }
  if (input.showStd) {
    const band = new Float32Array(numSamples * 4);
    for (let s = 0; s < numSamples; s++) {
      const spread = unit.std[s * n + c] ?? 0;
      band.set([x(s), y(mean(s) + spread)], s * 2);
      band.set([x(s), y(mean(s) - spread)], (2 * numSamples - 1 - s) * 2);
    }
    shapes.push({ kind: "path", points: band, fill: colour, opacity: 0.22 });
  }
  const { thirds } = unit;
  if (thirds && thirds.length > 0) {
    THIRD_OPACITY.forEach((opacity, third) => {
      const points = new Float32Array(numSamples * 2);
      for (let s = 0; s < numSamples; s++)
        points.set([x(s), y(thirds[(third * numSamples + s) * n + c] ?? NaN)], s * 2);
      shapes.push({ kind: "path", points, stroke: colour, width: 1.2 + 0.5 * third, opacity });
    });
    return shapes;
  }
  const line = new Float32Array(numSamples * 2);
  for (let s = 0; s < numSamples; s++) line.set([x(s), y(mean(s))], s * 2);
  shapes.push({ kind: "path", points: line, stroke: colour, width: unit.linePx ?? 1.5 });
  return shapes;
}

function legend({ palette, units, width }: WaveformSceneInput): Shape[] {
  const step = Math.min(150, (width - 16) / Math.max(1, units.length));
  return units.flatMap((unit, at): Shape[] => [
    {
      kind: "rect",
      x: 8 + at * step,
      y: 8,
      w: 8,
      h: 8,
      fill: unit.colour ?? unitColour(palette, unit.id),
    },
    {
      kind: "text",
      x: 20 + at * step,
      y: 12,
      text: step > 110 ? `${unit.id} · ${unit.numSpikes} spikes` : String(unit.id),
      fill: palette.fg1,
    },
  ]);
}

function bars(input: WaveformSceneInput, slotPx: number, pxPerUv: number): Shape[] {
  const { palette, width, height, units } = input;
  const [first] = units;
  if (!first) return [];
  const uv = niceBelow(70 / pxPerUv);
  const pxPerMs =
    (((input.stretch ?? 1) * (slotPx - 2)) / first.numSamples) * (first.samplingFrequency / 1000);
  const ms = niceBelow((0.6 * first.numSamples * 1000) / first.samplingFrequency);
  const right = width - 10;
  const bottom = height - 10;
  return [
    {
      kind: "rect",
      x: right - 2,
      y: bottom - uv * pxPerUv,
      w: 2,
      h: uv * pxPerUv,
      fill: palette.fg0,
    },
    {
      kind: "rect",
      x: right - ms * pxPerMs,
      y: bottom - 2,
      w: ms * pxPerMs,
      h: 2,
      fill: palette.fg0,
    },
    {
      kind: "text",
      x: right - 6,
      y: bottom - (uv * pxPerUv) / 2 - 4,
      text: `${uv} ${input.voltageUnit ?? "µV"}`,
      fill: palette.fg0,
      align: "right",
    },
    {
      kind: "text",
      x: right - ms * pxPerMs - 4,
      y: bottom - 2,
      text: `${ms} ms`,
      fill: palette.fg0,
      align: "right",
    },
  ];
}
