import type { TaskContext } from "#core/compute/index.ts";
import type { ExtractorDict } from "#core/model/index.ts";
import { openSortingPath, sortingFromDict } from "#core/open/index.ts";
import type { Sorting } from "#core/sorting/index.ts";

/** Where a sorting is read from: its dictionary, or the place to which its project was moved. */
export interface StoredSorting {
  readonly dict: ExtractorDict;
  readonly path?: string;
}

/** Sortings that this thread keeps open: the pair that is looked at, and the one before. */
const KEPT = 4;

const open = new Map<string, Promise<Sorting>>();

/** Opens a sorting, or gives the one that was opened before. */
export function openStored(stored: StoredSorting, ctx: TaskContext): Promise<Sorting> {
  const key = stored.path ?? JSON.stringify(stored.dict);
  const found =
    open.get(key) ??
    (stored.path === undefined
      ? sortingFromDict(stored.dict, ctx)
      : openSortingPath(stored.path, {}, ctx));
  open.delete(key);
  open.set(key, found);
  found.catch(() => open.delete(key)); // what failed is tried again
  for (const oldest of open.keys()) {
    if (open.size <= KEPT) break;
    open.delete(oldest);
  }
  return found;
}

/**
 * Seconds from the recording's start at which each segment begins, and the end of the last one; as long as the last
 * spike where the recording's length is not known.
 * @param numSamples per segment
 * @returns [segment + 1]
 */
export function segmentStartsS(
  sortings: readonly [Sorting, Sorting],
  numSamples: readonly number[] | undefined,
): Float64Array {
  const [{ numSegments, samplingFrequency }] = sortings;
  const lengths = new Float64Array(numSegments);
  if (numSamples?.length === numSegments) lengths.set(numSamples);
  else for (const { spikes } of sortings) lengthen(lengths, spikes);
  const starts = new Float64Array(numSegments + 1);
  lengths.forEach((length, segment) => {
    starts[segment + 1] = (starts[segment] ?? 0) + length / samplingFrequency;
  });
  return starts;
}

function lengthen(lengths: Float64Array, { sampleIndex, segmentIndex }: Sorting["spikes"]): void {
  for (let i = 0; i < sampleIndex.length; i++) {
    const segment = segmentIndex[i] ?? 0;
    lengths[segment] = Math.max(lengths[segment] ?? 0, (sampleIndex[i] ?? 0) + 1);
  }
}
