import { existsSync } from "node:fs";
import { join } from "node:path";
import { EphysError } from "#core/model/index.ts";
import { resultName, type JobRow, type Project } from "#main/project/index.ts";
import type { ServiceContext } from "../context.ts";

export const MOTION_JOB = "motion";

/** Where the motion of a job lies in a project. */
export function motionPlace(project: Project, jobId: number): string {
  return join(project.resultsFolder, resultName(jobId, MOTION_JOB));
}

/** Jobs of a recording whose motion is there, newest first. */
export function motionJobs(project: Project, recordingId: number): JobRow[] {
  return project.jobs
    .list()
    .filter(
      (job) =>
        job.kind === MOTION_JOB &&
        job.state === "done" &&
        job.recordingId === recordingId &&
        existsSync(motionPlace(project, job.id)),
    )
    .reverse();
}

/** The folder of a motion of the open project. @throws InvalidValue for another job, or one whose folder is gone */
export function motionFolder(ctx: ServiceContext, motionId: number): string {
  const { project } = ctx.session();
  const job = project.jobs.get(motionId);
  const folder = motionPlace(project, motionId);
  if (job.kind === MOTION_JOB && job.state === "done" && existsSync(folder)) return folder;
  throw new EphysError(
    "InvalidValue",
    `job ${String(motionId)} (${job.title}) has left no motion`,
    {
      motion: motionId,
    },
  );
}
