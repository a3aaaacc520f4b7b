import type { UnitId } from "#core/model/index.ts";
import type { ChartOption, Palette } from "../../charts/index.ts";
import { axisStyle, extentOf, tooltipStyle, unitColour } from "../../charts/index.ts";
import { formatClock } from "../../app/index.ts";

export interface Amplitudes {
  readonly unitIds: readonly UnitId[];
  readonly timesS: Float32Array;
  readonly amplitudes: Float32Array;
  /** position in unitIds */
  readonly unit: Int32Array;
  readonly total: number;
  readonly shown: number;
}

const NUM_HISTOGRAM_BINS = 60;

/** Counts of each unit over equal steps of amplitude. */
export function histograms(data: Amplitudes): {
  readonly low: number;
  readonly step: number;
  readonly counts: readonly Int32Array[];
} {
  const [low, high] = extentOf(data.amplitudes);
  const step = (high - low) / NUM_HISTOGRAM_BINS || 1;
  const counts = data.unitIds.map(() => new Int32Array(NUM_HISTOGRAM_BINS));
  data.amplitudes.forEach((value, i) => {
    const bin = Math.min(NUM_HISTOGRAM_BINS - 1, Math.floor((value - low) / step));
    const row = counts[data.unit[i] ?? -1];
    if (row && bin >= 0) row[bin] = (row[bin] ?? 0) + 1;
  });
  return { low, step, counts };
}

/** The points of one unit, flat: x0 y0 x1 y1 … */
export function pointsOf(data: Amplitudes, unit: number): Float32Array {
  let count = 0;
  for (const u of data.unit) if (u === unit) count++;
  const points = new Float32Array(count * 2);
  let at = 0;
  data.unit.forEach((u, i) => {
    if (u !== unit) return;
    points[at++] = data.timesS[i] ?? NaN;
    points[at++] = data.amplitudes[i] ?? NaN;
  });
  return points;
}

/** Amplitude over time, one colour a unit, with the histogram at the side; the cursor as a line. */
export function amplitudeOption(
  data: Amplitudes,
  palette: Palette,
  { durationS, cursorS }: { readonly durationS: number; readonly cursorS: number | null },
): ChartOption {
  const { low, step, counts } = histograms(data);
  const pad = step * 2;
  const y = { min: low - pad, max: low + step * NUM_HISTOGRAM_BINS + pad };
  const axis = axisStyle(palette);
  const middle = counts[0] ? Array.from(counts[0], (_, i) => low + (i + 0.5) * step) : [];
  return {
    grid: [
      { left: 54, right: "24%", top: 10, bottom: 32 },
      { left: "80%", right: 12, top: 10, bottom: 32 },
    ],
    xAxis: [
      {
        ...axis,
        type: "value",
        gridIndex: 0,
        min: 0,
        max: durationS,
        name: "time (s)",
        nameLocation: "middle",
        nameGap: 18,
        splitNumber: 6,
      },
      {
        ...axis,
        type: "value",
        gridIndex: 1,
        name: "spikes",
        nameLocation: "middle",
        nameGap: 18,
        splitNumber: 2,
      },
    ],
    yAxis: [
      {
        ...axis,
        ...y,
        type: "value",
        gridIndex: 0,
        name: "µV",
        nameLocation: "end",
        nameGap: -6,
        axisLabel: { ...(axis["axisLabel"] as object), showMinLabel: false, showMaxLabel: false },
      },
      { ...y, type: "value", gridIndex: 1, show: false },
    ],
    dataZoom: [
      { type: "inside", xAxisIndex: 0, filterMode: "none" },
      {
        type: "inside",
        yAxisIndex: [0, 1],
        filterMode: "none",
        zoomOnMouseWheel: "ctrl",
        moveOnMouseMove: false,
      },
    ],
    tooltip: {
      ...tooltipStyle(palette),
      trigger: "item",
      formatter: ({ seriesName, value }: { seriesName: string; value: readonly number[] }) =>
        `unit ${seriesName}<br>${formatClock(value[0] ?? 0)} · ${(value[1] ?? 0).toFixed(1)} µV`,
    },
    series: [
      ...data.unitIds.map((id, at) => ({
        type: "scatter",
        name: String(id),
        xAxisIndex: 0,
        yAxisIndex: 0,
        dimensions: ["time", "amplitude"],
        data: pointsOf(data, at),
        symbolSize: 2.5,
        large: true,
        largeThreshold: 3000,
        itemStyle: { color: unitColour(palette, id), opacity: 0.8 },
        ...(at === 0 && cursorS !== null
          ? {
              markLine: {
                silent: true,
                symbol: "none",
                label: { show: false },
                lineStyle: { color: palette.accent, type: "solid", width: 1 },
                data: [{ xAxis: cursorS }],
              },
            }
          : {}),
      })),
      ...data.unitIds.map((id, at) => ({
        type: "line",
        name: String(id),
        xAxisIndex: 1,
        yAxisIndex: 1,
        silent: true,
        symbol: "none",
        lineStyle: { color: unitColour(palette, id), width: 1.2 },
        data: middle.map((value, i) => [counts[at]?.[i] ?? 0, value]),
      })),
    ],
  };
}
