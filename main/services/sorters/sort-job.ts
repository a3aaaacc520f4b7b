import type { SortersApi } from "#contract/index.ts";
import type { JobRequest, RunningJob } from "#main/jobs/index.ts";
import { storedPath } from "#main/project/index.ts";
import { analyzeStep } from "../analyzers/analyze-step.ts";
import type { ServiceContext } from "../context.ts";
import { stepsOf } from "../pipelines/steps.ts";
import { inPlace, resultPlace } from "../result-place.ts";
import { seedOf } from "../seed-of.ts";
import { parseSorterParams } from "./sorter-catalog.ts";

/** Sorts a recording of the project through its pipeline; then, if asked, analyzes it: one job. */
export async function sortJob(
  ctx: ServiceContext,
  input: Parameters<SortersApi["run"]>[0],
): Promise<JobRequest> {
  const { recordingId, sorter, analyze } = input;
  const session = ctx.session();
  const row = session.project.recordings.get(recordingId);
  const params = parseSorterParams(sorter, input.params);
  const recording = (await session.recordings.raw(recordingId)).dict;
  const steps = stepsOf(row.pipeline);
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
    const place = resultPlace(project, job.id, "sorting");
    const result = await inPlace(place, () =>
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
