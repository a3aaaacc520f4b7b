import { BarChart, HeatmapChart, LineChart, ScatterChart } from "echarts/charts";
import {
  DataZoomInsideComponent,
  GraphicComponent,
  GridComponent,
  MarkAreaComponent,
  MarkLineComponent,
  TooltipComponent,
  VisualMapContinuousComponent,
} from "echarts/components";
import type { EChartsCoreOption, EChartsType } from "echarts/core";
import { init, use } from "echarts/core";
import { CanvasRenderer, SVGRenderer } from "echarts/renderers";
import type { Palette } from "./colours.ts";

/* Only what the views draw with; everything else of ECharts stays out of the bundle. */
use([
  BarChart,
  HeatmapChart,
  LineChart,
  ScatterChart,
  DataZoomInsideComponent,
  GraphicComponent,
  GridComponent,
  MarkAreaComponent,
  MarkLineComponent,
  TooltipComponent,
  VisualMapContinuousComponent,
  CanvasRenderer,
  SVGRenderer,
]);

export type ChartOption = EChartsCoreOption;
export type Chart = EChartsType;

export const createChart = (element: HTMLElement): Chart =>
  init(element, null, { renderer: "canvas" });

/** The same option as SVG text, for papers. */
export function renderSvg(option: ChartOption, width: number, height: number): string {
  const chart = init(null, null, { renderer: "svg", ssr: true, width, height });
  chart.setOption({ ...option, animation: false });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return svg;
}

/** Hairline axes in the theme's colours with few ticks; spread into an axis. */
export function axisStyle(palette: Palette): Record<string, unknown> {
  return {
    axisLine: { show: true, lineStyle: { color: palette.lineStrong } },
    axisTick: { show: true, length: 3, lineStyle: { color: palette.lineStrong } },
    axisLabel: { color: palette.fg2, fontSize: 11, fontFamily: palette.font, hideOverlap: true },
    nameTextStyle: { color: palette.fg2, fontSize: 11, fontFamily: palette.font },
    splitLine: { show: false },
    splitNumber: 3,
  };
}

export function tooltipStyle(palette: Palette): Record<string, unknown> {
  return {
    backgroundColor: palette.bg2,
    borderColor: palette.lineStrong,
    borderWidth: 1,
    padding: [3, 6],
    transitionDuration: 0,
    textStyle: { color: palette.fg0, fontSize: 12, fontFamily: palette.font },
    extraCssText: "box-shadow:none;border-radius:3px;",
  };
}
