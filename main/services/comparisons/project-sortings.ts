import { sortingFromDict } from "#core/open/index.ts";
import type { Sorting } from "#core/sorting/index.ts";
import { findStoredPath, type Project } from "#main/project/index.ts";
import type { ServiceContext } from "../context.ts";
import { openedSorting } from "../files/open-path.ts";

/** Sortings kept open: a pair that is looked at, and the one before. */
const KEPT = 4;

const OPEN = new WeakMap<Project, Map<number, Promise<Sorting>>>();

/** A sorting of the open project, from where it lies now: a project that was moved keeps its sortings. */
export function sortingOfProject(ctx: ServiceContext, sortingId: number): Promise<Sorting> {
  const { project } = ctx.session();
  const kept = OPEN.get(project) ?? new Map<number, Promise<Sorting>>();
  OPEN.set(project, kept);
  const found = kept.get(sortingId) ?? opened(ctx, project, sortingId);
  kept.delete(sortingId);
  kept.set(sortingId, found);
  // what failed is tried again
  found.catch(() => kept.delete(sortingId));
  for (const oldest of kept.keys()) {
    if (kept.size <= KEPT) break;
    kept.delete(oldest);
  }
  return found;
}

async function opened(ctx: ServiceContext, project: Project, sortingId: number): Promise<Sorting> {
  const row = project.sortings.get(sortingId);
  const path = findStoredPath(project.folder, row);
  if (path === undefined || path === row.path) return sortingFromDict(row.dict, ctx.tasks);
  return (await openedSorting(path, {}, ctx.tasks)).sorting;
}

/**
 * Seconds from the recording's start at which each segment begins, and the end of the last one; as long as the last
 * spike where no recording is known.
 * @returns [segment + 1]
 */
export function segmentStartsS(
  ctx: ServiceContext,
  sortingId: number,
  sortings: readonly Sorting[],
): Float64Array {
  const { project } = ctx.session();
  const { recordingId } = project.sortings.get(sortingId);
  const recording = recordingId === null ? undefined : project.recordings.get(recordingId);
  const [{ numSegments, samplingFrequency } = { numSegments: 0, samplingFrequency: 1 }] = sortings;
  const lengths = new Float64Array(numSegments);
  if (recording?.numSamples.length === numSegments) lengths.set(recording.numSamples);
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
