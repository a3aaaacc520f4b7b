import type { ChannelId, UnitId } from "#core/model/index.ts";
import type { Palette } from "../colours.ts";
import { unitColour } from "../colours.ts";
import { niceBelow, ticksOf } from "../scale.ts";
import type { Scene, Shape } from "../scene.ts";

export const GUTTER_PX = 58;
export const AXIS_PX = 20;

export interface SpikeMark {
  readonly frame: number;
  readonly unitId: UnitId;
  /** display row of the unit's main channel */
  readonly row: number;
  readonly isSelected: boolean;
}

export interface OverlayInput {
  readonly palette: Palette;
  readonly width: number;
  readonly height: number;
  readonly startFrame: number;
  readonly numFrames: number;
  readonly samplingFrequency: number;
  readonly rowPx: number;
  readonly scrollPx: number;
  readonly gainUv: number;
  readonly unit: string;
  /** display order */
  readonly channelIds: readonly ChannelId[];
  readonly highlighted: ReadonlySet<number>;
  /** names beside the rows; those of highlighted ones always */
  readonly hasNames: boolean;
  readonly cursorS: number | null;
  readonly spikes: readonly SpikeMark[];
  readonly formatTick: (seconds: number, stepS: number) => string;
}

/** Channel ids, time axis, scale bars, cursor and spikes around and over the traces. */
export function overlayScene(input: OverlayInput): Scene {
  return [...gutter(input), ...spikeMarks(input), ...cursor(input), ...axis(input), ...bars(input)];
}

const rowMiddle = ({ rowPx, scrollPx }: OverlayInput, row: number): number =>
  (row + 0.5) * rowPx - scrollPx;
const plotHeight = ({ height }: OverlayInput): number => height - AXIS_PX;
const xOf = (input: OverlayInput, frame: number): number =>
  GUTTER_PX + ((frame - input.startFrame) / input.numFrames) * (input.width - GUTTER_PX);

/** Every channel where there is room for text, else every second, fifth, tenth … */
function labelStep(rowPx: number): number {
  const needed = 13 / rowPx;
  return [1, 2, 5, 10, 20, 50, 100, 200].find((step) => step >= needed) ?? 500;
}

function gutter(input: OverlayInput): Shape[] {
  const { palette, channelIds, rowPx, highlighted } = input;
  const shapes: Shape[] = [
    { kind: "rect", x: 0, y: 0, w: GUTTER_PX, h: input.height, fill: palette.bg1 },
  ];
  const step = labelStep(rowPx);
  channelIds.forEach((id, row) => {
    const y = rowMiddle(input, row);
    if (y < 4 || y > plotHeight(input) - 2) return;
    if ((row % step !== 0 || !input.hasNames) && !highlighted.has(row)) return;
    const text = (String(id).split("#").at(-1) ?? "").slice(-9); // "imec0.ap#AP12" → "AP12"
    const fill = highlighted.has(row) ? palette.accent : palette.fg2;
    shapes.push({ kind: "text", x: GUTTER_PX - 5, y, text, fill, align: "right", size: 10 });
  });
  return shapes;
}

function axis(input: OverlayInput): Shape[] {
  const { palette, width, samplingFrequency: fs } = input;
  const top = plotHeight(input);
  const shapes: Shape[] = [
    { kind: "rect", x: 0, y: top, w: width, h: AXIS_PX, fill: palette.bg1 },
    { kind: "rect", x: GUTTER_PX, y: top, w: width - GUTTER_PX, h: 0.5, fill: palette.lineStrong },
  ];
  const low = input.startFrame / fs;
  const high = (input.startFrame + input.numFrames) / fs;
  const ticks = ticksOf(low, high, Math.max(2, Math.floor(width / 90)));
  const stepS = (ticks[1] ?? 1) - (ticks[0] ?? 0);
  for (const tick of ticks) {
    const x = xOf(input, tick * fs);
    shapes.push({ kind: "rect", x, y: top, w: 0.5, h: 4, fill: palette.lineStrong });
    if (x > GUTTER_PX + 20 && x < width - 40)
      shapes.push({
        kind: "text",
        x,
        y: top + 12,
        text: input.formatTick(tick, stepS),
        fill: palette.fg2,
        align: "center",
        size: 10,
      });
  }
  return shapes;
}

/** Vertical µV and horizontal ms bars, at round lengths near 1/12 of the picture. */
function bars(input: OverlayInput): Shape[] {
  const { palette, width, samplingFrequency: fs } = input;
  const pxPerUv = input.rowPx / input.gainUv;
  const uv = niceBelow(90 / pxPerUv);
  const plotWidth = width - GUTTER_PX;
  const ms = niceBelow((input.numFrames / fs) * 1000 * 0.12);
  const h = uv * pxPerUv;
  const w = (ms / 1000) * fs * (plotWidth / input.numFrames);
  const right = width - 14;
  const bottom = plotHeight(input) - 14;
  const uvText = `${uv >= 1000 ? `${uv / 1000} m` : `${uv} µ`}V`;
  const msText =
    ms >= 1000 ? `${ms / 1000} s` : ms < 1 ? `${Math.round(ms * 1000)} µs` : `${ms} ms`;
  const plate = (x: number, y: number, plateW: number, plateH: number): Shape => ({
    kind: "rect",
    x,
    y,
    w: plateW,
    h: plateH,
    fill: palette.bg1,
  });
  return [
    plate(right - 3, bottom - h - 2, 8, h + 4),
    plate(right - w - 2, bottom - 3, w + 6, 6),
    plate(right - 52, bottom - h / 2 - 8, 48, 16),
    plate(right - w - 2, bottom + 2, 44, 12),
    { kind: "rect", x: right - 1, y: bottom - h, w: 2, h, fill: palette.fg0 },
    { kind: "rect", x: right - w, y: bottom - 1, w, h: 2, fill: palette.fg0 },
    {
      kind: "text",
      x: right - 6,
      y: bottom - h / 2,
      text: input.unit === "µV" ? uvText : `${uv} ${input.unit}`,
      fill: palette.fg0,
      align: "right",
    },
    { kind: "text", x: right - w, y: bottom + 8, text: msText, fill: palette.fg0, size: 10 },
  ];
}

function cursor(input: OverlayInput): Shape[] {
  if (input.cursorS === null) return [];
  const x = xOf(input, input.cursorS * input.samplingFrequency);
  if (x < GUTTER_PX || x > input.width) return [];
  return [
    { kind: "rect", x: x - 0.5, y: 0, w: 1, h: plotHeight(input), fill: input.palette.accent },
  ];
}

function spikeMarks(input: OverlayInput): Shape[] {
  const { palette, spikes, rowPx } = input;
  const r = Math.min(4, Math.max(2, rowPx / 5));
  return spikes.flatMap((spike): Shape[] => {
    const x = xOf(input, spike.frame);
    const y = rowMiddle(input, spike.row);
    if (x < GUTTER_PX || y < 0 || y > plotHeight(input)) return [];
    const colour = unitColour(palette, spike.unitId);
    return [
      {
        kind: "circle",
        x,
        y: y + rowPx * 0.35,
        r,
        ...(spike.isSelected ? { fill: colour } : { stroke: colour, width: 1 }),
      },
    ];
  });
}
