import type { MetricColumn } from "#contract/index.ts";
import { unitText } from "../../app/index.ts";
import type { Palette, Plot, PlotLayer } from "../../charts/index.ts";
import { extentOf, withAlpha } from "../../charts/index.ts";
import type { MetricRule } from "../../stores/index.ts";

export interface MetricValues {
  readonly column: MetricColumn;
  /** [unit], NaN for nothing */
  readonly values: Float64Array;
}

const NUM_BINS = 40;

/** Counts over equal steps between the extremes. */
function metricHistogram(values: Float64Array): {
  readonly edges: Float64Array;
  readonly counts: Int32Array;
} {
  const extent = extentOf(values);
  // one value for all units stands in the middle
  const [low, high] = extent[0] === extent[1] ? [extent[0] - 0.5, extent[1] + 0.5] : extent;
  const step = (high - low) / NUM_BINS;
  const counts = new Int32Array(NUM_BINS);
  for (const value of values) {
    const bin = Math.min(NUM_BINS - 1, Math.floor((value - low) / step));
    if (bin >= 0) counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return { edges: Float64Array.from({ length: NUM_BINS + 1 }, (_, i) => low + i * step), counts };
}

/** A grid of histograms; what the rule leaves out is grey. */
export function histogramPlots(
  metrics: readonly MetricValues[],
  rules: readonly MetricRule[],
  palette: Palette,
  columns: number,
  marked: readonly { readonly values: readonly number[]; readonly colour: string }[],
): readonly Plot[] {
  const rows = Math.ceil(metrics.length / columns);
  return metrics.map(({ column, values }, at) => {
    const { edges, counts } = metricHistogram(values);
    const rule = rules.find(({ metric }) => metric === column.name);
    const [low, high] = [rule?.low ?? -Infinity, rule?.high ?? Infinity];
    const kept = Int32Array.from(counts, (n, i) => ((edges[i + 1] ?? 0) > low && (edges[i] ?? 0) < high ? n : 0)); // prettier-ignore
    const span = [edges[0] ?? 0, edges[NUM_BINS] ?? 1] as const;
    const pad = (span[1] - span[0]) * 0.04;
    const limit = (value: number | null | undefined, name: string): PlotLayer[] =>
      value === null || value === undefined
        ? []
        : [{ kind: "at", x: value, colour: palette.warn, width: 2, text: name }];
    return {
      id: column.name,
      place: [(at % columns) / columns, Math.floor(at / columns) / rows, 1 / columns, 1 / rows],
      x: { range: [span[0] - pad, span[1] + pad] },
      y: { range: [0, counts.reduce((a, b) => Math.max(a, b), 1) * 1.1], bare: true },
      title: `${column.label}${column.unit ? ` (${unitText(column.unit)})` : ""}`,
      zoom: "none",
      layers: [
        { kind: "bars", edges, heights: counts, colour: withAlpha(palette.fg2, 0.45) },
        { kind: "bars", edges, heights: kept, colour: palette.accent },
        ...marked.map(({ values: own, colour }) => ({
          kind: "at" as const,
          x: own[at] ?? NaN,
          colour,
          width: 1.5,
        })),
        ...limit(rule?.low, "≥"),
        ...limit(rule?.high, "≤"),
      ],
    };
  });
}

/** Which threshold a drag moves: the nearer one, or a new one on the side of the median that it starts on. */
export function draggedLimit(
  rule: MetricRule | undefined,
  values: Float64Array,
  start: number,
): "low" | "high" {
  const low = rule?.low ?? null;
  const high = rule?.high ?? null;
  if (low !== null && high !== null) return Math.abs(start - low) <= Math.abs(start - high) ? "low" : "high"; // prettier-ignore
  const [from, to] = extentOf(values);
  const near = 0.08 * (to - from);
  if (low !== null && Math.abs(start - low) < near) return "low";
  if (high !== null && Math.abs(start - high) < near) return "high";
  if (low !== null) return "high";
  if (high !== null) return "low";
  return start < (from + to) / 2 ? "low" : "high";
}
