import { defaultRng, type Seed } from "#core/array/index.ts";
import { EphysError, type UnitId } from "#core/model/index.ts";
import {
  sortingFromSpikes,
  sortingFromUnitDict,
  spikeTrain,
  type Sorting,
} from "#core/sorting/index.ts";
import { addToSorting, type TransformedSorting } from "./transform-sorting.ts";

/*
 * Sortings made from sortings, to test what has to cope with them: synchronous spikes, spikes that fit between real
 * ones, duplicated and split units (SpikeInterface 0.103.2, core.generate). Draws in its order; where it misplaces
 * spikes (see each function) they are placed as meant.
 */

/**
 * Synchronous spikes: `ratio` × as many spikes again, each at the sample of a spike drawn from the sorting, on a unit
 * not used there yet. The reference compares unit ids with unit indices; the two differ unless ids are 0, 1, 2 …
 * @throws InvalidParameter for a negative ratio
 */
export function addSynchrony(sorting: Sorting, ratio = 0.3, seed: Seed = 0): TransformedSorting {
  if (!(ratio >= 0)) {
    throw new EphysError("InvalidParameter", `sync_event_ratio ${String(ratio)} is below 0`);
  }
  const rng = defaultRng(seed);
  const { sampleIndex, unitIndex, segmentIndex } = sorting.spikes;
  const total = sampleIndex.length;
  const drawn = total === 0 ? [] : rng.choice(total, Math.trunc(total * ratio));
  const used = new Map<string, Set<number>>();
  const rows: { readonly row: number; readonly unit: number }[] = [];
  for (const row of drawn) {
    const key = `${String(segmentIndex[row])}/${String(sampleIndex[row])}`;
    const taken = used.get(key) ?? new Set([unitIndex[row]]);
    used.set(key, taken.add(unitIndex[row]));
    const free = sorting.unitIds.map((_, unit) => unit).filter((unit) => !taken.has(unit));
    if (free.length === 0) continue; // every unit fires there already
    const unit = free[rng.integers(0, free.length)];
    taken.add(unit);
    rows.push({ row, unit });
  }
  const added = sortingFromSpikes({
    unitIds: sorting.unitIds,
    samplingFrequency: sorting.samplingFrequency,
    numSegments: sorting.numSegments,
    spikes: {
      sampleIndex: Float64Array.from(rows, ({ row }) => sampleIndex[row]),
      unitIndex: Int32Array.from(rows, ({ unit }) => unit),
      segmentIndex: Int32Array.from(rows, ({ row }) => segmentIndex[row]),
    },
  });
  return addToSorting(sorting, added);
}

export interface InjectableParams {
  /** samples per segment of the recording */
  readonly numSamples: readonly number[];
  /** per segment, default 1000 */
  readonly maxInjectedPerUnit?: number;
  /** of the unit's own spikes, default 0.05 */
  readonly injectedRate?: number;
  /** default 1.5 */
  readonly refractoryPeriodMs?: number;
  readonly seed?: Seed;
}

/**
 * Spikes that can be added to a sorting without breaking the refractory period of its units
 * (generate_sorting_to_inject). The reference draws the times from NumPy's global generator, which no seed reaches;
 * here they come from the seed.
 */
export function generateSortingToInject(sorting: Sorting, params: InjectableParams): Sorting {
  const { maxInjectedPerUnit = 1000, injectedRate = 0.05, refractoryPeriodMs = 1.5 } = params;
  if (params.numSamples.length !== sorting.numSegments) {
    throw new EphysError(
      "InvalidParameter",
      `num_samples has ${String(params.numSamples.length)} values for ${String(sorting.numSegments)} segments`,
    );
  }
  const refractory = roundHalfEven((refractoryPeriodMs * sorting.samplingFrequency) / 1000);
  const rng = defaultRng(params.seed ?? 0);
  const segments = params.numSamples.map((numSamples, segment) => {
    const trains = new Map<UnitId, Float64Array>();
    for (const [unit, id] of sorting.unitIds.entries()) {
      const own = spikeTrain(sorting, unit, segment);
      const wanted = Math.min(maxInjectedPerUnit, roundHalfEven(injectedRate * own.length));
      const count = Math.trunc(wanted + 10 * Math.sqrt(wanted));
      const drawn = rng.uniform(0, numSamples, count).map(Math.trunc).sort();
      const apart = drawn.filter(
        (t, i) => !(i + 1 < drawn.length && drawn[i + 1] - t < refractory),
      );
      const free = awayFrom(apart, own, refractory);
      const picked =
        free.length > wanted
          ? rng
              .choice(free.length, wanted, { replace: false })
              .map((i) => free[i])
              .sort()
          : free;
      trains.set(id, picked);
    }
    return trains;
  });
  return sortingFromUnitDict(segments, sorting.samplingFrequency);
}

