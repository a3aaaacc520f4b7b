import type { AsyncApi, Pipeline, StepDescription } from "#contract/index.ts";
import { parsePipeline, PREPROCESSORS } from "#core/preprocessing/index.ts";
import type { ServiceContext } from "../context.ts";
import { describeDefinition } from "../describe-definition.ts";
import { recordingDetail } from "../recordings/recording-detail.ts";

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
      const checked = checkPipeline(pipeline);
      // building the chain finds what parameters alone cannot show, e.g. a cut-off above this recording's Nyquist
      await session.recordings.withPipeline(recordingId, checked);
      session.project.recordings.setPipeline(recordingId, checked);
      ctx.emitTree();
      return recordingDetail(session, recordingId);
    },
  };
}

/** Every step exists and takes its parameters, also those that are switched off. */
function checkPipeline(pipeline: Pipeline): Pipeline {
  parsePipeline(pipeline.map(({ name, params }) => [name, params]));
  return pipeline;
}
