import type { Palette } from "./colours.ts";
import { SEQUENTIAL } from "./colours.ts";
import type { ChartOption } from "./echarts.ts";
import { axisStyle, tooltipStyle } from "./echarts.ts";

export interface MatrixInput {
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  /** [row × column], 0…1 */
  readonly values: ArrayLike<number>;
  readonly rowName: string;
  readonly columnName: string;
  readonly valueName: string;
  /** values as text in the cells, where there are few */
  readonly showText?: boolean;
  /** [row × column]: what stands in the cells instead of the value */
  readonly texts?: readonly string[];
  /** the [row, column] that is looked at */
  readonly selected?: readonly [number, number];
  /** [row, column] pairs with a frame around them */
  readonly marked: readonly (readonly [number, number])[];
}

/** A heat map with the colour scale at its side; rows run downwards. */
export function matrixOption(input: MatrixInput, palette: Palette): ChartOption {
  const { rows, columns, values, texts } = input;
  const marked = new Set(input.marked.map(([r, c]) => r * columns.length + c));
  const selected = input.selected && input.selected[0] * columns.length + input.selected[1];
  const showText = input.showText === true && Math.max(rows.length, columns.length) <= 24;
  const data = Array.from({ length: rows.length * columns.length }, (_, at) => {
    const value = values[at] ?? 0;
    return {
      value: [at % columns.length, Math.floor(at / columns.length), value],
      // light cells carry dark text
      ...(showText && value > 0.6 ? { label: { color: "#161616" } } : {}),
      ...(at === selected
        ? { itemStyle: { borderColor: palette.fg0, borderWidth: 3 } }
        : marked.has(at)
          ? { itemStyle: { borderColor: "#ff5a4d", borderWidth: rows.length > 60 ? 1 : 2 } }
          : {}),
    };
  });
  const isLarge = rows.length > 40;
  // frames lie over their neighbours
  const rank = (at: number): number => (at === selected ? 2 : marked.has(at) ? 1 : 0);
  const drawn = [...data.keys()]
    .filter((at) => !isLarge || rank(at) > 0 || values[at] !== 0) // the ground shows through
    .sort((a, b) => rank(a) - rank(b) || a - b)
    .map((at) => data[at]);
  const textOf = ([c, r, value]: readonly [number, number, number], least = -1) =>
    texts && (value > least ? texts[r * columns.length + c] : "");
  const axis = axisStyle(palette);
  return {
    grid: {
      show: isLarge,
      backgroundColor: SEQUENTIAL[0],
      borderWidth: 0,
      left: 62,
      right: 62,
      top: 8,
      bottom: 44,
    },
    xAxis: {
      ...axis,
      type: "category",
      data: columns,
      name: input.columnName,
      nameLocation: "middle",
      nameGap: 26,
      axisTick: { show: false },
    },
    yAxis: {
      ...axis,
      type: "category",
      data: rows,
      inverse: true,
      name: input.rowName,
      nameLocation: "middle",
      nameGap: 44,
      axisTick: { show: false },
    },
    visualMap: {
      type: "continuous",
      min: 0,
      max: 1,
      calculable: false,
      right: 2,
      top: 8,
      itemHeight: 90,
      itemWidth: 8,
      text: ["1", "0"],
      textStyle: { color: palette.fg2, fontSize: 10 },
      inRange: { color: [...SEQUENTIAL] },
    },
    tooltip: {
      ...tooltipStyle(palette),
      formatter: ({ value }: { value: [number, number, number] }) =>
        `${input.rowName} ${rows[value[1]] ?? ""} · ${input.columnName} ${columns[value[0]] ?? ""}<br>${input.valueName} ${textOf(value) ?? value[2].toFixed(4)}`,
    },
    series: [
      {
        type: "heatmap",
        data: drawn,
        progressive: 0,
        label: {
          show: showText,
          fontSize: 10,
          color: "#e9e9e9",
          formatter: ({ value }: { value: [number, number, number] }) =>
            textOf(value, 0) ??
            (value[2] >= 0.995 ? "1.0" : value[2] >= 0.05 ? value[2].toFixed(2).slice(1) : ""),
        },
        itemStyle: { borderColor: palette.bg1, borderWidth: rows.length > 120 ? 0 : 0.5 },
        emphasis: { itemStyle: { borderColor: palette.fg0, borderWidth: 1 } },
      },
    ],
  };
}
