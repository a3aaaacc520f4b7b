import type { RecordingsApi } from "#contract/index.ts";
import type { JobRequest } from "#main/jobs/index.ts";
import { fingerprint, storedPath } from "#main/project/index.ts";
import type { ServiceContext } from "../context.ts";
import { defaultPipeline } from "../pipelines/steps.ts";
import { inPlace, resultPlace } from "../result-place.ts";

/** Hz: what probes record spikes at; the function's own default of 25 kHz is a test recording's */
export const SIMULATED_RATE = 30_000;

/** A ground-truth recording in the project's folder, with the sorting that is true. */
export function simulateJob(
  ctx: ServiceContext,
  input: Parameters<RecordingsApi["simulate"]>[0],
): JobRequest {
  const { durationS, numChannels, numUnits, seed } = input;
  const session = ctx.session();
  const { project } = session;
  const params = {
    durations: [durationS],
    sampling_frequency: SIMULATED_RATE,
    num_channels: numChannels,
    num_units: numUnits,
    seed,
  };
  return {
    kind: "simulate",
    title: `simulate ${String(numChannels)} channels, ${String(numUnits)} units, ${String(durationS)} s`,
    params,
    seed,
    recordingId: null,
    inputs: {},
    async run(job) {
      const place = resultPlace(project, job.id, "recording");
      const sortingPlace = resultPlace(project, job.id, "truth");
      const made = await inPlace(place, () =>
        inPlace(sortingPlace, () =>
          job.compute("generate", { params, format: "binary", place, sortingPlace }),
        ),
      );
      const recording = await ctx.tasks.openRecording(made.recording);
      const createdAt = new Date().toISOString();
      const content = await fingerprint(place.folder);
      const ids = project.atomically(() => {
        const recordingId = project.recordings.add({
          name: `simulated, seed ${String(seed)}`,
          ...storedPath(project.folder, place.folder),
          format: "binary_folder",
          why: "simulated by SpikeDesk",
          streamId: null,
          params: {},
          dict: recording.dict,
          fingerprint: content,
          numChannels: recording.channelIds.length,
          numSamples: recording.numSamples,
          samplingFrequency: recording.samplingFrequency,
          pipeline: defaultPipeline(recording),
          createdAt,
          jobId: job.id,
        });
        const sortingId = project.sortings.add({
          name: "ground truth",
          recordingId,
          source: "simulation",
          ...storedPath(project.folder, sortingPlace.folder),
          dict: made.sorting,
          numUnits: made.numUnits,
          numSpikes: made.numSpikes,
          isGroundTruth: true,
          createdAt,
          jobId: job.id,
        });
        return { recordingId, sortingId };
      });
      job.addResult(ids);
      ctx.emitTree();
    },
  };
}
