import { join } from "node:path";
import type { CurationApi } from "#contract/index.ts";
import { curationDocuments, curationToJson } from "#core/curation/index.ts";
import { EphysError } from "#core/model/index.ts";
import type { JobRequest } from "#main/jobs/index.ts";
import { storedPath } from "#main/project/index.ts";
import type { ServiceContext } from "../context.ts";
import { inPlace, resultPlace } from "../result-place.ts";

/** Share of channels below which units are not merged softly; SpikeInterface's default. */
const SPARSITY_OVERLAP = 0.75;

/** A new analyzer, and its sorting, with what was decided about the units of one of the project. */
export async function applyJob(
  ctx: ServiceContext,
  { analyzerId, mode }: Parameters<CurationApi["apply"]>[0],
): Promise<JobRequest> {
  const session = ctx.session();
  const { project } = session;
  const row = project.analyzers.get(analyzerId);
  const { done } = session.analyzers.desk(analyzerId).journal().current;
  if (done.length === 0) {
    throw new EphysError("InvalidValue", `nothing of ${row.name} is curated yet`, { analyzerId });
  }
  const { sorting } = await session.analyzers.base(analyzerId);
  const curations = curationDocuments(sorting, done).map((one) => curationToJson(one));
  const params = { mode, sparsity_overlap: SPARSITY_OVERLAP, curations };
  const name = `${row.name}, curated`;
  return {
    kind: "curate",
    title: `curate ${row.name}: ${String(done.length)} actions`,
    params,
    seed: null,
    recordingId: row.recordingId,
    inputs: { analyzer: row.relativePath },
    async run(job) {
      const place = resultPlace(project, job.id, "analyzer");
      const made = await inPlace(place, () =>
        job.compute("curate_analyzer", {
          analyzer: session.analyzers.folder(analyzerId),
          asOf: session.analyzers.since(analyzerId),
          curations,
          mode,
          sparsityOverlap: SPARSITY_OVERLAP,
          skipUnmergeable: true,
          place,
        }),
      );
      for (const group of made.skipped) {
        job.log(`units ${group.join(", ")} share too few channels for a soft merge: left as they are`); // prettier-ignore
      }
      const createdAt = new Date().toISOString();
      const ids = project.atomically(() => {
        const sortingId = project.sortings.add({
          name,
          recordingId: row.recordingId,
          source: "curation",
          ...storedPath(project.folder, join(place.folder, "sorting")),
          dict: made.sorting,
          numUnits: made.unitIds.length,
          numSpikes: made.numSpikes,
          isGroundTruth: false,
          createdAt,
          jobId: job.id,
        });
        const newId = project.analyzers.add({
          name,
          recordingId: row.recordingId,
          sortingId,
          ...storedPath(project.folder, place.folder),
          numUnits: made.unitIds.length,
          createdAt,
          jobId: job.id,
        });
        const change = { updatedAt: createdAt, jobId: job.id };
        for (const extension of made.extensions) {
          project.analyzers.setExtension(newId, { ...extension, state: "done" }, change);
        }
        project.provenance.add({
          kind: "analyzer",
          resultId: newId,
          name: "curate",
          inputs: { analyzer: row.relativePath },
          params,
          versions: ctx.versions,
          jobId: job.id,
          createdAt,
        });
        return { sortingId, analyzerId: newId };
      });
      job.addResult(ids);
      ctx.emitTree();
    },
  };
}
