import { z } from "zod";
import { ndArray } from "#core/array/index.ts";
import { requireRecording } from "#core/analyzer/index.ts";
import { noiseLevels as estimateNoise } from "#core/recording/index.ts";
import { defineExtension, done } from "../define.ts";

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
  async start({ analyzer, params, ctx }) {
    const recording = requireRecording(analyzer, "noise_levels");
    const levels = await estimateNoise(
      recording,
      { ...params, return_in_uV: analyzer.returnInUv },
      ctx,
    );
    return done({ noise_levels: ndArray("float32", [levels.length], levels) });
  },
  selectUnits: (extension) => extension.data,
});
