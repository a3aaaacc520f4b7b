import type { ComputeContext } from "#core/compute/index.ts";
import { applyPipeline } from "#core/preprocessing/index.ts";
import type { Recording } from "#core/recording/index.ts";
import type { PreparedInput } from "../specs.ts";

/** The recording with its steps, all lazy. */
export async function openPrepared(
  { recording, steps }: PreparedInput,
  ctx: ComputeContext,
): Promise<Recording> {
  return applyPipeline(await ctx.openRecording(recording), steps, ctx);
}
