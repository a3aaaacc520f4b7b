import type { Pipeline } from "#contract/index.ts";
import type { PipelineStep } from "#core/preprocessing/index.ts";
import type { Recording } from "#core/recording/index.ts";

/** The steps that are switched on, as core takes them. */
export function stepsOf(pipeline: Pipeline): PipelineStep[] {
  return pipeline
    .filter(({ enabled }) => enabled)
    .map(({ name, params }): PipelineStep => [name, params]);
}

/**
 * What a raw recording usually needs before sorting: the multiplexer's delays undone where they are known, the spike
 * band, and what all channels share taken away.
 */
export function defaultPipeline(recording: Recording): Pipeline {
  const delays = recording.properties.has("inter_sample_shift") ? ["phase_shift"] : [];
  return [...delays, "bandpass_filter", "common_reference"].map((name) => ({
    name,
    params: {},
    enabled: true,
  }));
}
