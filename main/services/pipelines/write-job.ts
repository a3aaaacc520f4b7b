import { open, readdir } from "node:fs/promises";
import { join } from "node:path";
import type { Api } from "#contract/index.ts";
import type { JobRequest } from "#main/jobs/index.ts";
import { fingerprint, storedPath } from "#main/project/index.ts";
import type { ServiceContext } from "../context.ts";
import { inPlace, resultPlace } from "../result-place.ts";

type Input = Parameters<Api["pipelines"]["write"]>[0];

/** Under which format a written recording is opened again. */
const READ_AS = { binary: "binary_folder", zarr: "zarr" } as const;

/** The recording behind its pipeline, written into the project's folder as a recording of its own. */
export async function writeJob(
  ctx: ServiceContext,
  { recordingId, format }: Input,
): Promise<JobRequest> {
  const session = ctx.session();
  const { project } = session;
  const row = project.recordings.get(recordingId);
  const { dict } = await session.recordings.preprocessed(recordingId);
  const steps = row.pipeline.filter(({ enabled }) => enabled).map(({ name }) => name);
  return {
    kind: "write_recording",
    title: `write ${row.name} behind its pipeline`,
    params: { format, steps },
    seed: null,
    recordingId,
    inputs: { recording: dict, content: row.fingerprint.contentHash },
    async run(job) {
      const place = resultPlace(
        project,
        job.id,
        format === "zarr" ? "recording.zarr" : "recording",
      );
      const made = await inPlace(place, () =>
        job.compute("write_recording", { recording: dict, steps: [], format, place }),
      );
      await reachDisk(place.folder);
      const recording = await ctx.tasks.openRecording(made.dict);
      const id = project.recordings.add({
        name: `${row.name}, written`,
        ...storedPath(project.folder, place.folder),
        format: READ_AS[format],
        why: `written by SpikeDesk: ${steps.join(", ") || "no step"}`,
        streamId: null,
        params: {},
        dict: recording.dict,
        fingerprint: await fingerprint(place.folder),
        numChannels: recording.channelIds.length,
        numSamples: recording.numSamples,
        samplingFrequency: recording.samplingFrequency,
        pipeline: [],
        createdAt: new Date().toISOString(),
        jobId: job.id,
      });
      job.addResult({ recordingId: id });
      ctx.emitTree();
    },
  };
}

/** Samples are written without waiting for the disk; the project names only what lasts through a power cut. */
async function reachDisk(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile()) continue;
    const file = await open(join(entry.parentPath, entry.name), "r+");
    try {
      await file.sync();
    } finally {
      await file.close();
    }
  }
}
