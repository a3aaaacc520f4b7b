import type { ChannelId } from "#core/model/index.ts";
import { formatNumber } from "../../app/index.ts";
import type { ChartOption, Palette } from "../../charts/index.ts";
import { axisStyle, tooltipStyle } from "../../charts/index.ts";

/** Densities of one signal. */
export interface SpectraOf {
  /** [bin], Hz */
  readonly frequencies: Float64Array;
  /** [bin × 3]: 10 %, median and 90 % over channels */
  readonly overview: Float32Array;
  /** [bin × channel chosen]; NaN where the signal has no such channel */
  readonly channels: Float32Array;
  readonly unit: string;
}

export interface Spectra {
  readonly raw: SpectraOf;
  readonly processed: SpectraOf;
  /** what was looked at, frames of the raw recording */
  readonly start: number;
  readonly stop: number;
  readonly numSegments: number;
  /** channels of the overview, of how many */
  readonly overviewChannels: number;
  readonly numChannels: number;
  /** chosen ones; none = all, as median and 10–90 % */
  readonly channelIds: readonly ChannelId[];
}

export interface SpectraAxes {
  readonly frequency: "log" | "value";
  readonly power: "log" | "value";
}

type Point = [frequencyHz: number, density: number];

interface Line {
  readonly name: string;
  readonly points: Point[];
  readonly colour: string;
  readonly faint: boolean;
}

/** The stretch that spectra are taken from: the window, but at least a second around its middle. */
export function stretchOf(
  window: { readonly startFrame: number; readonly numFrames: number },
  samplingFrequency: number,
  numSamples: number,
): { readonly start: number; readonly stop: number } {
  const length = Math.min(numSamples, Math.max(window.numFrames, Math.round(samplingFrequency)));
  const middle = window.startFrame + window.numFrames / 2;
  const start = Math.min(Math.max(0, Math.round(middle - length / 2)), numSamples - length);
  return { start, stop: start + length };
}

/** Column `at` of [bin × width] over frequency; a logarithmic axis has no place for zero. */
function pointsOf(
  { frequencies }: SpectraOf,
  values: Float32Array,
  at: number,
  axes: SpectraAxes,
): Point[] {
  const width = values.length / Math.max(1, frequencies.length);
  const points: Point[] = [];
  frequencies.forEach((frequency, bin) => {
    const density = values[bin * width + at] ?? NaN;
    if (Number.isNaN(density)) return;
    if (axes.frequency === "log" && frequency <= 0) return;
    if (axes.power === "log" && density <= 0) return;
    points.push([frequency, density]);
  });
  return points;
}

function linesOf(data: Spectra, palette: Palette, axes: SpectraAxes): Line[] {
  const sides = [
    { title: "raw", side: data.raw, colour: palette.fg2 },
    { title: "preprocessed", side: data.processed, colour: palette.accent },
  ];
  return sides.flatMap(({ title, side, colour }) =>
    data.channelIds.length > 0
      ? data.channelIds.map((id, at) => ({
          name: `${String(id)} ${title}`,
          points: pointsOf(side, side.channels, at, axes),
          colour,
          faint: false,
        }))
      : [
          { at: 1, name: `${title}, median`, faint: false },
          { at: 0, name: `${title}, 10 %`, faint: true },
          { at: 2, name: `${title}, 90 %`, faint: true },
        ].map(({ at, name, faint }) => ({
          name,
          points: pointsOf(side, side.overview, at, axes),
          colour,
          faint,
        })),
  );
}

