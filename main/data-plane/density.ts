import { encodeFrame } from "#contract/index.ts";
import type { SortingAnalyzer } from "#core/analyzer/index.ts";
import { segmentSlices, type Sorting } from "#core/sorting/index.ts";
import { EphysError } from "#core/model/index.ts";
import type { ServiceContext } from "#main/services/index.ts";
import type { ViewQuery } from "./query.ts";
import { spikeValues } from "./spike-values.ts";
import { segmentClock, spikeTimesS } from "./unit-spikes.ts";

const MAX_SIDE = 2000;
const MAX_RASTER = 60_000;

/** Every spike of the recording counted over time and depth, in the window and resolution asked for. */
export async function driftFrame(
  ctx: ServiceContext,
  query: ViewQuery,
): Promise<Uint8Array<ArrayBuffer>> {
  const analyzer = await ctx.session().analyzers.get(query.count("analyzer", 1));
  const width = Math.min(MAX_SIDE, query.count("width", 1, 600));
  const height = Math.min(MAX_SIDE, query.count("height", 1, 300));
  const { totalS } = segmentClock(analyzer);
  const { values } = spikeValues(analyzer, "y");
  const depths = depthRange(analyzer, values);
  const bound = (name: string, otherwise: number): number =>
    query.has(name) ? query.number(name) : otherwise;
  const [start, stop] = [bound("start", 0), bound("stop", totalS)];
  const [bottom, top] = [bound("bottom", depths[0]), bound("top", depths[1])];
  refuseEmpty(start, stop, "start", "stop");
  refuseEmpty(bottom, top, "bottom", "top");
  const counts = new Float32Array(width * height);
  const sizes = new Float32Array(width * height);
  const hasAmplitudes = analyzer.extensions.has("spike_amplitudes");
  const amplitudes = hasAmplitudes ? spikeValues(analyzer, "amplitude").values : undefined;
  const { spikes } = analyzer.sorting;
  let shown = 0;
  for (const { from, to, startS, fs } of windowRows(analyzer, start, stop)) {
    const perS = width / (stop - start);
    const perUm = height / (top - bottom);
    for (let i = from; i < to; i++) {
      const x = Math.floor((startS + (spikes.sampleIndex[i] ?? 0) / fs - start) * perS);
      const y = Math.floor(((values[i] ?? NaN) - bottom) * perUm);
      if (!(x >= 0 && x < width && y >= 0 && y < height)) continue;
      const at = y * width + x;
      counts[at] = (counts[at] ?? 0) + 1;
      if (amplitudes) sizes[at] = (sizes[at] ?? 0) + Math.abs(amplitudes[i] ?? 0);
      shown++;
    }
  }
  if (amplitudes)
    for (let i = 0; i < sizes.length; i++) sizes[i] = (sizes[i] ?? 0) / (counts[i] || 1);
  return encodeFrame(
    [
      { name: "counts", shape: [height, width], unit: null, data: counts },
      {
        name: "amplitudes",
        shape: [height, width],
        unit: "µV",
        data: amplitudes ? sizes : new Float32Array(),
      },
    ],
    {
      start,
      stop,
      bottom,
      top,
      shown,
      total: spikes.sampleIndex.length,
      durationS: totalS,
      depths,
    },
  );
}

const RANGES = new WeakMap<object, readonly [number, number]>();

/** Between the thousandths, so that a stray location does not squeeze the rest. */
function depthRange(
  analyzer: SortingAnalyzer,
  values: ArrayLike<number>,
): readonly [number, number] {
  const known = RANGES.get(analyzer);
  if (known) return known;
  const every = Math.max(1, Math.floor(values.length / 200_000));
  const some: number[] = [];
  for (let i = 0; i < values.length; i += every) {
    const value = values[i] ?? NaN;
    if (Number.isFinite(value)) some.push(value);
  }
  const sorted = Float64Array.from(some).sort();
  const low = sorted[Math.floor(sorted.length * 0.001)] ?? 0;
  const high = sorted[Math.ceil(sorted.length * 0.999) - 1] ?? 1;
  const pad = Math.max(5, (high - low) * 0.02);
  const range = [low - pad, high + pad] as const;
  RANGES.set(analyzer, range);
  return range;
}

interface WindowRows {
  readonly from: number;
  readonly to: number;
  readonly startS: number;
  readonly fs: number;
}

/** Rows of the spike vector in a window of the joined segments; rows ascend in time within a segment. */
function windowRows(analyzer: SortingAnalyzer, start: number, stop: number): WindowRows[] {
  const { startsS } = segmentClock(analyzer);
  const fs = analyzer.attributes.samplingFrequency;
  const { sampleIndex } = analyzer.sorting.spikes;
  return slicesOf(analyzer.sorting).map((slice, segment) => {
    const startS = startsS[segment] ?? 0;
    return {
      from: firstAt(sampleIndex, slice, (start - startS) * fs),
      to: firstAt(sampleIndex, slice, (stop - startS) * fs),
      startS,
      fs,
    };
  });
}

