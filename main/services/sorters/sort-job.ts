import type { SortersApi } from "#contract/index.ts";
import type { ResultPlace, Steps } from "#core/jobs/index.ts";
import { EphysError, type JsonObject } from "#core/model/index.ts";
import type { JobRequest, RunningJob } from "#main/jobs/index.ts";
import { canGoOn, storedPath } from "#main/project/index.ts";
import { analyzeStep } from "../analyzers/analyze-step.ts";
import type { ServiceContext } from "../context.ts";
import { stepsOf } from "../pipelines/steps.ts";
import { inPlace, resultPlace } from "../result-place.ts";
import { seedOf } from "../seed-of.ts";
import { parseSorterParams } from "./sorter-catalog.ts";
import { sorterOf, stoppedRequest, takeOver } from "./stopped-sorts.ts";

/** Sorts a recording of the project through its pipeline; then, if asked, analyzes it: one job. */
export async function sortJob(
  ctx: ServiceContext,
  input: Parameters<SortersApi["run"]>[0],
): Promise<JobRequest> {
  const { project } = ctx.session();
  const steps = stepsOf(project.recordings.get(input.recordingId).pipeline);
  return jobOf(ctx, { ...input, steps });
}

/** Goes on with a sort that was stopped, as it began. */
export async function resumeJob(
  ctx: ServiceContext,
  { jobId, analyze }: Parameters<SortersApi["resume"]>[0],
): Promise<JobRequest> {
  const { recordingId, params } = stoppedRequest(ctx.session().project, jobId);
  if (recordingId === null) {
    throw new EphysError("InvalidValue", `the recording of job ${String(jobId)} is gone`);
  }
  return jobOf(ctx, {
    recordingId,
    analyze,
    sorter: sorterOf(params),
    params: (params["params"] ?? {}) as JsonObject, // as a sort keeps them
    steps: (params["pipeline"] ?? []) as unknown as Steps,
    resumes: jobId,
  });
}

interface SortInput {
  readonly recordingId: number;
  readonly sorter: string;
  readonly params: JsonObject;
  readonly analyze: boolean;
  readonly steps: Steps;
  /** job whose finished stages are taken over */
  readonly resumes?: number;
}

async function jobOf(ctx: ServiceContext, input: SortInput): Promise<JobRequest> {
  const { recordingId, sorter, analyze, steps } = input;
  const session = ctx.session();
  const row = session.project.recordings.get(recordingId);
  const params = parseSorterParams(sorter, input.params);
  const recording = (await session.recordings.raw(recordingId)).dict;
  return {
    kind: "sort",
    title: `${sorter} on ${row.name}`,
    params: { sorter, params, pipeline: steps, analyze },
    seed: seedOf(params),
    recordingId,
    inputs: { recording, content: row.fingerprint.contentHash },
    async run(job) {
      const { sortingId, numUnits } = await sortStep(job);
      if (!analyze) return;
      if (numUnits === 0) job.log("no units were found: there is nothing to analyze");
      else await analyzeStep(ctx, session, job, { recordingId, sortingId });
    },
  };

  async function sortStep(
    job: RunningJob,
  ): Promise<{ readonly sortingId: number; readonly numUnits: number }> {
    const { project } = session;
    const place = { ...resultPlace(project, job.id, "sorting"), resumes: true };
    if (input.resumes !== undefined) {
      stoppedRequest(project, input.resumes);
      takeOver(project, input.resumes, job.id);
      job.log(`goes on from job ${String(input.resumes)}`);
    }
    const result = await keepingStages(place, () =>
      job.compute("sort", { recording, steps, sorter, params, place }),
    );
    const createdAt = new Date().toISOString();
    const sortingId = project.atomically(() => {
      const id = project.sortings.add({
        name: `${sorter} (job ${String(job.id)})`,
        recordingId,
        source: sorter,
        ...storedPath(project.folder, place.folder),
        dict: result.dict,
        numUnits: result.numUnits,
        numSpikes: result.numSpikes,
        isGroundTruth: false,
        createdAt,
        jobId: job.id,
      });
      project.provenance.add({
        kind: "sorting",
        resultId: id,
        name: sorter,
        inputs: { recording, steps },
        params,
        versions: ctx.versions,
        jobId: job.id,
        createdAt,
      });
      return id;
    });
    job.addResult({ sortingId });
    ctx.emitTree();
    return { sortingId, numUnits: result.numUnits };
  }
}

/** A stopped run stays under its temporary name where it has finished a stage, so that it can go on. */
async function keepingStages<T>(place: ResultPlace, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (canGoOn(place.partialFolder)) throw error;
    return await inPlace(place, () => Promise.reject(error as Error)); // removes what is there
  }
}
