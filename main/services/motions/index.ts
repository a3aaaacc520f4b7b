import { rmSync } from "node:fs";
import { cp } from "node:fs/promises";
import type { AsyncApi, MotionSummary } from "#contract/index.ts";
import { writeResult } from "#core/jobs/index.ts";
import { EphysError, type JsonObject } from "#core/model/index.ts";
import { motionBoundaries, motionFromDict, motionToJson } from "#core/motion/index.ts";
import { loadMotionInfo, motionPresetParams } from "#core/preprocessing/index.ts";
import type { JobRow } from "#main/project/index.ts";
import type { ServiceContext } from "../context.ts";
import { recordingDetail } from "../recordings/recording-detail.ts";
import { estimateJob, loadJob } from "./motion-jobs.ts";
import { motionFolder, motionJobs, motionPlace } from "./motion-folder.ts";
import { motionPresets } from "./presets.ts";

const STEP = "interpolate_motion";

export function createMotionsService(ctx: ServiceContext): AsyncApi["motions"] {
  return {
    async presets() {
      return motionPresets();
    },
    async list({ recordingId }) {
      const { project } = ctx.session();
      const jobs = motionJobs(project, recordingId);
      const summaries = await Promise.all(jobs.map((job) => summaryOf(ctx, job)));
      return summaries.filter((summary) => summary !== undefined);
    },
    async estimate(input) {
      const request = await estimateJob(ctx, input);
      return { jobId: ctx.session().queue.enqueue(request) };
    },
    async load(input) {
      ctx.guard.check(input.path);
      const request = await loadJob(ctx, input);
      return { jobId: ctx.session().queue.enqueue(request) };
    },
    async save({ motionId, path }) {
      ctx.guard.check(path);
      const from = motionFolder(ctx, motionId);
      const place = { folder: path, partialFolder: `${path}.partial` };
      await writeResult(place, ctx.tasks, (folder) => cp(from, folder, { recursive: true }));
      return { path };
    },
    async apply({ recordingId, motionId }) {
      const session = ctx.session();
      const { pipeline } = session.project.recordings.get(recordingId);
      const { motion, parameters } = await loadMotionInfo(motionFolder(ctx, motionId), ctx.tasks);
      if (motion === null) throw new EphysError("InvalidValue", "the folder holds no motion");
      const params = {
        motion: motionToJson(motionFromDict(motion)),
        ...interpolationOf(parameters),
      };
      const kept = pipeline.filter(({ name }) => name !== STEP);
      const next = [...kept, { name: STEP, params, enabled: true }];
      await session.recordings.withPipeline(recordingId, next);
      session.project.recordings.setPipeline(recordingId, next);
      ctx.emitTree();
      return recordingDetail(session, recordingId);
    },
    async remove({ motionId }) {
      rmSync(motionFolder(ctx, motionId), { recursive: true, force: true });
      return null;
    },
  };
}

/** How the preset moves signals back; integers become float32. */
function interpolationOf(parameters: unknown): JsonObject {
  const preset = presetOf(parameters);
  if (preset === "") return { dtype: "float32" };
  const { interpolate_motion_kwargs: kwargs } = motionPresetParams(preset);
  return { dtype: "float32", ...(kwargs as JsonObject) }; // a preset's step is an object
}

function presetOf(parameters: unknown): string {
  if (typeof parameters !== "object" || parameters === null) return "";
  const { preset } = parameters as Readonly<Record<string, unknown>>;
  return typeof preset === "string" && motionPresets().some(({ name }) => name === preset)
    ? preset
    : "";
}

/** undefined where the folder cannot be read any more. */
async function summaryOf(ctx: ServiceContext, job: JobRow): Promise<MotionSummary | undefined> {
  try {
    const folder = motionPlace(ctx.session().project, job.id);
    const { motion: dict, parameters } = await loadMotionInfo(folder, ctx.tasks);
    if (dict === null) return undefined;
    const motion = motionFromDict(dict);
    return {
      id: job.id,
      name: job.title,
      preset: presetOf(parameters),
      createdAt: job.createdAt,
      rangeUm: motionBoundaries(motion),
      numTimeBins: motion.temporalBinsS.reduce((sum, bins) => sum + bins.length, 0),
      numDepthBins: motion.spatialBinsUm.length,
      parameters: (parameters ?? {}) as JsonObject, // of parameters.json
    };
  } catch {
    return undefined; // a folder that was changed by hand
  }
}
