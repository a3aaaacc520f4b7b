import { rmSync } from "node:fs";
import { join } from "node:path";
import type { ResultPlace } from "#core/jobs/index.ts";
import { PARTIAL_PREFIX, resultName, type Project } from "#main/project/index.ts";

/** Where a job of the project puts a result: under a temporary name until it is whole. */
export function resultPlace(project: Project, jobId: number, what: string): ResultPlace {
  const name = resultName(jobId, what);
  return {
    folder: join(project.resultsFolder, name),
    partialFolder: join(project.resultsFolder, PARTIAL_PREFIX + name),
  };
}

/** Runs what fills a place; whatever stops it, no half-written folder stays. */
export async function inPlace<T>(place: ResultPlace, fill: () => Promise<T>): Promise<T> {
  try {
    return await fill();
  } catch (error) {
    const { partialFolder } = place;
    for (const path of [partialFolder, `${partialFolder}.partial`]) {
      rmSync(path, { recursive: true, force: true });
    }
    throw error;
  }
}
