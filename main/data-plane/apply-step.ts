import type { TaskContext } from "#core/compute/index.ts";
import type { ExtractorDict } from "#core/model/index.ts";
import { applyPipeline, type PipelineStep } from "#core/preprocessing/index.ts";

/** The dictionary of a recording behind one more step; what the step estimates, it estimates here. */
export async function applyStepQuery(
  { recording, step }: { readonly recording: ExtractorDict; readonly step: PipelineStep },
  ctx: TaskContext,
): Promise<ExtractorDict> {
  const made = await applyPipeline(await ctx.openRecording(recording), [step], ctx);
  return made.dict;
}
