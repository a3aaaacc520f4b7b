import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Project } from "./project.ts";

/** What a job writes lies under such a name until it is whole. */
export const PARTIAL_PREFIX = ".partial-";

/** The final name of a job's result folder, e.g. "job-12-sorting". */
export function resultName(jobId: number, what: string): string {
  return `job-${String(jobId)}-${what}`;
}

/** A sort that was stopped and whose finished stages are kept: it can go on. */
export function canGoOn(partialFolder: string): boolean {
  return existsSync(join(partialFolder, "sorter_output", "checkpoints.json"));
}

/**
 * After a kill: unfinished jobs become "interrupted"; folders under temporary names and whole folders that were never
 * registered are removed, but for sorts that can go on; extensions that were being computed count as missing
 * until their folder is whole.
 */
export function sweepUnfinished(project: Project): void {
  const interrupted = new Set(project.jobs.interruptUnfinished(new Date().toISOString()));
  const registered = new Set(
    [...project.recordings.list(), ...project.sortings.list(), ...project.analyzers.list()].flatMap(
      (row) => row.relativePath.split(/[\\/]/)[1] ?? [],
    ),
  );
  for (const name of readdirSync(project.resultsFolder)) {
    const jobId = Number(/^job-(\d+)-/.exec(name)?.[1] ?? NaN);
    const isOrphan = interrupted.has(jobId) && !registered.has(name);
    const path = join(project.resultsFolder, name);
    const isPartial = name.startsWith(PARTIAL_PREFIX) && !canGoOn(path);
    if (isPartial || isOrphan) {
      rmSync(path, { recursive: true, force: true });
    }
  }
  for (const { id } of project.analyzers.list()) {
    for (const { name, state } of project.analyzers.extensions(id)) {
      if (state === "computing") project.analyzers.removeExtension(id, name);
    }
  }
}