/** Density over frequency, raw in grey and preprocessed in the accent. */
export function spectraOption(data: Spectra, palette: Palette, axes: SpectraAxes): ChartOption {
  const unit = data.raw.unit;
  const units =
    data.processed.unit === unit ? unit : `${unit}; preprocessed ${data.processed.unit}`;
  const lines = linesOf(data, palette, axes);
  return {
    grid: { left: 52, right: 12, top: 24, bottom: 36 },
    xAxis: {
      ...axisStyle(palette),
      type: axes.frequency,
      name: "Hz",
      nameLocation: "middle",
      nameGap: 22,
      min: axes.frequency === "log" ? "dataMin" : 0,
      max: "dataMax",
      axisLabel: {
        ...(axisStyle(palette)["axisLabel"] as object),
        formatter: (value: number) => shortNumber(value),
      },
    },
    yAxis: {
      ...axisStyle(palette),
      type: axes.power,
      name: units,
      nameLocation: "end",
      nameGap: 8,
      nameTextStyle: { align: "left", color: palette.fg2, fontSize: 11, padding: [0, 0, 0, -44] },
      ...(axes.power === "log" ? yRange(lines) : { min: 0 }),
      axisLabel: {
        ...(axisStyle(palette)["axisLabel"] as object),
        hideOverlap: false,
        formatter: (value: number) => (axes.power === "log" ? decade(value) : shortNumber(value)),
      },
    },
    dataZoom: [{ type: "inside", xAxisIndex: 0, filterMode: "none" }],
    tooltip: {
      ...tooltipStyle(palette),
      trigger: "axis",
      axisPointer: { type: "line", lineStyle: { color: palette.lineStrong }, animation: false },
      formatter: (shown: readonly { seriesName: string; value: Point }[]) =>
        tooltipText(shown, data),
    },
    series: lines.map(({ name, points, colour, faint }) => ({
      type: "line",
      name,
      data: points,
      showSymbol: false,
      emphasis: { disabled: true },
      lineStyle: { color: colour, width: faint ? 0.75 : 1.25, opacity: faint ? 0.45 : 1 },
      itemStyle: { color: colour },
    })),
  };
}

/** Whole decades; what lies more than eight below the top is rounding error of empty bands. */
function yRange(lines: readonly Line[]): { min: number; max: number; splitNumber: number } {
  let [low, high] = [Infinity, -Infinity];
  for (const { points } of lines)
    for (const [, density] of points) {
      low = Math.min(low, density);
      high = Math.max(high, density);
    }
  if (!(high > 0)) return { min: 1e-3, max: 1, splitNumber: 3 };
  const top = Math.ceil(Math.log10(high));
  const bottom = Math.max(Math.floor(Math.log10(low)), top - 8);
  const last = Math.max(top, bottom + 1);
  return { min: 10 ** bottom, max: 10 ** last, splitNumber: last - bottom };
}

function tooltipText(
  shown: readonly { readonly seriesName: string; readonly value: Point }[],
  { raw, processed }: Spectra,
): string {
  const [first] = shown;
  if (!first) return "";
  const rows = shown
    .filter(({ seriesName }) => !seriesName.endsWith("%"))
    .map(({ seriesName, value }) => {
      const unit = seriesName.includes("preprocessed") ? processed.unit : raw.unit;
      return `${escape(seriesName)}: ${formatNumber(value[1])} ${unit}`;
    });
  return [`${formatNumber(first.value[0], 4)} Hz`, ...rows].join("<br>");
}

/** the tooltip is HTML and channel ids come from files */
const escape = (text: string): string =>
  text.replace(/[&<>"]/g, (sign) => `&#${String(sign.charCodeAt(0))};`);

/** 0.001 → "10⁻³" */
function decade(value: number): string {
  const power = Math.round(Math.log10(value));
  return `10${String(power).replaceAll(/./g, (sign) => SUPERSCRIPT[sign] ?? sign)}`;
}

const SUPERSCRIPT: Readonly<Record<string, string>> = {
  ...{ "-": "⁻", 0: "⁰", 1: "¹", 2: "²", 3: "³", 4: "⁴" },
  ...{ 5: "⁵", 6: "⁶", 7: "⁷", 8: "⁸", 9: "⁹" },
};

function shortNumber(value: number): string {
  if (value >= 1000) return `${String(value / 1000)} k`;
  if (value !== 0 && value < 1e-3) return value.toExponential(0).replace("-", "−");
  return String(Number(value.toPrecision(6)));
}

/** Every line as columns; signals of other rates have frequencies of their own. */
export function spectraRows(data: Spectra): {
  readonly header: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
} {
  const names = ["p10", "median", "p90", ...data.channelIds.map(String)];
  const rowsOf = (signal: string, side: SpectraOf): (string | number)[][] =>
    Array.from(side.frequencies, (frequency, bin) => [
      signal,
      frequency,
      ...side.overview.slice(bin * 3, bin * 3 + 3),
      ...side.channels.slice(bin * data.channelIds.length, (bin + 1) * data.channelIds.length),
    ]);
  return {
    header: ["signal", "frequency_hz", ...names],
    rows: [...rowsOf("raw", data.raw), ...rowsOf("preprocessed", data.processed)],
  };
}
