import { basename } from "node:path";
import type { AnalyzersApi } from "#contract/index.ts";
import type { JobRequest } from "#main/jobs/index.ts";
import type { ServiceContext } from "../context.ts";

/** Principal components of all spikes, or of new waveforms, as a file. */
export function componentsJob(
  ctx: ServiceContext,
  { analyzerId, path, waveforms, units }: Parameters<AnalyzersApi["components"]>[0],
): JobRequest {
  const session = ctx.session();
  const row = session.project.analyzers.get(analyzerId);
  const out = ctx.guard.check(path);
  const file = waveforms === undefined ? undefined : ctx.guard.check(waveforms);
  return {
    kind: "components",
    title: `components of ${file === undefined ? `all spikes of ${row.name}` : basename(file)}`,
    params: { path: out, waveforms: file ?? null, units: units === undefined ? null : [...units] },
    seed: null,
    recordingId: row.recordingId,
    inputs: { analyzer: row.relativePath },
    async run(job) {
      const { shape } = await job.compute("write_components", {
        analyzer: session.analyzers.folder(analyzerId),
        path: out,
        waveforms: file,
        units,
      });
      job.log(`${out}: ${shape.join(" × ")} scores`);
    },
  };
}
