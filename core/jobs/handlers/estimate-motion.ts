import { writeBinaryFolder } from "#core/formats/index.ts";
import type { ComputeContext } from "#core/compute/index.ts";
import { motionBoundaries } from "#core/motion/index.ts";
import { saveMotionInfo } from "#core/preprocessing/index.ts";
import { computeMotion, correctMotion, motionInfoOf } from "#core/sorting-components/index.ts";
import { writeResult } from "../result-place.ts";
import type { JobSpecs } from "../specs.ts";
import { openPrepared } from "./prepared.ts";

type Spec = JobSpecs["estimate_motion"];

/** SpikeInterface's compute_motion into its motion folder, and the corrected recording where it is wanted. */
export async function estimateMotionJob(
  args: Spec["args"],
  ctx: ComputeContext,
): Promise<Spec["result"]> {
  const { options, place, corrected } = args;
  const recording = await openPrepared(args, ctx);
  const { computed, still } = corrected
    ? await correctMotion(recording, options, ctx).then((made) => ({
        computed: made.computed,
        still: made.recording,
      }))
    : { computed: await computeMotion(recording, options, ctx), still: undefined };
  await writeResult(place, ctx, (folder) =>
    saveMotionInfo(motionInfoOf(computed), folder, true, ctx),
  );
  if (corrected && still) {
    await writeResult(corrected, ctx, (folder) => writeBinaryFolder(still, folder, ctx));
  }
  const { motion, peaks } = computed;
  const [min, max] = motionBoundaries(motion);
  return {
    numPeaks: peaks.sampleIndex.length,
    numTimeBins: motion.temporalBinsS.reduce((sum, bins) => sum + bins.length, 0),
    numDepthBins: motion.spatialBinsUm.length,
    rangeUm: [min, max],
  };
}
