import { templatesOf, type SortingAnalyzer } from "#core/analyzer/index.ts";
import { isStructured, toFloat64 } from "#core/array/index.ts";
import { throwIfCancelled, type ComputeContext } from "#core/compute/index.ts";
import { selectUnitsOfAnalyzer } from "#core/extensions/index.ts";
import type { UnitId } from "#core/model/index.ts";
import { spikesByUnit, unitIndicesOf } from "#core/sorting/index.ts";
import { contamination } from "../contamination.ts";
import { applyAction, type CurationAction } from "../journal/index.ts";
import { metricsOfUnits } from "./metrics.ts";
import { correlogramOf, countOverTime, medianOverTime } from "./trains.ts";

/*
 * A merge or split before it is accepted: the units as they would be beside those that they come from. Only these units'
 * results are looked at, so that it takes as long for six units as for six hundred. Nothing is stored.
 */

const WINDOW_MS = 25;
const BIN_MS = 0.5;
const REFRACTORY_MS = 1.5;
const CENSORED_MS = 0.1;
const TIME_BINS = 60;
const MOST_CHANNELS = 8;

/** One unit, as it is or as it would be. */
export interface UnitPicture {
  readonly unitId: UnitId;
  readonly numSpikes: number;
  /** undefined without templates */
  readonly template:
    | {
        /** positions, the same for all units of a preview */
        readonly channels: readonly number[];
        /** [channel][sample], µV (or raw units where the analyzer has those) */
        readonly waveforms: readonly (readonly number[])[];
      }
    | undefined;
  /** [bin] */
  readonly autocorrelogram: readonly number[];
  /** NaN where it cannot be said */
  readonly contamination: number;
  /** [time bin] spikes a second */
  readonly rateHz: readonly number[];
  /** [time bin] medians; null without spikes there, undefined without the extension */
  readonly depthUm: readonly (number | null)[] | undefined;
  readonly amplitudeUv: readonly (number | null)[] | undefined;
  /** NaN where it is not defined */
  readonly metrics: Readonly<Record<string, number>>;
}

export interface RegroupPreview {
  readonly parents: readonly UnitPicture[];
  readonly made: readonly UnitPicture[];
  /** between the parents of a merge, between the parts of a split */
  readonly crossCorrelograms: readonly {
    readonly pair: readonly [number, number];
    readonly counts: readonly number[];
  }[];
  /** [bin + 1] of correlograms */
  readonly lagsMs: readonly number[];
  /** [bin + 1] */
  readonly timesS: readonly number[];
  /** [sample] of templates, 0 at the spike */
  readonly templateMs: readonly number[];
  readonly metricNames: readonly string[];
  /** what cannot follow and is not shown */
  readonly notes: readonly string[];
}

type Regroup = Extract<CurationAction, { readonly kind: "merge" | "split" }>;

/** @throws UnitNotFound, InvalidParameter */
export async function previewRegroup(
  analyzer: SortingAnalyzer,
  action: Regroup,
  ctx: ComputeContext,
): Promise<RegroupPreview> {
  const parentIds = action.kind === "merge" ? action.unitIds : [action.unitId];
  const madeIds = action.kind === "merge" ? [action.newUnitId] : action.newUnitIds;
  const before = selectUnitsOfAnalyzer(analyzer, parentIds);
  throwIfCancelled(ctx.cancel);
  const after = await applyAction(before, action, ctx);
  throwIfCancelled(ctx.cancel);
  const channels = shownChannels(before);
  const { names, of } = metricsOfUnits(analyzer, after);
  const parents = parentIds.map((id) => picture(before, id, channels, of(id)));
  const made = madeIds.map((id) => picture(after, id, channels, of(id)));
  const [sources, sourceIds] =
    action.kind === "merge" ? ([before, parentIds] as const) : ([after, madeIds] as const);
  const { binFrames, halfBins, lagsMs } = bins(analyzer);
  const lost = [...before.extensions.keys()].filter((name) => !after.extensions.has(name));
  return {
    parents,
    made,
    crossCorrelograms: pairsOf(sourceIds.length).map(([i, j]) => ({
      pair: [i, j] as const,
      counts: correlogramOf(
        trainOf(sources, sourceIds[i]),
        trainOf(sources, sourceIds[j]),
        binFrames,
        halfBins,
      ),
    })),
    lagsMs,
    timesS: Array.from({ length: TIME_BINS + 1 }, (_, i) => (i * durationOf(analyzer)) / (TIME_BINS * analyzer.sorting.samplingFrequency)), // prettier-ignore
    templateMs: templateTimes(analyzer),
    metricNames: names,
    notes: lost.map((name) => `${name} cannot follow without reading samples`),
  };
}

/** Pairs of the first few, so that a merge of twenty stays readable. */
function pairsOf(n: number): (readonly [number, number])[] {
  const shown = Math.min(n, 5);
  return Array.from({ length: shown }, (_, i) =>
    Array.from({ length: shown - i - 1 }, (__, k) => [i, i + 1 + k] as const),
  ).flat();
}

