import {
  extremumChannels,
  locationsOf,
  templatesOf,
  type DataColumn,
  type DataTable,
  type PeakSign,
  type SortingAnalyzer,
} from "#core/analyzer/index.ts";
import { isEphysError, type ChannelId, type UnitId } from "#core/model/index.ts";
import { upsample } from "#core/signal/index.ts";
import { troughAndPeak } from "../template-shape.ts";
import {
  TEMPLATE_METRICS,
  type MultiChannelMetric,
  type SingleChannelMetric,
  type TemplateMetric,
  type TemplateMetricParams,
} from "./catalog.ts";
import type { TemplateGrid } from "./template-grid.ts";

export interface TemplateMetricOptions {
  /** in the order of their columns */
  readonly names: readonly string[];
  /** by metric */
  readonly params: ReadonlyMap<string, TemplateMetricParams>;
  readonly peakSign: PeakSign;
  /** 1 = as they are */
  readonly upsamplingFactor: number;
  /** positions of channels by unit: one row for each of them, instead of one for the unit's extremum channel */
  readonly channels?: readonly ArrayLike<number>[];
}

/** One row of the table. */
interface Row {
  readonly unitId: UnitId;
  readonly channelId: ChannelId;
  readonly values: Map<string, number>;
}

/** Numbers of every unit's template; NaN where a metric cannot be computed. */
export function computeTemplateMetrics(
  analyzer: SortingAnalyzer,
  options: TemplateMetricOptions,
): DataTable {
  const chosen = options.names.flatMap((name) => TEMPLATE_METRICS.filter((m) => m.name === name));
  const templates = templatesOf(analyzer);
  const extremum = extremumChannels(templates, options.peakSign);
  const { channelIds } = analyzer.attributes;
  const rows: Row[] = [];
  for (const [unit, unitId] of analyzer.sorting.unitIds.entries()) {
    const multi = chosen.some(isMulti) ? multiValues(analyzer, unit, chosen, options) : [];
    for (const channel of Array.from(options.channels?.[unit] ?? [extremum[unit]])) {
      const values = new Map([...singleValues(analyzer, unit, channel, chosen, options), ...multi]);
      rows.push({ unitId, channelId: channelIds[channel], values });
    }
  }
  const columns = options.names.map((name) => columnOf(name, rows));
  return {
    index: rows.map(({ unitId }) => unitId),
    columns: options.channels === undefined ? columns : [channelColumn(rows), ...columns],
  };
}

const isMulti = (metric: TemplateMetric): metric is MultiChannelMetric => metric.kind === "multi";
const isSingle = (metric: TemplateMetric): metric is SingleChannelMetric =>
  metric.kind === "single";

/** A unit's template on some channels, and their places where they are given. */
function gridOfUnit(
  analyzer: SortingAnalyzer,
  unit: number,
  channels: ArrayLike<number>,
  places: Float64Array = new Float64Array(0),
): TemplateGrid {
  const { data, numSamples, numChannels: numColumns } = templatesOf(analyzer);
  const numChannels = channels.length;
  const ndim = 2;
  const values = new Float64Array(numSamples * numChannels);
  for (let s = 0, at = 0; s < numSamples; s++) {
    const from = (unit * numSamples + s) * numColumns;
    for (let k = 0; k < numChannels; k++, at++) values[at] = data[from + channels[k]];
  }
  const locations = new Float64Array(places.length > 0 ? numChannels * ndim : 0);
  for (let at = 0; at < locations.length; at++) {
    locations[at] = places[channels[Math.trunc(at / ndim)] * ndim + (at % ndim)];
  }
  const isFloat32 = data instanceof Float32Array;
  return { values, numSamples, numChannels, isFloat32, locations, ndim };
}

function singleValues(
  analyzer: SortingAnalyzer,
  unit: number,
  channel: number,
  chosen: readonly TemplateMetric[],
  { upsamplingFactor, params }: TemplateMetricOptions,
): [string, number][] {
  const template = upsampled(gridOfUnit(analyzer, unit, [channel]), upsamplingFactor).values;
  const landmarks = troughAndPeak(template);
  const fs = analyzer.attributes.samplingFrequency * upsamplingFactor;
  return chosen.filter(isSingle).map((metric) => {
    const own = params.get(metric.name);
    return [metric.name, own ? metric.compute(template, fs, landmarks, own) : NaN];
  });
}

function multiValues(
  analyzer: SortingAnalyzer,
  unit: number,
  chosen: readonly TemplateMetric[],
  { upsamplingFactor, params }: TemplateMetricOptions,
): [string, number][] {
  const channels = analyzer.sparsity?.channels[unit] ?? analyzer.attributes.channelIds.keys();
  const places = locationsOf(analyzer);
  const grid = gridOfUnit(analyzer, unit, Int32Array.from(channels), places);
  const template = upsampled(grid, upsamplingFactor);
  const fs = analyzer.attributes.samplingFrequency * upsamplingFactor;
  return chosen.filter(isMulti).map((metric) => {
    const own = params.get(metric.name);
    return [metric.name, own ? valueOrNaN(() => metric.compute(template, fs, own)) : NaN];
  });
}

/** What a metric refuses of a template is a missing value in the table. */
function valueOrNaN(compute: () => number): number {
  try {
    return compute();
  } catch (error) {
    if (isEphysError(error, "InvalidParameter")) return NaN;
    throw error;
  }
}

function upsampled(grid: TemplateGrid, factor: number): TemplateGrid {
  if (factor === 1) return grid;
  return {
    ...grid,
    values: upsample(grid.values, grid.numChannels, factor, grid.isFloat32),
    numSamples: grid.numSamples * factor,
  };
}

function columnOf(name: string, rows: readonly Row[]): DataColumn {
  const values = Float64Array.from(rows, ({ values: own }) => own.get(name) ?? NaN);
  const whole = values.length > 0 && values.every((value) => Number.isInteger(value));
  return { name, dtype: whole ? "int" : "float", values };
}

function channelColumn(rows: readonly Row[]): DataColumn {
  return {
    name: "channel_id",
    dtype: "str",
    values: rows.map(({ channelId }) => String(channelId)),
  };
}
