import { defaultRng, type Seed } from "#core/array/index.ts";
import { EphysError, type UnitId } from "#core/model/index.ts";
import { sortingFromSpikes, spikeRows, type Sorting } from "#core/sorting/index.ts";
import { nextIds } from "./sorting-synthesis.ts";

/** Parameters of SpikeInterface's split_sorting_by_times and split_sorting_by_amplitudes. */
export interface SplitSortingParams {
  /** share of the units that are split, default 0.5 */
  readonly splittingProbability?: number;
  /** share of the spikes above the median that go to the new unit, default 0.95 */
  readonly partialSplitProbability?: number;
  /** which units; default drawn among `candidates` */
  readonly unitIds?: readonly UnitId[] | null;
  /** units that may be drawn (those of a high signal-to-noise ratio, say); default all */
  readonly candidates?: readonly UnitId[];
  readonly seed?: Seed;
}

export interface SplitSorting {
  readonly sorting: Sorting;
  /** [the unit, what was taken from it] */
  readonly pairs: readonly (readonly [UnitId, UnitId])[];
}

/** Units cut in two in time: most of the spikes after a unit's median go to a new unit. One segment only. */
export function splitSortingByTimes(
  sorting: Sorting,
  params: SplitSortingParams = {},
): SplitSorting {
  return splitSorting(sorting, sorting.spikes.sampleIndex, params);
}

/**
 * Units cut in two by amplitude: most of the spikes above a unit's median go to a new unit. One segment only.
 * @param amplitudes [spike]
 */
export function splitSortingByAmplitudes(
  sorting: Sorting,
  amplitudes: ArrayLike<number>,
  params: SplitSortingParams = {},
): SplitSorting {
  if (amplitudes.length !== sorting.spikes.sampleIndex.length) {
    throw new EphysError(
      "InvalidParameter",
      `${String(amplitudes.length)} amplitudes for ${String(sorting.spikes.sampleIndex.length)} spikes`,
    );
  }
  return splitSorting(sorting, amplitudes, params);
}

/** The reference writes unit ids where unit indices belong; the two differ unless ids are 0, 1, 2 … */
function splitSorting(
  sorting: Sorting,
  values: ArrayLike<number>,
  params: SplitSortingParams,
): SplitSorting {
  const { splittingProbability = 0.5, partialSplitProbability = 0.95, seed = 0 } = params;
  if (sorting.numSegments !== 1) {
    throw new EphysError("Unsupported", "only a sorting of one segment can be split this way");
  }
  const rng = defaultRng(seed);
  const candidates = params.candidates ?? sorting.unitIds;
  const count = Math.trunc(splittingProbability * sorting.unitIds.length);
  const chosen =
    params.unitIds ??
    [...rng.choice(candidates.length, count, { replace: false })].map((i) => candidates[i]);
  const unitIndex = sorting.spikes.unitIndex.slice();
  const newIds = nextIds(sorting, chosen.length);
  for (const [k, id] of chosen.entries()) {
    const unit = sorting.unitIds.indexOf(id);
    if (unit < 0) throw new EphysError("UnitNotFound", `unit ${String(id)} is not in the sorting`);
    const rows = spikeRows(sorting, unit);
    const middle = median(Float64Array.from(rows, (row) => values[row]));
    for (const row of rows) {
      const goes = rng.random() <= partialSplitProbability;
      if (values[row] > middle && goes) unitIndex[row] = sorting.unitIds.length + k;
    }
  }
  return {
    sorting: sortingFromSpikes({
      unitIds: [...sorting.unitIds, ...newIds],
      samplingFrequency: sorting.samplingFrequency,
      spikes: { ...sorting.spikes, unitIndex },
      numSegments: 1,
    }),
    pairs: chosen.map((id, k) => [id, newIds[k]] as const),
  };
}

function median(values: Float64Array): number {
  const sorted = values.sort();
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}
