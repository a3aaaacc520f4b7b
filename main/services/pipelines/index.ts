import type { AsyncApi, StepDescription } from "#contract/index.ts";
import { PREPROCESSORS } from "#core/preprocessing/index.ts";
import type { ServiceContext } from "../context.ts";
import { describeDefinition } from "../describe-definition.ts";
import { recordingDetail } from "../recordings/recording-detail.ts";
import { checkPipeline } from "./check-pipeline.ts";

/** Ready-made chains; names of steps only, parameters as the steps have them. */
const PRESETS: readonly { readonly name: string; readonly steps: readonly string[] }[] = [
  { name: "Band-pass + common median reference", steps: ["bandpass_filter", "common_reference"] },
  {
    name: "Neuropixels (phase shift, band-pass, common median reference)",
    steps: ["phase_shift", "bandpass_filter", "common_reference"],
  },
  {
    name: "High-pass + common reference + whitening",
    steps: ["highpass_filter", "common_reference", "whiten"],
  },
  { name: "None", steps: [] },
];

export function createPipelinesService(ctx: ServiceContext): AsyncApi["pipelines"] {
  return {
    async catalog() {
      return PREPROCESSORS.map((step): StepDescription => describeDefinition(step));
    },
    async presets() {
      const known = new Set<string>(PREPROCESSORS.map(({ name }) => name));
      return PRESETS.filter(({ steps }) => steps.every((name) => known.has(name))).map(
        ({ name, steps }) => ({
          name,
          pipeline: steps.map((step) => ({ name: step, params: {}, enabled: true })),
        }),
      );
    },
    async set({ recordingId, pipeline }) {
      const session = ctx.session();
      session.project.recordings.get(recordingId); // refuses an unknown id
      await checkPipeline(await session.recordings.raw(recordingId), pipeline, ctx.tasks);
      session.project.recordings.setPipeline(recordingId, pipeline);
      ctx.emitTree();
      return recordingDetail(session, recordingId);
    },
  };
}
