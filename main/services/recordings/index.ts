import { basename, dirname, resolve } from "node:path";
import type { AsyncApi } from "#contract/index.ts";
import { SIMULATIONS, simulationByName, simulationShape } from "#core/generation/index.ts";
import { EphysError, type JsonObject } from "#core/model/index.ts";
import { fingerprint, isSameContent, storedPath } from "#main/project/index.ts";
import { openedRecording } from "../files/open-path.ts";
import type { ServiceContext } from "../context.ts";
import { describeDefinition } from "../describe-definition.ts";
import { defaultPipeline } from "../pipelines/steps.ts";
import { recordingEvents } from "./events.ts";
import { dropPulses } from "./pulse-tables.ts";
import { findPulsesJob, pulseSources } from "./pulses.ts";
import { recordingDetail } from "./recording-detail.ts";
import { reopenAt } from "./recording-store.ts";
import { simulateJob } from "./simulate-job.ts";
import { withPlaces } from "./with-places.ts";

const SIMULATION_DESCRIPTIONS = SIMULATIONS.map((definition) => ({
  ...describeDefinition(definition),
  needsRecording: definition.needsRecording,
}));

export function createRecordingsService(ctx: ServiceContext): AsyncApi["recordings"] {
  return {
    async add({ path, format, streamId, params, name }) {
      const session = ctx.session();
      const place = ctx.guard.check(path);
      const probePath = params?.["probe_path"];
      if (typeof probePath === "string") ctx.guard.check(resolve(dirname(place), probePath));
      const opened = await openedRecording(
        place,
        {
          ...(params === undefined ? {} : { params }),
          ...(format === undefined ? {} : { format }),
          ...(streamId === undefined ? {} : { streamId }),
        },
        ctx.tasks,
      );
      const { match } = opened;
      const recording = withPlaces(opened.recording);
      const choices: JsonObject = {
        ...params,
        ...(opened.streamId === undefined ? {} : { stream_id: opened.streamId }),
      };
      const content = await fingerprint(place);
      const known = session.project.recordings
        .list()
        .find(
          (row) =>
            row.path === place &&
            row.format === match.format &&
            row.streamId === (opened.streamId ?? null) &&
            isSameJson(row.params, choices) &&
            isSameContent(row.fingerprint, content),
        );
      // the same samples once more: the row that is there has its pipeline and results
      if (known !== undefined) return recordingDetail(session, known.id);
      const id = session.project.recordings.add({
        name: name ?? nameOf(place, opened.streamId),
        ...storedPath(session.project.folder, place),
        format: match.format,
        why: match.why,
        streamId: opened.streamId ?? null,
        params: choices,
        dict: recording.dict,
        fingerprint: content,
        numChannels: recording.channelIds.length,
        numSamples: recording.numSamples,
        samplingFrequency: recording.samplingFrequency,
        pipeline: defaultPipeline(recording),
        createdAt: new Date().toISOString(),
        jobId: null,
      });
      ctx.emitTree();
      return recordingDetail(session, id);
    },
    simulations() {
      return Promise.resolve(SIMULATION_DESCRIPTIONS);
    },
    async simulationSize({ simulation, params, recordingId }) {
      const { needsRecording } = simulationByName(simulation);
      const parent = needsRecording
        ? await ctx.session().recordings.raw(recordingId ?? 0)
        : undefined;
      const made = simulationShape(simulation, params, parent);
      const total = made.numSamples.reduce((sum, n) => sum + n, 0);
      return {
        numChannels: made.numChannels,
        durationS: total / made.samplingFrequency,
        sizeBytes: total * made.numChannels * made.itemBytes,
      };
    },
    async simulate(input) {
      return { jobId: ctx.session().queue.enqueue(await simulateJob(ctx, input)) };
    },
    async get({ recordingId }) {
      return recordingDetail(ctx.session(), recordingId);
    },
    async events({ recordingId }) {
      return recordingEvents(ctx, recordingId);
    },
    pulseSources: ({ recordingId }) => pulseSources(ctx, recordingId),
    async findPulses(input) {
      return { jobId: ctx.session().queue.enqueue(await findPulsesJob(ctx, input)) };
    },
    async remove({ recordingId }) {
      const { project, recordings } = ctx.session();
      project.recordings.get(recordingId); // refuses an unknown id
      recordings.forget(recordingId);
      project.recordings.remove(recordingId);
      await dropPulses(ctx, recordingId);
      ctx.emitTree();
      return null;
    },
    async locate({ recordingId, path }) {
      const session = ctx.session();
      const { project } = session;
      const row = project.recordings.get(recordingId);
      const place = ctx.guard.check(path);
      const found = await fingerprint(place);
      if (!isSameContent(found, row.fingerprint)) {
        throw new EphysError(
          "InvalidValue",
          `${place} is not the recording "${row.name}": its size or content differs; choose the file or folder that was moved`,
          { path: place, recordingId },
        );
      }
      const recording = await reopenAt(row, place, ctx.tasks);
      const stored = storedPath(project.folder, place);
      project.recordings.relocate(recordingId, stored, recording.dict, found.modifiedMs);
      session.recordings.forget(recordingId);
      ctx.emitTree();
      return recordingDetail(session, recordingId);
    },
  };
}

/** Whether two sets of reader parameters are equal, in any order. */
function isSameJson(a: JsonObject, b: JsonObject): boolean {
  const sorted = (value: JsonObject): string =>
    JSON.stringify(Object.entries(value).sort(([x], [y]) => (x < y ? -1 : 1)));
  return sorted(a) === sorted(b);
}

function nameOf(path: string, streamId: string | undefined): string {
  return streamId === undefined ? basename(path) : `${basename(path)} (${streamId})`;
}
