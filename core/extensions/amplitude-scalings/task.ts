import type { ChunkTask } from "#core/compute/index.ts";
import type { ExtractorDict } from "#core/model/index.ts";
import type { ChunkScalings } from "./fit-chunk.ts";
import type { ChunkSamples } from "./gather.ts";
import { scalingFitOf, type ScalingArgs } from "./node.ts";

interface FitArgs extends ScalingArgs {
  readonly recording: ExtractorDict;
  /** big tables in shared memory */
  readonly gathered: readonly ChunkSamples[];
}

interface FitState {
  readonly gathered: readonly ChunkSamples[];
  readonly fit: (samples: ChunkSamples) => ChunkScalings;
}

/** Fits what was gathered before the templates were known; a chunk's first frame is the position of what was gathered. */
export const scalingFitTask: ChunkTask<FitArgs, FitState, ChunkScalings> = {
  name: "scaling_fit",
  async prepare({ plan, templates, recording, gathered }, ctx) {
    return { gathered, fit: scalingFitOf(plan, templates, await ctx.openRecording(recording)) };
  },
  run: ({ gathered, fit }, { startFrame: at }) => Promise.resolve(fit(gathered[at])),
};
