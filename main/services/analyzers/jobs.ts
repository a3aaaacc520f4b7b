import type { AnalyzersApi } from "#contract/index.ts";
import { EphysError } from "#core/model/index.ts";
import type { JobRequest } from "#main/jobs/index.ts";
import type { ServiceContext } from "../context.ts";
import { analyzeStep } from "./analyze-step.ts";
import { chooseSparsity } from "./choose-sparsity.ts";
import { chooseExtensions } from "./default-extensions.ts";
import { isPhyFolder } from "./is-phy-folder.ts";

/** A new analyzer of a recording and a sorting of the project. */
export function analyzeJob(
  ctx: ServiceContext,
  input: Parameters<AnalyzersApi["create"]>[0],
): JobRequest {
  const session = ctx.session();
  const recording = session.project.recordings.get(input.recordingId);
  const sorting = session.project.sortings.get(input.sortingId);
  const analysis = chooseExtensions(input.extensions, input.params);
  const sparsity = chooseSparsity(input.sparsity);
  return {
    kind: "analyze",
    title: `analyze ${sorting.name}`,
    params: { sorting_id: input.sortingId, ...analysis, sparsity },
    seed: null,
    recordingId: input.recordingId,
    inputs: {
      recording: recording.dict,
      content: recording.fingerprint.contentHash,
      sorting: sorting.dict,
    },
    async run(job) {
      await analyzeStep(ctx, session, job, input);
    },
  };
}

/** More extensions in an analyzer of the project; while it runs they show as "computing". */
export function computeJob(
  ctx: ServiceContext,
  input: Parameters<AnalyzersApi["compute"]>[0],
): JobRequest {
  const { analyzerId } = input;
  const { project, analyzers } = ctx.session();
  const row = project.analyzers.get(analyzerId);
  if (isPhyFolder(analyzers.folder(analyzerId))) {
    throw new EphysError(
      "Unsupported",
      `${row.name} is a folder of Phy's, which is not written into: open it as a sorting of its recording and analyze that`,
      { path: row.path },
    );
  }
  const analysis = chooseExtensions(input.extensions, input.params);
  const { extensions } = analysis;
  return {
    kind: "compute_extensions",
    title: `${input.extensions.join(", ")} of ${row.name}`,
    params: { analyzer_id: analyzerId, ...analysis },
    seed: null,
    recordingId: row.recordingId,
    inputs: { analyzer: row.relativePath },
    async run(job) {
      const mark = (state: "computing" | "failed"): void => {
        const change = { updatedAt: new Date().toISOString(), jobId: job.id };
        project.atomically(() => {
          for (const [name, params] of extensions) {
            project.analyzers.setExtension(analyzerId, { name, state, params }, change);
          }
        });
        ctx.emitTree();
      };
      mark("computing");
      try {
        const { extensions: done } = await job.compute("compute_extensions", {
          analyzer: analyzers.folder(analyzerId),
          ...analysis,
        });
        const change = { updatedAt: new Date().toISOString(), jobId: job.id };
        project.atomically(() => {
          for (const { name, params } of done) {
            project.analyzers.setExtension(analyzerId, { name, state: "done", params }, change);
            project.provenance.add({
              kind: "extension",
              resultId: analyzerId,
              name,
              inputs: { analyzer: row.relativePath },
              params,
              versions: ctx.versions,
              jobId: job.id,
              createdAt: change.updatedAt,
            });
          }
        });
      } catch (error) {
        mark("failed");
        throw error;
      } finally {
        analyzers.forget(analyzerId);
        ctx.emitTree();
      }
      job.addResult({ analyzerId });
    },
  };
}
