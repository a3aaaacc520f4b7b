import type { JsonObject } from "#core/model/index.ts";
import { DETECTION_SCHEMA, parseStepParams } from "#core/preprocessing/index.ts";
import type { JobRequest } from "#main/jobs/index.ts";
import type { ServiceContext } from "../context.ts";
import { seedOf } from "../seed-of.ts";

const NAME = "detect_bad_channels";

/** Judges the channels of a recording as its file has them; what is found is kept with the recording. */
export async function detectBadChannelsJob(
  ctx: ServiceContext,
  { recordingId, params: given }: { readonly recordingId: number; readonly params: JsonObject },
): Promise<JobRequest> {
  const session = ctx.session();
  const { project } = session;
  const row = project.recordings.get(recordingId);
  const params = parseStepParams({ name: NAME, params: DETECTION_SCHEMA }, given);
  const recording = (await session.recordings.raw(recordingId)).dict;
  return {
    kind: NAME,
    title: `bad channels of ${row.name}`,
    params,
    seed: seedOf(params),
    recordingId,
    inputs: { recording, content: row.fingerprint.contentHash },
    async run(job) {
      const found = await job.compute(NAME, { recording, steps: [], params });
      project.badChannels.set({
        recordingId,
        params,
        found,
        jobId: job.id,
        createdAt: new Date().toISOString(),
      });
      const count = found.badChannelIds.length;
      job.log(`${String(count)} of ${String(row.numChannels)} channels are bad`);
      ctx.emitTree();
    },
  };
}
