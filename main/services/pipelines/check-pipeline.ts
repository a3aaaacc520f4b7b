import type { Pipeline } from "#contract/index.ts";
import type { CoreContext } from "#core/compute/index.ts";
import { EphysError, isEphysError } from "#core/model/index.ts";
import { applyPipeline, parsePipeline, type PipelineStep } from "#core/preprocessing/index.ts";
import type { Recording } from "#core/recording/index.ts";

/**
 * Every step exists and takes its parameters, also those that are switched off; those that are on fit the recording:
 * building the chain finds what parameters alone cannot show, e.g. a cut-off above its Nyquist frequency.
 * @throws the step's own error; its `details` name the `step`, its `index` in the pipeline and, where one is to blame,
 * the `field`
 */
export async function checkPipeline(
  recording: Recording,
  pipeline: Pipeline,
  ctx: CoreContext,
): Promise<void> {
  for (const [index, { name, params }] of pipeline.entries()) {
    await atStep(name, index, () => parsePipeline([[name, params]]));
  }
  let current = recording;
  for (const [index, { name, params, enabled }] of pipeline.entries()) {
    const step: PipelineStep = [name, params];
    if (enabled) current = await atStep(name, index, () => applyPipeline(current, [step], ctx));
  }
}

async function atStep<T>(step: string, index: number, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isEphysError(error)) throw error;
    const { parameter } = error.details;
    const field = typeof parameter === "string" && parameter !== "" ? { field: parameter } : {};
    const details = { ...error.details, step, index, ...field };
    throw new EphysError(error.code, error.message, details, error);
  }
}
