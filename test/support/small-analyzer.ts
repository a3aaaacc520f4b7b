import { createAnalyzer, type SortingAnalyzer } from "#core/analyzer/index.ts";
import type { ComputeContext } from "#core/compute/index.ts";
import { generateGroundTruthRecording } from "#core/generation/index.ts";
import { createLocalComputeContext } from "#core/jobs/index.ts";
import { nodeFileSystem, loadKernels } from "#native/index.ts";

/** Everything in this thread, on the kernels of this machine. */
export function testContext(): ComputeContext {
  return createLocalComputeContext({ kernels: loadKernels(), fs: nodeFileSystem });
}

/** Two segments, eight channels, five units: enough for every extension and metric. */
export async function smallAnalyzer(
  ctx: ComputeContext,
  folder?: string,
): Promise<SortingAnalyzer> {
  const { recording, sorting } = await generateGroundTruthRecording(
    { durations: [4, 3], sampling_frequency: 20000, num_channels: 8, num_units: 5, seed: 4 },
    ctx,
  );
  return createAnalyzer(
    { recording, sorting, sparse: true, ...(folder === undefined ? {} : { folder }) },
    ctx,
  );
}
