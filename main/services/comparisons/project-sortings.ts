import { findStoredPath } from "#main/project/index.ts";
import type { ServiceContext } from "../context.ts";
import type { StoredSorting } from "./stored-sorting.ts";

/** A sorting of the open project, from where it lies now: a project that was moved keeps its sortings. */
export function storedSorting(ctx: ServiceContext, sortingId: number): StoredSorting {
  const { project } = ctx.session();
  const row = project.sortings.get(sortingId);
  const path = findStoredPath(project.folder, row);
  return path === undefined || path === row.path ? { dict: row.dict } : { dict: row.dict, path };
}

/** Two sortings and the length of their recording, for a pool thread. */
export interface StoredPair {
  readonly sortings: readonly [StoredSorting, StoredSorting];
  /** samples per segment, where the recording is known */
  readonly numSamples?: readonly number[];
}

export function storedPair(
  ctx: ServiceContext,
  sortingId1: number,
  sortingId2: number,
): StoredPair {
  const { project } = ctx.session();
  const { recordingId } = project.sortings.get(sortingId1);
  const sortings = [storedSorting(ctx, sortingId1), storedSorting(ctx, sortingId2)] as const;
  return recordingId === null
    ? { sortings }
    : { sortings, numSamples: project.recordings.get(recordingId).numSamples };
}
