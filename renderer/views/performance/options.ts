import type { UnitId } from "#core/model/index.ts";
import type { PairTable, UnitTable } from "#contract/index.ts";
import type { ChartOption, Palette } from "../../charts/index.ts";
import { axisStyle, tooltipStyle } from "../../charts/index.ts";
import { agreementOf, sideNames } from "../shared/pairs.ts";

/** What stands on the vertical axis. */
export type Score = "accuracy" | "recall" | "precision" | "agreement";

/** What a unit is like: one number per unit of sorting 1, NaN where it is not known. */
export interface UnitAxis {
  readonly key: string;
  readonly label: string;
  readonly values: readonly number[];
}

/** A unit of sorting 1. */
export interface PerformancePoint {
  readonly unit1: number;
  readonly unit2: number;
  readonly x: number;
  readonly y: number;
}

/** The scores that a comparison has. */
export const scoresOf = (mode: PairTable["mode"]): readonly Score[] =>
  mode === "ground_truth" ? ["accuracy", "recall", "precision"] : ["agreement"];

/**
 * What units can be held against: firing rate and number of spikes always; metrics of the first sorting's units, else
 * of those that they were found as.
 */
export function unitAxes(
  table: PairTable,
  metrics: { readonly first: UnitTable | null; readonly second: UnitTable | null },
): readonly UnitAxis[] {
  const rates = table.numSpikes1.map((spikes) =>
    table.durationS > 0 ? spikes / table.durationS : NaN,
  );
  const names = sideNames(table.mode);
  const own = metrics.first ? metricAxes(metrics.first, table.unitIds1, names.first) : [];
  const matched = table.match12.map((j) => table.unitIds2[j]);
  const other = metrics.second ? metricAxes(metrics.second, matched, names.second) : [];
  return [
    ...own.filter(({ key }) => key === "snr"),
    ...other.filter(({ key }) => key === "snr"),
    { key: "rate", label: `firing rate, ${names.first} (Hz)`, values: rates },
    { key: "spikes", label: `spikes, ${names.first}`, values: table.numSpikes1 },
    ...[...own, ...other].filter(({ key }) => key !== "snr"),
  ].map((axis, at, all) =>
    all.findIndex(({ key }) => key === axis.key) === at
      ? axis
      : { ...axis, key: `${axis.key} ${names.second}` },
  );
}

function metricAxes(
  { unitIds, columns, values }: UnitTable,
  wanted: readonly (UnitId | undefined)[],
  side: string,
): readonly UnitAxis[] {
  const row = new Map(unitIds.map((id, at) => [id, at]));
  return columns.flatMap((column, c) =>
    column.dtype !== "float" && column.dtype !== "int"
      ? []
      : {
          key: column.name,
          label: `${column.label}, ${side}${column.unit ? ` (${column.unit})` : ""}`,
          values: wanted.map((id) => {
            const value = id === undefined ? null : values[c]?.[row.get(id) ?? -1];
            return typeof value === "number" ? value : NaN;
          }),
        },
  );
}

/** The units of sorting 1 that have a place on both axes. */
export function performancePoints(
  table: PairTable,
  score: Score,
  axis: UnitAxis,
): readonly PerformancePoint[] {
  return table.unitIds1.flatMap((_, unit1) => {
    const unit2 = table.match12[unit1] ?? -1;
    const y =
      score === "agreement" || !table.performance
        ? agreementOf(table, unit1, unit2)
        : (table.performance[score][unit1] ?? 0);
    const x = axis.values[unit1] ?? NaN;
    return Number.isFinite(x) ? [{ unit1, unit2, x, y }] : [];
  });
}

/** A point per unit; missed ones are hollow, the chosen one is ringed. */
export function performanceOption(
  table: PairTable,
  points: readonly PerformancePoint[],
  view: { readonly axis: UnitAxis; readonly score: Score; readonly unit1: number },
  palette: Palette,
): ChartOption {
  const axis = axisStyle(palette);
  const names = sideNames(table.mode);
  return {
    grid: { left: 52, right: 18, top: 14, bottom: 36 },
    xAxis: {
      ...axis,
      type: "value",
      scale: true,
      name: view.axis.label,
      nameLocation: "middle",
      nameGap: 20,
      splitNumber: 5,
    },
    yAxis: {
      ...axis,
      type: "value",
      min: 0,
      max: 1,
      name: view.score,
      nameLocation: "middle",
      nameGap: 32,
    },
    tooltip: {
      ...tooltipStyle(palette),
      trigger: "item",
      formatter: ({ dataIndex }: { dataIndex: number }) => {
        const point = points[dataIndex];
        if (!point) return "";
        const match = point.unit2 < 0 ? "none" : String(table.unitIds2[point.unit2]);
        return `${names.first} ${String(table.unitIds1[point.unit1])} · ${names.second} ${match}<br>${view.score} ${point.y.toFixed(3)} · ${view.axis.label} ${point.x.toPrecision(3)}`;
      },
    },
    series: [
      {
        type: "scatter",
        data: points.map((point) => ({
          value: [point.x, point.y],
          symbolSize: point.unit1 === view.unit1 ? 12 : 8,
          itemStyle: {
            color: point.unit2 < 0 ? "transparent" : palette.accent,
            borderColor: point.unit1 === view.unit1 ? palette.fg0 : palette.accent,
            borderWidth: point.unit1 === view.unit1 ? 2 : 1,
          },
        })),
      },
    ],
  };
}
