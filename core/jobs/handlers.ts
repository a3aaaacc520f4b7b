import type { ComputeContext } from "#core/compute/index.ts";
import { EphysError } from "#core/model/index.ts";
import { analyzeJob, computeExtensionsJob } from "./handlers/analyze.ts";
import { detectBadChannelsJob } from "./handlers/detect-bad-channels.ts";
import { curateAnalyzerJob, exportAnalyzerJob, findMergesJob } from "./handlers/curate.ts";
import { estimateMotionJob } from "./handlers/estimate-motion.ts";
import { findPeaksJob } from "./handlers/find-peaks.ts";
import { findPulsesJob } from "./handlers/find-pulses.ts";
import { generateJob } from "./handlers/generate.ts";
import { sortJob } from "./handlers/sort.ts";
import { writeComponentsJob } from "./handlers/write-components.ts";
import { writeRecordingJob } from "./handlers/write-recording.ts";
import type { JobName, JobSpecs } from "./specs.ts";

type Handler<K extends JobName> = (
  args: JobSpecs[K]["args"],
  ctx: ComputeContext,
) => Promise<JobSpecs[K]["result"]>;

/** What does each job; a missing one does not compile. */
const HANDLERS: { readonly [K in JobName]: Handler<K> } = {
  write_recording: writeRecordingJob,
  generate: generateJob,
  detect_bad_channels: detectBadChannelsJob,
  find_peaks: findPeaksJob,
  find_pulses: findPulsesJob,
  estimate_motion: estimateMotionJob,
  sort: sortJob,
  analyze: analyzeJob,
  compute_extensions: computeExtensionsJob,
  find_merges: findMergesJob,
  curate_analyzer: curateAnalyzerJob,
  write_components: writeComponentsJob,
  export_analyzer: exportAnalyzerJob,
};

/** Runs the job called `name`; the caller has given it arguments of its spec. */
export async function runJob(name: string, args: unknown, ctx: ComputeContext): Promise<unknown> {
  if (!Object.hasOwn(HANDLERS, name)) {
    throw new EphysError("UnknownName", `no job is called "${name}"`, { name });
  }
  // the spec of a job is checked where it is asked for
  const handler = HANDLERS[name as JobName] as (
    args: unknown,
    ctx: ComputeContext,
  ) => Promise<unknown>;
  return handler(args, ctx);
}
