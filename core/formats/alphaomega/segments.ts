import type { MpxFile } from "./mpx.ts";

/** Sample periods that may lie between two files of one recording. */
const MAX_PERIODS = 1.5;

/** Files that follow each other without a pause: one segment. */
export type MpxSegment = readonly MpxFile[];

/**
 * Joins files that the program split by size or time: same day, and the next begins where the one before ends.
 * @param files in the order of their names
 */
export function joinFiles(files: readonly MpxFile[]): MpxSegment[] {
  const nextOf = new Map<MpxFile, MpxFile>();
  for (const file of files) {
    const following = files.filter((other) => other !== file && follows(other, file));
    if (following.length === 1) nextOf.set(file, following[0]);
  }
  const later = new Set(nextOf.values());
  const heads = files.filter((file) => !later.has(file));
  const joined = heads.map((head) => chainFrom(head, nextOf));
  // files that only follow each other in a circle are segments of their own
  const placed = new Set(joined.flat());
  return [...joined, ...files.filter((file) => !placed.has(file)).map((file) => [file])];
}

function follows(next: MpxFile, before: MpxFile): boolean {
  const sameDay = [0, 1, 2].every((i) => next.date[i] === before.date[i]);
  const gap = next.startS - before.stopS;
  return (
    sameDay &&
    compareDates(next.date, before.date) >= 0 &&
    gap >= 0 &&
    gap <= MAX_PERIODS / before.maxFrequency
  );
}

function compareDates(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return a[i] - b[i];
  return 0;
}

function chainFrom(head: MpxFile, nextOf: ReadonlyMap<MpxFile, MpxFile>): MpxFile[] {
  const chain = [head];
  for (let next = nextOf.get(head); next && !chain.includes(next); next = nextOf.get(next)) {
    chain.push(next);
  }
  return chain;
}
