import { z } from "zod";
import { ndArray } from "#core/array/index.ts";
import { requireRecording } from "#core/analyzer/index.ts";
import { meanNoise, noiseLevels as estimateNoise, planNoiseLevels } from "#core/recording/index.ts";
import { arrayData, defineExtension, type ExtensionData } from "../define.ts";
import { sweepSliceNoise } from "./node.ts";

/** Noise of each channel, from random chunks. */
export const noiseLevels = defineExtension({
  name: "noise_levels",
  label: "Noise levels",
  summary: "Noise of each channel, estimated on random chunks.",
  siClass: "spikeinterface.core.analyzer_extension_core.ComputeNoiseLevels",
  siModule: "spikeinterface",
  dependsOn: [],
  needsRecording: true,
  si: { useNodePipeline: false, needJobKwargs: true },
  params: z.strictObject({
    method: z
      .enum(["mad", "std", "rms"])
      .optional()
      .describe(
        "Scaled median absolute deviation (default), standard deviation or root mean square.",
      ),
    random_slices_kwargs: z
      .strictObject({
        method: z.literal("full_random").optional(),
        num_chunks_per_segment: z.int().positive().optional(),
        chunk_duration: z.union([z.string(), z.number().positive()]).optional(),
        chunk_size: z.int().positive().nullable().optional(),
        margin_frames: z.int().nonnegative().optional(),
        seed: z.int().nonnegative().nullable().optional(),
      })
      .optional()
      .describe("Which random chunks are looked at."),
  }),
  siDefaults: {},
  async start({ analyzer, params, ctx, exactWindows }) {
    const recording = requireRecording(analyzer, "noise_levels");
    const asked = { ...params, return_in_uV: analyzer.returnInUv };
    const plan = planNoiseLevels(recording, asked);
    const swept =
      "known" in plan || !exactWindows
        ? undefined
        : sweepSliceNoise(recording, plan.slices, plan.options, ctx.kernels);
    if ("known" in plan || swept === undefined) {
      return { kind: "done", data: noiseData(await estimateNoise(recording, asked, ctx)) };
    }
    return {
      kind: "sweep",
      requests: [swept.request],
      finish: async () => noiseData(meanNoise(recording, await swept.finish(ctx), plan.options)),
    };
  },
  selectUnits: (extension) => extension.data,
  regroupUnits: ({ extension }) => extension.data,
});

function noiseData(levels: Float32Array): ExtensionData {
  return arrayData({ noise_levels: ndArray("float32", [levels.length], levels) });
}
