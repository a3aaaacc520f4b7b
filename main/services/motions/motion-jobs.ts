import { cp } from "node:fs/promises";
import { basename } from "node:path";
import { writeResult } from "#core/jobs/index.ts";
import { EphysError, type JsonObject } from "#core/model/index.ts";
import { motionFromDict } from "#core/motion/index.ts";
import { loadMotionInfo } from "#core/preprocessing/index.ts";
import type { JobRequest } from "#main/jobs/index.ts";
import type { ServiceContext } from "../context.ts";
import { stepsOf } from "../pipelines/steps.ts";
import { inPlace, resultPlace } from "../result-place.ts";
import { MOTION_JOB } from "./motion-folder.ts";
import { motionPresets } from "./presets.ts";

/** Estimates drift behind the recording's pipeline; steps that correct drift already are left out. */
export async function estimateJob(
  ctx: ServiceContext,
  input: { readonly recordingId: number; readonly preset: string; readonly params: JsonObject },
): Promise<JobRequest> {
  const { recordingId, preset, params } = input;
  const known = motionPresets().find(({ name }) => name === preset);
  if (known === undefined || known.whyNot !== null) {
    throw new EphysError("UnknownName", known?.whyNot ?? `there is no motion preset "${preset}"`, {
      preset,
    });
  }
  const session = ctx.session();
  const { project } = session;
  const row = project.recordings.get(recordingId);
  const recording = (await session.recordings.raw(recordingId)).dict;
  const steps = stepsOf(row.pipeline).filter(([name]) => name !== "interpolate_motion");
  return {
    kind: MOTION_JOB,
    title: `motion of ${row.name} (${preset})`,
    params: { preset, ...params, pipeline: steps },
    seed: null,
    recordingId,
    inputs: { recording, content: row.fingerprint.contentHash },
    async run(job) {
      const place = resultPlace(project, job.id, MOTION_JOB);
      const options = { preset, ...params };
      const made = await inPlace(place, () =>
        job.compute("estimate_motion", { recording, steps, options, place, corrected: null }),
      );
      const [low, high] = made.rangeUm;
      job.log(
        `${String(made.numPeaks)} peaks; ${low.toFixed(1)} to ${high.toFixed(1)} um over ${String(made.numTimeBins)} times and ${String(made.numDepthBins)} depths`,
      );
    },
  };
}

/** Takes a motion folder into the project. */
export async function loadJob(
  ctx: ServiceContext,
  { recordingId, path }: { readonly recordingId: number; readonly path: string },
): Promise<JobRequest> {
  const { project } = ctx.session();
  const row = project.recordings.get(recordingId);
  const { motion } = await loadMotionInfo(path, ctx.tasks);
  if (motion === null) {
    throw new EphysError("MissingSibling", `${path} holds no motion; choose a motion folder`, {
      path,
    });
  }
  motionFromDict(motion); // refuses what does not fit together
  return {
    kind: MOTION_JOB,
    title: `motion of ${row.name} from ${basename(path)}`,
    params: { path },
    seed: null,
    recordingId,
    inputs: { path },
    async run(job) {
      const place = resultPlace(project, job.id, MOTION_JOB);
      await writeResult(place, ctx.tasks, (folder) => cp(path, folder, { recursive: true }));
      job.log(`copied from ${path}`);
    },
  };
}
