import type { Pipeline } from "#contract/index.ts";
import { isIntegerDType } from "#core/model/index.ts";
import type { PipelineStep } from "#core/preprocessing/index.ts";
import type { Recording } from "#core/recording/index.ts";

/** The steps that are switched on, as core takes them. */
export function stepsOf(pipeline: Pipeline): PipelineStep[] {
  return pipeline
    .filter(({ enabled }) => enabled)
    .map(({ name, params }): PipelineStep => [name, params]);
}

/** Steps after which samples are no voltages: each channel's spread, or what all share, was made one. */
const NORMALISING = new Set(["whiten", "zscore", "normalize_by_quantile"]);

/** Whether what comes out of the pipeline has no unit. */
export function hasArbitraryUnit(pipeline: Pipeline): boolean {
  return pipeline.some(({ name, enabled }) => enabled && NORMALISING.has(name));
}

/**
 * What a raw recording usually needs before sorting: the multiplexer's delays undone where they are known, the spike
 * band, and what all channels share taken away. Whole numbers become float32 at the first step: rounding the filtered
 * signal of a low-gain recording to a few bits would spoil noise levels.
 */
export function defaultPipeline(recording: Recording): Pipeline {
  const delays = recording.properties.has("inter_sample_shift") ? ["phase_shift"] : [];
  const names = [...delays, "bandpass_filter", "common_reference"];
  const first = isIntegerDType(recording.dtype) ? { dtype: "float32" } : {};
  return names.map((name, i) => ({ name, params: i === 0 ? first : {}, enabled: true }));
}
