import type { UnitId } from "#core/model/index.ts";
import type { ChartOption, Palette } from "../../charts/index.ts";
import { axisStyle, tooltipStyle, unitColour } from "../../charts/index.ts";

export interface Correlograms {
  readonly unitIds: readonly UnitId[];
  /** [unit × unit × bin] counts */
  readonly ccgs: Int32Array;
  /** [bin + 1] edges, ms */
  readonly bins: Float64Array;
}

/** Counts of one pair. */
export function pairCounts(
  { unitIds, ccgs, bins }: Correlograms,
  a: number,
  b: number,
): Int32Array {
  const numBins = bins.length - 1;
  const start = (a * unitIds.length + b) * numBins;
  return ccgs.subarray(start, start + numBins);
}

/** A triangle of small charts: auto on the diagonal in the unit's colour, cross above it in grey. */
export function correlogramOption(data: Correlograms, palette: Palette): ChartOption {
  const n = data.unitIds.length;
  const numBins = data.bins.length - 1;
  const low = data.bins[0] ?? -1;
  const high = data.bins[numBins] ?? 1;
  const centers = Array.from(
    { length: numBins },
    (_, i) => ((data.bins[i] ?? 0) + (data.bins[i + 1] ?? 0)) / 2,
  );
  const grids: object[] = [];
  const xAxes: object[] = [];
  const yAxes: object[] = [];
  const series: object[] = [];
  const names: object[] = [];
  const [left, top, right, bottom] = [4, 4, 2, 8]; // % kept for labels
  const w = (100 - left - right) / n;
  const h = (100 - top - bottom) / n;
  for (let a = 0; a < n; a++)
    for (let b = a; b < n; b++) {
      const at = grids.length;
      const isAuto = a === b;
      const colour = unitColour(palette, data.unitIds[a] ?? 0);
      const isLowest = isAuto;
      grids.push({
        left: `${left + b * w + 1}%`,
        top: `${top + a * h + 2.4}%`,
        width: `${w - 2}%`,
        height: `${h - 6}%`,
      });
      xAxes.push({
        ...axisStyle(palette),
        gridIndex: at,
        type: "value",
        min: low,
        max: high,
        interval: high,
        axisLabel: { show: isLowest, color: palette.fg2, fontSize: 10 },
        axisTick: { show: isLowest, length: 3 },
        name: isLowest && a === n - 1 ? "lag (ms)" : "",
        nameLocation: "middle",
        nameGap: 18,
      });
      yAxes.push({ type: "value", gridIndex: at, show: false, min: 0 });
      const counts = pairCounts(data, a, b);
      series.push({
        type: "bar",
        xAxisIndex: at,
        yAxisIndex: at,
        name: isAuto ? `${data.unitIds[a]}` : `${data.unitIds[a]} → ${data.unitIds[b]}`,
        data: centers.map((x, i) => [x, counts[i] ?? 0]),
        barWidth: "100%",
        barCategoryGap: 0,
        itemStyle: { color: isAuto ? colour : palette.fg2 },
        large: numBins > 400,
        markArea: {
          silent: true,
          itemStyle: { color: palette.warn, opacity: 0.14 },
          data: [[{ xAxis: -1.5 }, { xAxis: 1.5 }]],
        },
      });
      names.push({
        type: "text",
        left: `${left + b * w + 1.5}%`,
        top: `${top + a * h + 0.2}%`,
        silent: true,
        style: {
          text: isAuto ? String(data.unitIds[a]) : `${data.unitIds[a]} → ${data.unitIds[b]}`,
          fill: isAuto ? colour : palette.fg2,
          fontSize: 10,
        },
      });
    }
  return {
    grid: grids,
    xAxis: xAxes,
    yAxis: yAxes,
    series,
    graphic: names,
    tooltip: {
      ...tooltipStyle(palette),
      trigger: "item",
      formatter: ({ seriesName, value }: { seriesName: string; value: [number, number] }) =>
        `${seriesName}<br>${value[0].toFixed(2)} ms: ${value[1]} spike pairs`,
    },
  };
}
