import { basename, join } from "node:path";
import type { CurationApi, ExporterDescription } from "#contract/index.ts";
import { exporterByName, EXPORTERS } from "#core/exporters/index.ts";
import type { JobRequest } from "#main/jobs/index.ts";
import type { ServiceContext } from "../context.ts";
import { describeDefinition } from "../describe-definition.ts";
import { inPlace } from "../result-place.ts";

export function exporterCatalog(): ExporterDescription[] {
  return EXPORTERS.map((exporter) => describeDefinition(exporter));
}

/** The curated results in another form, in a new folder. */
export function exportJob(
  ctx: ServiceContext,
  { analyzerId, exporter, path, params = {} }: Parameters<CurationApi["exportTo"]>[0],
): JobRequest {
  const session = ctx.session();
  const row = session.project.analyzers.get(analyzerId);
  const { label } = exporterByName(exporter);
  const folder = ctx.guard.check(path);
  const actions = session.analyzers.desk(analyzerId).journal().current.done;
  return {
    kind: "export",
    title: `${row.name} as ${label} to ${basename(folder)}`,
    params: { exporter, path: folder, ...params },
    seed: null,
    recordingId: row.recordingId,
    inputs: { analyzer: row.relativePath, revision: session.analyzers.desk(analyzerId).revision() },
    async run(job) {
      const place = {
        folder,
        partialFolder: join(folder, "..", `.${basename(folder)}.partial-${String(job.id)}`),
      };
      const { files } = await inPlace(place, () =>
        job.compute("export_analyzer", {
          analyzer: session.analyzers.folder(analyzerId),
          asOf: session.analyzers.since(analyzerId),
          actions,
          exporter,
          params,
          place,
        }),
      );
      job.log(`${folder}: ${files.join(", ")}`);
    },
  };
}
