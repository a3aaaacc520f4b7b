import type { JsonObject } from "#core/model/index.ts";
import type { RunningJob } from "#main/jobs/index.ts";
import { storedPath } from "#main/project/index.ts";
import type { ServiceContext } from "../context.ts";
import { stepsOf } from "../pipelines/steps.ts";
import { inPlace, resultPlace } from "../result-place.ts";
import type { Session } from "../session.ts";
import { chooseSparsity } from "./choose-sparsity.ts";
import { chooseExtensions } from "./default-extensions.ts";

export interface AnalyzeInput {
  readonly recordingId: number;
  readonly sortingId: number;
  readonly extensions?: readonly string[];
  readonly params?: JsonObject;
  readonly sparsity?: JsonObject | null;
}

/** Makes an analyzer of a sorting as a part of a job, and registers it when its folder is whole. */
export async function analyzeStep(
  ctx: ServiceContext,
  { project, recordings }: Session,
  job: RunningJob,
  { recordingId, sortingId, ...choice }: AnalyzeInput,
): Promise<number> {
  const recordingRow = project.recordings.get(recordingId);
  const sortingRow = project.sortings.get(sortingId);
  const analysis = chooseExtensions(choice.extensions, choice.params);
  const sparsity = chooseSparsity(choice.sparsity);
  const recording = (await recordings.raw(recordingId)).dict;
  const steps = stepsOf(recordingRow.pipeline);
  const place = resultPlace(project, job.id, "analyzer");
  const result = await inPlace(place, () =>
    job.compute("analyze", {
      recording,
      steps,
      sorting: sortingRow.dict,
      ...analysis,
      sparsity,
      format: "binary_folder",
      place,
    }),
  );
  const createdAt = new Date().toISOString();
  const analyzerId = project.atomically(() => {
    const id = project.analyzers.add({
      name: sortingRow.name,
      recordingId,
      sortingId,
      ...storedPath(project.folder, place.folder),
      numUnits: result.unitIds.length,
      createdAt,
      jobId: job.id,
    });
    for (const { name, params } of result.extensions) {
      project.analyzers.setExtension(
        id,
        { name, state: "done", params },
        { updatedAt: createdAt, jobId: job.id },
      );
    }
    project.provenance.add({
      kind: "analyzer",
      resultId: id,
      name: "analyze",
      inputs: { recording, steps, sorting: sortingRow.dict },
      params: { ...analysis, sparsity },
      versions: ctx.versions,
      jobId: job.id,
      createdAt,
    });
    return id;
  });
  job.addResult({ analyzerId });
  ctx.emitTree();
  return analyzerId;
}