const SLICES = new WeakMap<Sorting, { readonly start: number; readonly end: number }[]>();

function slicesOf(sorting: Sorting): { readonly start: number; readonly end: number }[] {
  const known = SLICES.get(sorting) ?? segmentSlices(sorting);
  SLICES.set(sorting, known);
  return known;
}

function firstAt(
  samples: Float64Array,
  { start, end }: { readonly start: number; readonly end: number },
  frame: number,
): number {
  let [low, high] = [start, end];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((samples[middle] ?? 0) < frame) low = middle + 1;
    else high = middle;
  }
  return low;
}

function refuseEmpty(low: number, high: number, lowName: string, highName: string): void {
  if (high > low) return;
  throw new EphysError(
    "InvalidParameter",
    `${highName} ${String(high)} is not above ${lowName} ${String(low)}`,
    { parameter: highName },
  );
}

/** Spikes of all units in a window: each one, or when they are too many their counts per unit and time. */
export async function rasterFrame(
  ctx: ServiceContext,
  query: ViewQuery,
): Promise<Uint8Array<ArrayBuffer>> {
  const analyzer = await ctx.session().analyzers.get(query.count("analyzer", 1));
  const numUnits = analyzer.sorting.unitIds.length;
  const [start, stop] = [query.number("start"), query.number("stop")];
  refuseEmpty(start, stop, "start", "stop");
  const { spikes } = analyzer.sorting;
  const windows = windowRows(analyzer, start, stop);
  const total = windows.reduce((sum, { from, to }) => sum + to - from, 0);
  const { totalS } = segmentClock(analyzer);
  if (total <= MAX_RASTER) {
    const timesS = new Float64Array(total);
    const units = new Int32Array(total);
    let at = 0;
    for (const { from, to, startS, fs } of windows) {
      for (let i = from; i < to; i++, at++) {
        timesS[at] = startS + (spikes.sampleIndex[i] ?? 0) / fs;
        units[at] = spikes.unitIndex[i] ?? -1;
      }
    }
    return encodeFrame(
      [
        { name: "timesS", shape: [total], unit: "s", data: timesS },
        { name: "unitIndex", shape: [total], unit: null, data: units },
      ],
      { kind: "spikes", total, durationS: totalS },
    );
  }
  const width = Math.min(MAX_SIDE, query.count("width", 1, 600));
  const counts = new Float32Array(numUnits * width);
  for (const { from, to, startS, fs } of windows) {
    for (let i = from; i < to; i++) {
      const x = Math.floor(
        ((startS + (spikes.sampleIndex[i] ?? 0) / fs - start) / (stop - start)) * width,
      );
      const at = (spikes.unitIndex[i] ?? 0) * width + Math.min(width - 1, Math.max(0, x));
      counts[at] = (counts[at] ?? 0) + 1;
    }
  }
  return encodeFrame([{ name: "counts", shape: [numUnits, width], unit: null, data: counts }], {
    kind: "counts",
    total,
    durationS: totalS,
  });
}

/** Spikes of some units around events: for each the event's place and the time from it. */
export async function alignedFrame(
  ctx: ServiceContext,
  query: ViewQuery,
): Promise<Uint8Array<ArrayBuffer>> {
  const analyzer = await ctx.session().analyzers.get(query.count("analyzer", 1));
  const units = query.indices("units", analyzer.sorting.unitIds.length) ?? new Int32Array();
  const events = query.numbers("events");
  const [before, after] = [query.number("before"), query.number("after")];
  refuseEmpty(-before, after, "before", "after");
  const offsets: number[] = [];
  const trials: number[] = [];
  const starts = [0];
  for (const unit of units) {
    const times = spikeTimesS(analyzer, unit);
    for (const [trial, event] of events.entries()) {
      let i = firstAt(times, { start: 0, end: times.length }, event - before);
      for (; i < times.length && (times[i] ?? 0) < event + after; i++) {
        offsets.push((times[i] ?? 0) - event);
        trials.push(trial);
      }
    }
    starts.push(offsets.length);
  }
  return encodeFrame(
    [
      { name: "offsetsS", shape: [offsets.length], unit: "s", data: Float32Array.from(offsets) },
      { name: "trials", shape: [trials.length], unit: null, data: Int32Array.from(trials) },
      { name: "starts", shape: [starts.length], unit: null, data: Int32Array.from(starts) },
    ],
    { numTrials: events.length },
  );
}
