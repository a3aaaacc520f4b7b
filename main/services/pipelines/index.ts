import type { AsyncApi, PreprocessorDescription } from "#contract/index.ts";
import { DETECTION_SCHEMA, PREPROCESSORS, preprocessorByName } from "#core/preprocessing/index.ts";
import type { ServiceContext } from "../context.ts";
import { describeDefinition, jsonSchemaOf } from "../describe-definition.ts";
import { channelRows, recordingDetail } from "../recordings/recording-detail.ts";
import { checkSteps } from "./chain.ts";
import { detectBadChannelsJob } from "./detect-bad-channels-job.ts";
import { pipelineFromJson } from "./pipeline-json.ts";
import { PIPELINE_PRESETS } from "./presets.ts";
import { pythonOf } from "./python-code.ts";
import { hasArbitraryUnit } from "./steps.ts";
import { writeJob } from "./write-job.ts";

export function createPipelinesService(ctx: ServiceContext): AsyncApi["pipelines"] {
  return {
    async catalog() {
      return PREPROCESSORS.map(({ name }): PreprocessorDescription => {
        const step = preprocessorByName(name);
        const { family, citation = null } = step;
        return { ...describeDefinition(step), family, citation };
      });
    },
    async presets() {
      return PIPELINE_PRESETS;
    },
    async set({ recordingId, pipeline }) {
      const session = ctx.session();
      session.project.recordings.get(recordingId); // refuses an unknown id
      await checkSteps(pipeline);
      await session.recordings.withPipeline(recordingId, pipeline);
      session.project.recordings.setPipeline(recordingId, pipeline);
      ctx.emitTree();
      return recordingDetail(session, recordingId);
    },
    async processed({ recordingId }) {
      const { project, recordings } = ctx.session();
      const { pipeline } = project.recordings.get(recordingId);
      const recording = await recordings.preprocessed(recordingId);
      return {
        channels: channelRows(recording),
        samplingFrequency: recording.samplingFrequency,
        numSamples: recording.numSamples,
        dtype: recording.dtype,
        isArbitrary: hasArbitraryUnit(pipeline),
      };
    },
    async fromJson({ json }) {
      return pipelineFromJson(json);
    },
    async python({ recordingId, pipeline }) {
      const { dict } = await ctx.session().recordings.raw(recordingId);
      await checkSteps(pipeline);
      return { code: pythonOf(dict, pipeline) };
    },
    async detectionSchema() {
      return jsonSchemaOf(DETECTION_SCHEMA);
    },
    async detectBadChannels({ recordingId, params }) {
      const request = await detectBadChannelsJob(ctx, { recordingId, params });
      return { jobId: ctx.session().queue.enqueue(request) };
    },
    async forgetBadChannels({ recordingId }) {
      const session = ctx.session();
      session.project.recordings.get(recordingId); // refuses an unknown id
      session.project.badChannels.remove(recordingId);
      return recordingDetail(session, recordingId);
    },
    async write(input) {
      const request = await writeJob(ctx, input);
      return { jobId: ctx.session().queue.enqueue(request) };
    },
  };
}
