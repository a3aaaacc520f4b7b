import { EphysError } from "#core/model/index.ts";
import { sortingFromSpikes, type Sorting, type SpikeVector } from "#core/sorting/index.ts";

/** A sorting with spikes added to it, and which rows those are. */
export interface TransformedSorting {
  readonly sorting: Sorting;
  /** [spike] 1 where the spike was added to a unit that was there */
  readonly addedToExisting: Uint8Array;
  /** [spike] 1 where the spike belongs to an added unit */
  readonly addedUnits: Uint8Array;
}

/**
 * The spikes of `added` put into `sorting`: those of units with the same id join them, other units are appended
 * (SpikeInterface's TransformSorting.add_from_sorting).
 * @param refractoryPeriodMs spikes added to a unit that was there go when they follow another spike of it as closely;
 *   undefined = all stay
 * @throws InvalidParameter when rates or segments differ
 */
export function addToSorting(
  sorting: Sorting,
  added: Sorting,
  refractoryPeriodMs?: number,
): TransformedSorting {
  checkFits(sorting, added);
  const position = new Map(sorting.unitIds.map((id, i) => [id, i]));
  const newIds = added.unitIds.filter((id) => !position.has(id));
  const numOwn = sorting.unitIds.length;
  for (const [i, id] of newIds.entries()) position.set(id, numOwn + i);
  const unitOf = added.unitIds.map((id) => position.get(id) ?? 0); // every id was given one above
  const joined = join(sorting.spikes, added.spikes, unitOf);
  const order = orderOf(joined);
  const numOriginal = sorting.spikes.sampleIndex.length;
  const limit =
    refractoryPeriodMs === undefined
      ? undefined
      : Math.trunc((sorting.samplingFrequency * refractoryPeriodMs) / 1000);
  const fromExisting = (row: number): boolean =>
    row >= numOriginal && joined.unitIndex[row] < numOwn;
  const kept =
    limit === undefined ? order : order.filter(withoutViolations(joined, limit, fromExisting));
  return {
    sorting: sortingFromSpikes({
      unitIds: [...sorting.unitIds, ...newIds],
      samplingFrequency: sorting.samplingFrequency,
      numSegments: sorting.numSegments,
      spikes: {
        sampleIndex: Float64Array.from(kept, (row) => joined.sampleIndex[row]),
        unitIndex: Int32Array.from(kept, (row) => joined.unitIndex[row]),
        segmentIndex: Int32Array.from(kept, (row) => joined.segmentIndex[row]),
      },
    }),
    addedToExisting: Uint8Array.from(kept, (row) => Number(fromExisting(row))),
    addedUnits: Uint8Array.from(kept, (row) => Number(joined.unitIndex[row] >= numOwn)),
  };
}

function checkFits(sorting: Sorting, added: Sorting): void {
  const problem =
    sorting.samplingFrequency !== added.samplingFrequency
      ? `sortings at ${String(sorting.samplingFrequency)} and ${String(added.samplingFrequency)} Hz`
      : sorting.numSegments < added.numSegments
        ? `sortings of ${String(sorting.numSegments)} and ${String(added.numSegments)} segments`
        : [...sorting.unitIds, ...added.unitIds].some(
              (id) => typeof id !== typeof sorting.unitIds[0],
            )
          ? "sortings whose unit ids are numbers here and texts there"
          : undefined;
  if (problem !== undefined) {
    throw new EphysError("InvalidParameter", `${problem} cannot be put together`);
  }
}

function join(a: SpikeVector, b: SpikeVector, unitOf: readonly number[]): SpikeVector {
  const total = a.sampleIndex.length + b.sampleIndex.length;
  const out = {
    sampleIndex: new Float64Array(total),
    unitIndex: new Int32Array(total),
    segmentIndex: new Int32Array(total),
  };
  out.sampleIndex.set(a.sampleIndex);
  out.unitIndex.set(a.unitIndex);
  out.segmentIndex.set(a.segmentIndex);
  const start = a.sampleIndex.length;
  out.sampleIndex.set(b.sampleIndex, start);
  out.segmentIndex.set(b.segmentIndex, start);
  for (let i = 0; i < b.unitIndex.length; i++) out.unitIndex[start + i] = unitOf[b.unitIndex[i]];
  return out;
}

/** Rows by segment and sample; ties keep their order, so own spikes come first. */
function orderOf({ sampleIndex, segmentIndex }: SpikeVector): Int32Array {
  return Int32Array.from(sampleIndex.keys()).sort(
    (a, b) => segmentIndex[a] - segmentIndex[b] || sampleIndex[a] - sampleIndex[b] || a - b,
  );
}

/**
 * Whether a row stays, asked in order. An added spike goes when it follows the unit's last one (kept or not, as in the
 * reference) by no more than the limit; so does one that is the first of its unit and segment.
 */
function withoutViolations(
  { sampleIndex, unitIndex, segmentIndex }: SpikeVector,
  limit: number,
  isAdded: (row: number) => boolean,
): (row: number) => boolean {
  const last = new Map<string, number>();
  return (row) => {
    const key = `${String(segmentIndex[row])}/${String(unitIndex[row])}`;
    const before = last.get(key);
    last.set(key, sampleIndex[row]);
    return !isAdded(row) || (before !== undefined && sampleIndex[row] - before > limit);
  };
}
