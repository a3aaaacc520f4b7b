import { encodeFrame } from "#contract/index.ts";
import type { SortingAnalyzer } from "#core/analyzer/index.ts";
import type { ServiceContext } from "#main/services/index.ts";
import type { ViewQuery } from "./query.ts";
import { EXTENSION_OF, SPIKE_VALUES, spikeValues, type SpikeValueName } from "./spike-values.ts";
import { mainChannelsOf, segmentClock, unitSpikes } from "./unit-spikes.ts";

const MAX_POINTS = 200_000;
const NUM_BINS = 100;
const BACKGROUND_UNITS = 8;

/** A value of every spike of some units over time, thinned evenly per unit for drawing; histograms count every spike. */
export async function spikeCloudFrame(
  ctx: ServiceContext,
  query: ViewQuery,
): Promise<Uint8Array<ArrayBuffer>> {
  const name = query.oneOf("value", SPIKE_VALUES, "amplitude");
  const id = query.count("analyzer", 1);
  const analyzer = await ctx.session().analyzers.early(id, EXTENSION_OF[name]);
  const numUnits = analyzer.sorting.unitIds.length;
  const units =
    query.indices("units", numUnits) ?? Int32Array.from({ length: numUnits }, (_, i) => i);
  const max = Math.min(MAX_POINTS, query.count("max", 1, 5000));
  const clouds = Array.from(units, (unit) => thinned(analyzer, unit, name, max));
  const background = query.count("background", 0, 0);
  const others =
    background > 0
      ? backgroundUnits(analyzer, units).map((u) =>
          thinned(analyzer, u, name, Math.ceil(background / BACKGROUND_UNITS)),
        )
      : [];
  const { edges, counts } = histograms(analyzer, units, name);
  const shown = clouds.reduce((sum, { timesS }) => sum + timesS.length, 0);
  const { unit: unitName } = spikeValues(analyzer, name);
  return encodeFrame(
    [
      { name: "timesS", shape: [shown], unit: "s", data: joined(clouds.map((c) => c.timesS)) },
      { name: "values", shape: [shown], unit: unitName, data: joined(clouds.map((c) => c.values)) },
      {
        name: "starts",
        shape: [units.length + 1],
        unit: null,
        data: startsOf(clouds.map(({ timesS }) => timesS.length)),
      },
      array("backgroundTimesS", joined(others.map((c) => c.timesS)), "s"),
      array("backgroundValues", joined(others.map((c) => c.values)), unitName),
      { name: "edges", shape: [NUM_BINS + 1], unit: unitName, data: edges },
      { name: "counts", shape: [units.length, NUM_BINS], unit: null, data: counts },
    ],
    {
      total: clouds.reduce((sum, { total }) => sum + total, 0),
      shown,
      durationS: segmentClock(analyzer).totalS,
      segmentStartsS: segmentClock(analyzer).startsS,
    },
  );
}

const array = (name: string, data: Float32Array, unit: string) => ({
  name,
  shape: [data.length],
  unit,
  data,
});

interface Cloud {
  readonly timesS: Float32Array;
  readonly values: Float32Array;
  readonly total: number;
}

function thinned(
  analyzer: SortingAnalyzer,
  unit: number,
  name: SpikeValueName,
  max: number,
): Cloud {
  const { values } = spikeValues(analyzer, name);
  const { rows, samples, starts } = unitSpikes(analyzer, unit);
  const { startsS } = segmentClock(analyzer);
  const fs = analyzer.attributes.samplingFrequency;
  const every = Math.max(1, Math.ceil(rows.length / max));
  const n = Math.ceil(rows.length / every);
  const cloud = { timesS: new Float32Array(n), values: new Float32Array(n), total: rows.length };
  let segment = 0;
  for (let i = 0, at = 0; i < n; i++, at += every) {
    while (at >= (starts[segment + 1] ?? Infinity)) segment++;
    cloud.timesS[i] = (startsS[segment] ?? 0) + (samples[at] ?? NaN) / fs;
    cloud.values[i] = values[rows[at] ?? -1] ?? NaN;
  }
  return cloud;
}

/** Units that stand on the channels of those that are looked at: what surrounds a cloud says whether it is cut. */
function backgroundUnits(analyzer: SortingAnalyzer, units: Int32Array): number[] {
  const main = mainChannelsOf(analyzer);
  const own = new Set(units);
  const near = new Set<number>();
  for (const unit of units) {
    const channels = analyzer.sparsity?.channels[unit];
    if (channels) for (const channel of channels) near.add(channel);
    else near.add(main[unit] ?? -1);
  }
  const others: number[] = [];
  for (let unit = 0; unit < main.length && others.length < BACKGROUND_UNITS; unit++) {
    if (!own.has(unit) && near.has(main[unit] ?? -1)) others.push(unit);
  }
  return others;
}

/** [unit × bin] over the range of all of them. */
function histograms(
  analyzer: SortingAnalyzer,
  units: Int32Array,
  name: SpikeValueName,
): { readonly edges: Float64Array; readonly counts: Int32Array } {
  const { values } = spikeValues(analyzer, name);
  let [low, high] = [Infinity, -Infinity];
  for (const unit of units) {
    for (const row of unitSpikes(analyzer, unit).rows) {
      const value = values[row] ?? NaN;
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  if (!(low <= high)) [low, high] = [0, 1];
  const step = (high - low) / NUM_BINS || 1;
  const counts = new Int32Array(units.length * NUM_BINS);
  for (const [at, unit] of units.entries()) {
    for (const row of unitSpikes(analyzer, unit).rows) {
      const bin = Math.min(NUM_BINS - 1, Math.floor(((values[row] ?? NaN) - low) / step));
      if (bin >= 0) counts[at * NUM_BINS + bin] = (counts[at * NUM_BINS + bin] ?? 0) + 1;
    }
  }
  return { edges: Float64Array.from({ length: NUM_BINS + 1 }, (_, i) => low + i * step), counts };
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const out = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

export function startsOf(lengths: readonly number[]): Int32Array {
  const starts = new Int32Array(lengths.length + 1);
  for (const [i, length] of lengths.entries()) starts[i + 1] = (starts[i] ?? 0) + length;
  return starts;
}