function picture(
  analyzer: SortingAnalyzer,
  unitId: UnitId,
  channels: readonly number[],
  metrics: Readonly<Record<string, number>>,
): UnitPicture {
  const train = trainOf(analyzer, unitId);
  const { binFrames, halfBins } = bins(analyzer);
  const rate = analyzer.sorting.samplingFrequency;
  const end = durationOf(analyzer);
  const binS = end / rate / TIME_BINS;
  const overTime = (values: Float64Array | undefined): (number | null)[] | undefined =>
    values && medianOverTime(train, values, end, TIME_BINS);
  return {
    unitId,
    numSpikes: train.length,
    template: templatePicture(analyzer, unitId, channels),
    autocorrelogram: correlogramOf(train, train, binFrames, halfBins),
    contamination:
      train.length === 0
        ? NaN
        : contamination(train, end, (CENSORED_MS * rate) / 1e3, (REFRACTORY_MS * rate) / 1e3),
    rateHz: countOverTime(train, end, TIME_BINS).map((n) => n / binS),
    depthUm: overTime(spikeValues(analyzer, unitId, "spike_locations", "spike_locations")),
    amplitudeUv: overTime(spikeValues(analyzer, unitId, "spike_amplitudes", "amplitudes")),
    metrics,
  };
}

function bins({ sorting }: SortingAnalyzer): {
  readonly binFrames: number;
  readonly halfBins: number;
  readonly lagsMs: readonly number[];
} {
  const binFrames = Math.max(1, Math.round((BIN_MS * sorting.samplingFrequency) / 1e3));
  const halfBins = Math.round(WINDOW_MS / BIN_MS);
  return {
    binFrames,
    halfBins,
    lagsMs: Array.from({ length: 2 * halfBins + 1 }, (_, i) => ((i - halfBins) * binFrames * 1e3) / sorting.samplingFrequency), // prettier-ignore
  };
}

/** frames of all segments */
const durationOf = ({ attributes }: SortingAnalyzer): number =>
  attributes.numSamples.reduce((sum, n) => sum + n, 0);

/** Samples over all segments, one behind the other. */
function trainOf({ sorting, attributes }: SortingAnalyzer, unitId: UnitId): Float64Array {
  const [unit] = unitIndicesOf(sorting, [unitId]);
  const { starts, samples } = spikesByUnit(sorting);
  const { numSegments } = sorting;
  const own = samples.slice(starts[unit * numSegments], starts[(unit + 1) * numSegments]);
  let shift = 0;
  for (let s = 1; s < numSegments; s++) {
    shift += attributes.numSamples[s - 1];
    const from = starts[unit * numSegments + s] - starts[unit * numSegments];
    const to = starts[unit * numSegments + s + 1] - starts[unit * numSegments];
    for (let i = from; i < to; i++) own[i] += shift;
  }
  return own;
}

/** A value per spike of a unit, in the order of its train. */
function spikeValues(
  { extensions, sorting }: SortingAnalyzer,
  unitId: UnitId,
  extension: string,
  name: string,
): Float64Array | undefined {
  const value = extensions.get(extension)?.data.get(name);
  if (value?.kind !== "array") return undefined;
  const column = isStructured(value.array)
    ? (value.array.columns["y"] as typeof value.array.columns.y | undefined)
    : value.array;
  if (column === undefined) return undefined;
  const all = toFloat64(column);
  const [unit] = unitIndicesOf(sorting, [unitId]);
  const { starts, rows } = spikesByUnit(sorting);
  const { numSegments } = sorting;
  const own = rows.subarray(starts[unit * numSegments], starts[(unit + 1) * numSegments]);
  return Float64Array.from(own, (row) => all[row]);
}

/** The channels on which these units are largest. */
function shownChannels(analyzer: SortingAnalyzer): number[] {
  if (!analyzer.extensions.has("templates")) return [];
  const { data, numUnits, numSamples, numChannels } = templatesOf(analyzer);
  const size = new Float64Array(numChannels);
  for (let i = 0; i < numUnits * numSamples * numChannels; i++) {
    const c = i % numChannels;
    size[c] = Math.max(size[c], Math.abs(data[i]));
  }
  return Array.from(size.keys())
    .filter((c) => size[c] > 0)
    .sort((a, b) => size[b] - size[a])
    .slice(0, MOST_CHANNELS)
    .sort((a, b) => a - b);
}

function templatePicture(
  analyzer: SortingAnalyzer,
  unitId: UnitId,
  channels: readonly number[],
): UnitPicture["template"] {
  if (!analyzer.extensions.has("templates")) return undefined;
  const { data, numSamples, numChannels } = templatesOf(analyzer);
  const [unit] = unitIndicesOf(analyzer.sorting, [unitId]);
  const start = unit * numSamples * numChannels;
  return {
    channels,
    waveforms: channels.map((c) =>
      Array.from({ length: numSamples }, (_, s) => data[start + s * numChannels + c]),
    ),
  };
}

function templateTimes(analyzer: SortingAnalyzer): number[] {
  if (!analyzer.extensions.has("templates")) return [];
  const { numSamples, nbefore } = templatesOf(analyzer);
  const rate = analyzer.sorting.samplingFrequency;
  return Array.from({ length: numSamples }, (_, s) => ((s - nbefore) * 1e3) / rate);
}
