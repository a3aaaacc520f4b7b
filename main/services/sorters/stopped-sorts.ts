import { existsSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { StoppedSort } from "#contract/index.ts";
import { EphysError, type JsonObject } from "#core/model/index.ts";
import { canGoOn, type JobRow, type Project } from "#main/project/index.ts";
import { resultPlace } from "../result-place.ts";

const STOPPED = ["cancelled", "failed", "interrupted"] as const;

/** Sorts of a recording that were stopped and whose finished stages are kept, newest first. */
export function stoppedSorts(project: Project, recordingId: number): StoppedSort[] {
  return project.jobs
    .list()
    .filter((job) => job.recordingId === recordingId)
    .flatMap((job) => stoppedSort(project, job) ?? [])
    .reverse();
}

/** What a stopped run was asked to do. @throws InvalidValue for a job that cannot go on */
export function stoppedRequest(project: Project, jobId: number): JobRow {
  const job = project.jobs.get(jobId);
  if (stoppedSort(project, job) !== undefined) return job;
  throw new EphysError(
    "InvalidValue",
    `job ${String(jobId)} (${job.title}) has left nothing to go on from; run it again`,
    { job: jobId },
  );
}

/** The sorter of a job, as sortJob keeps it. */
export function sorterOf({ sorter }: JsonObject): string {
  return typeof sorter === "string" ? sorter : "";
}

/** What the stopped run has kept becomes that of another job. */
export function takeOver(project: Project, from: number, to: number): void {
  const [before, now] = [
    resultPlace(project, from, "sorting"),
    resultPlace(project, to, "sorting"),
  ];
  renameSync(before.partialFolder, now.partialFolder);
}

export function discardStopped(project: Project, jobId: number): void {
  const { partialFolder } = resultPlace(project, stoppedRequest(project, jobId).id, "sorting");
  rmSync(partialFolder, { recursive: true, force: true });
}

function stoppedSort(project: Project, job: JobRow): StoppedSort | undefined {
  const state = STOPPED.find((one) => one === job.state);
  const { partialFolder } = resultPlace(project, job.id, "sorting");
  if (job.kind !== "sort" || state === undefined || !canGoOn(partialFolder)) return undefined;
  return {
    jobId: job.id,
    sorter: sorterOf(job.params),
    params: (job.params["params"] ?? {}) as JsonObject, // as sortJob keeps them
    state,
    stoppedAt: job.finishedAt ?? job.createdAt,
    stages: stagesOf(partialFolder),
  };
}

/** Names of finished stages; none where the file cannot be read. */
function stagesOf(partialFolder: string): readonly string[] {
  const path = join(partialFolder, "sorter_output", "checkpoints.json");
  if (!existsSync(path)) return [];
  try {
    const state: unknown = JSON.parse(readFileSync(path, "utf8"));
    const stages = typeof state === "object" && state !== null && "stages" in state && state.stages;
    return Array.isArray(stages) ? stages.filter((name) => typeof name === "string") : [];
  } catch {
    return [];
  }
}
