import {
  extensionArray,
  locationsOf,
  sparsityFromTemplates,
  sparsityParams,
  templatesOf,
  type SortingAnalyzer,
} from "#core/analyzer/index.ts";
import { toFloat64 } from "#core/array/index.ts";
import { countSpikes } from "#core/sorting/index.ts";
import type { MetricInput } from "../define.ts";
import type { NnParams } from "../quality/shared/nn-params.ts";
import { totalDurationOf } from "../quality/shared/inputs.ts";

/** Waveforms of units on the channels that they are compared on. */
export interface UnitWaveforms {
  readonly numSamples: number;
  /** units in the order of their ids, as NumPy sorts them */
  readonly sortedById: readonly number[];
  /** whether a unit has the spikes and the rate that are asked for */
  isEnough(unit: number): boolean;
  /** waveforms that were kept */
  count(unit: number): number;
  channels(unit: number): Int32Array;
  /** channels of both, ascending */
  shared(unit: number, other: number): Int32Array;
  /** Some waveforms of a unit on some of its channels: [waveform × sample × channel]. */
  pick(unit: number, which: ArrayLike<number>, channels: Int32Array): Float64Array;
}

export function unitWaveforms(
  { analyzer }: Pick<MetricInput<unknown>, "analyzer">,
  params: Pick<NnParams, "min_spikes" | "min_fr" | "radius_um" | "peak_sign">,
): UnitWaveforms {
  const { sorting, sparsity } = analyzer;
  const array = extensionArray(analyzer, "waveforms", "waveforms");
  const [, numSamples = 0, width = 0] = array.shape;
  const data = array.data as Float32Array; // samples of any number type
  const rows = rowsOfUnits(analyzer);
  const counts = countSpikes(sorting);
  const duration = totalDurationOf(analyzer);
  const compared =
    sparsity ??
    sparsityFromTemplates(
      templatesOf(analyzer),
      sparsityParams.parse({
        method: "radius",
        peak_sign: params.peak_sign,
        radius_um: params.radius_um,
      }),
      () => locationsOf(analyzer),
    );
  const channels = (unit: number): Int32Array => compared.channels[unit];
  return {
    numSamples,
    sortedById: sortedById(sorting.unitIds),
    isEnough: (unit) =>
      counts[unit] >= params.min_spikes && counts[unit] / duration >= params.min_fr,
    count: (unit) => rows[unit].length,
    channels,
    shared(unit, other) {
      const theirs = channels(other);
      return channels(unit).filter((channel) => theirs.includes(channel));
    },
    pick(unit, which, picked) {
      // sparse waveforms have the unit's channels as columns, dense ones all channels
      const columns =
        sparsity === undefined ? picked : picked.map((c) => channels(unit).indexOf(c));
      const out = new Float64Array(which.length * numSamples * picked.length);
      let to = 0;
      for (let i = 0; i < which.length; i++) {
        const from = rows[unit][which[i]] * numSamples * width;
        for (let s = 0; s < numSamples; s++) {
          for (const column of columns) out[to++] = data[from + s * width + column];
        }
      }
      return out;
    },
  };
}

/** Rows of the waveforms by unit. */
function rowsOfUnits(analyzer: SortingAnalyzer): readonly (readonly number[])[] {
  const chosen = toFloat64(extensionArray(analyzer, "random_spikes", "random_spikes_indices"));
  const { unitIndex } = analyzer.sorting.spikes;
  const rows = analyzer.sorting.unitIds.map((): number[] => []);
  for (const [i, row] of chosen.entries()) rows[unitIndex[row]].push(i);
  return rows;
}

function sortedById(ids: readonly (string | number)[]): number[] {
  const isLess = (a: string | number, b: string | number): number => (a < b ? -1 : a > b ? 1 : 0);
  return ids.map((_, unit) => unit).sort((a, b) => isLess(ids[a], ids[b]));
}
