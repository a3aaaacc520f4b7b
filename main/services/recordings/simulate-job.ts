import type { RecordingsApi } from "#contract/index.ts";
import { checkedSimulation } from "#core/generation/index.ts";
import { EphysError, type ExtractorDict } from "#core/model/index.ts";
import { DICT_FORMAT } from "#core/open/index.ts";
import type { JobRequest } from "#main/jobs/index.ts";
import { findStoredPath, fingerprint, storedPath, type Project } from "#main/project/index.ts";
import type { ServiceContext } from "../context.ts";
import { defaultPipeline } from "../pipelines/steps.ts";
import { inPlace, resultPlace } from "../result-place.ts";

type Input = Parameters<RecordingsApi["simulate"]>[0];

/** How a simulated recording lies in the project, and under which format it is opened again. */
const STORED = {
  binary: { name: "recording", format: "binary_folder" },
  lazy: { name: "recording.json", format: DICT_FORMAT },
} as const;

/** A simulated recording in the project's folder, with the sorting that is true. */
export async function simulateJob(ctx: ServiceContext, input: Input): Promise<JobRequest> {
  const { simulation, storage, recordingId: parentId, analyzerId } = input;
  const session = ctx.session();
  const { project } = session;
  const { definition, params } = checkedSimulation(simulation, input.params);
  const parent = definition.needsRecording ? project.recordings.get(parentId ?? 0) : undefined;
  const parentDict: ExtractorDict | null = parent
    ? (await session.recordings.raw(parent.id)).dict
    : null;
  const templates = parent && analyzerId !== undefined ? analyzerFolder(project, analyzerId) : null;
  const stored = STORED[storage];
  const seed = Number(params["seed"] ?? 0);
  const title = parent ? `${definition.label}: ${parent.name}` : definition.label;
  return {
    kind: "simulate",
    title: `simulate ${title.charAt(0).toLowerCase()}${title.slice(1)}`,
    params: { simulation, ...params },
    seed,
    recordingId: parent?.id ?? null,
    inputs: {},
    async run(job) {
      const place = resultPlace(project, job.id, stored.name);
      const sortingPlace = resultPlace(project, job.id, "truth");
      const made = await inPlace(place, () =>
        inPlace(sortingPlace, () =>
          job.compute("generate", {
            ...{ simulation, params, recording: parentDict, templates },
            ...{ format: storage, place, sortingPlace },
          }),
        ),
      );
      const recording = await ctx.tasks.openRecording(made.recording);
      const createdAt = new Date().toISOString();
      const content = await fingerprint(place.folder);
      const ids = project.atomically(() => {
        const recordingId = project.recordings.add({
          name: nameOf(simulation, seed, parent?.name),
          ...storedPath(project.folder, place.folder),
          format: stored.format,
          why: "simulated by SpikeDesk",
          streamId: null,
          params: {},
          dict: recording.dict,
          fingerprint: content,
          numChannels: recording.channelIds.length,
          numSamples: recording.numSamples,
          samplingFrequency: recording.samplingFrequency,
          pipeline: parent?.pipeline ?? defaultPipeline(recording),
          createdAt,
          jobId: job.id,
        });
        if (made.sorting === null) return { recordingId };
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

/** @throws FileNotFound */
function analyzerFolder(project: Project, analyzerId: number): string {
  const row = project.analyzers.get(analyzerId);
  const folder = findStoredPath(project.folder, row);
  if (folder !== undefined) return folder;
  throw new EphysError("FileNotFound", `the analyzer ${row.path} is not there any more`, {
    path: row.path,
  });
}

function nameOf(simulation: string, seed: number, parent: string | undefined): string {
  if (parent !== undefined) return `hybrid of ${parent}, seed ${String(seed)}`;
  const what = { drifting: "simulated, moving", noise: "noise" }[simulation] ?? "simulated";
  return `${what}, seed ${String(seed)}`;
}