/** Python's round: halves go to the even neighbour. */
function roundHalfEven(value: number): number {
  const below = Math.floor(value);
  if (value - below !== 0.5) return Math.round(value);
  return below % 2 === 0 ? below : below + 1;
}

/** The times at least `distance` from every time of `others`, both ascending. */
function awayFrom(times: Float64Array, others: Float64Array, distance: number): Float64Array {
  let next = 0;
  return times.filter((t) => {
    while (next < others.length && others[next] < t) next++;
    const before = next > 0 ? t - others[next - 1] : Infinity;
    const after = next < others.length ? others[next] - t : Infinity;
    return Math.min(before, after) >= distance;
  });
}

export interface DuplicateUnitsParams {
  /** units to duplicate, the first ones; default 4 */
  readonly num?: number;
  /** samples, default 5 */
  readonly maxShift?: number;
  /** of the original's spikes that the copy has; null (default) = all */
  readonly ratio?: number | null;
  readonly seed?: Seed;
}

/** Copies of units, shifted by a few samples, added as units of their own (inject_some_duplicate_units). */
export function injectDuplicateUnits(
  sorting: Sorting,
  params: DuplicateUnitsParams = {},
): TransformedSorting {
  const { num = 4, maxShift = 5, ratio = null, seed = 0 } = params;
  if (num > sorting.unitIds.length || (ratio !== null && !(ratio > 0 && ratio <= 1))) {
    throw new EphysError(
      "InvalidParameter",
      num > sorting.unitIds.length
        ? `${String(num)} units to duplicate of ${String(sorting.unitIds.length)}`
        : `ratio ${String(ratio)} is not above 0 and at most 1`,
    );
  }
  const rng = defaultRng(seed);
  const ids = nextIds(sorting, num);
  const shifts = rng
    .integers(-maxShift, maxShift, num)
    .map((shift) => (shift === 0 ? maxShift : shift));
  const segments = Array.from({ length: sorting.numSegments }, (_, segment) => {
    const trains = new Map<UnitId, Float64Array>();
    for (const [i, id] of ids.entries()) {
      const original = spikeTrain(sorting, i, segment);
      const last = original[original.length - 1] ?? 0;
      const shifted = original.map((t) => t + shifts[i]);
      const kept =
        ratio === null
          ? shifted
          : rng
              .choice(original.length, Math.trunc(original.length * ratio), { replace: false })
              .map((k) => shifted[k]);
      trains.set(id, kept.map((t) => Math.min(Math.max(t, 0), last)).sort());
    }
    return trains;
  });
  return addToSorting(sorting, sortingFromUnitDict(segments, sorting.samplingFrequency));
}

/** A sorting in which units are split, and which new units each became. */
export interface SplitUnits {
  readonly sorting: Sorting;
  readonly newIds: ReadonlyMap<UnitId, readonly UnitId[]>;
}

/**
 * Units torn apart at random, spike by spike (inject_some_split_units).
 * @throws UnitNotFound
 */
export function injectSplitUnits(
  sorting: Sorting,
  splitIds: readonly UnitId[],
  numSplit = 2,
  seed: Seed = 0,
): SplitUnits {
  const unknown = splitIds.find((id) => !sorting.unitIds.includes(id));
  if (unknown !== undefined) {
    throw new EphysError("UnitNotFound", `unit ${String(unknown)} is not in the sorting`, {
      unitId: unknown,
    });
  }
  const fresh = nextIds(sorting, splitIds.length * numSplit);
  const newIds = new Map(
    splitIds.map((id, i) => [id, fresh.slice(i * numSplit, (i + 1) * numSplit)] as const),
  );
  const rng = defaultRng(seed);
  const segments = Array.from({ length: sorting.numSegments }, (_, segment) => {
    const trains = new Map<UnitId, Float64Array>();
    for (const [unit, id] of sorting.unitIds.entries()) {
      const train = spikeTrain(sorting, unit, segment);
      const parts = newIds.get(id);
      if (parts === undefined) {
        trains.set(id, train);
        continue;
      }
      const share = rng.integers(0, numSplit, train.length);
      for (const [k, part] of parts.entries()) {
        trains.set(
          part,
          train.filter((_t, i) => share[i] === k),
        );
      }
    }
    return trains;
  });
  return { sorting: sortingFromUnitDict(segments, sorting.samplingFrequency), newIds };
}

/** Ids that follow the largest one; texts that are numbers count as such. */
export function nextIds({ unitIds }: Sorting, count: number): UnitId[] {
  const numbers = unitIds.map(Number);
  if (!numbers.every(Number.isInteger)) {
    throw new EphysError(
      "InvalidParameter",
      "new units are numbered after the largest id, but the unit ids are no whole numbers",
    );
  }
  const first = numbers.reduce((max, id) => Math.max(max, id), -1) + 1;
  const texts = typeof unitIds[0] === "string";
  return Array.from({ length: count }, (_, i) => (texts ? String(first + i) : first + i));
}
