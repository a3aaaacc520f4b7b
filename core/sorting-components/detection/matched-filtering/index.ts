import { z } from "zod";
import type { GridWeights } from "#core/localization/index.ts";
import { EphysError } from "#core/model/index.ts";
import {
  defineFilterDetection,
  sweepSamples,
  thresholdParams,
} from "#core/sorting-components/detection/define.ts";
import { createMatchedFilter } from "#core/sorting-components/matched-filter.ts";

const weightMethod = z.strictObject({
  mode: z.enum(["exponential_3d", "gaussian_2d"]).default("exponential_3d"),
  z_list_um: z.array(z.number()).optional(),
  sigma_3d: z.number().positive().optional(),
  sigma_list_um: z.array(z.number().positive()).optional(),
  sparsity_threshold: z.number().min(0).max(1).optional(),
});

/** Peaks of the traces filtered by the course of a spike in time and by how far its field reaches. */
export const matchedFiltering = defineFilterDetection({
  name: "matched_filtering",
  label: "Matched filtering",
  summary: "Peaks of the signal filtered by the shape of a spike in time and space.",
  params: z.strictObject({
    ...thresholdParams,
    radius_um: z
      .number()
      .nonnegative()
      .default(50)
      .describe("Channels within this distance compete for a peak.")
      .meta({ label: "Radius", unit: "um" }),
    prototype: z
      .array(z.number())
      .min(2)
      .describe("The course of a spike, one value per sample.")
      .meta({ label: "Prototype" }),
    ms_before: z
      .number()
      .nonnegative()
      .describe("Time before the peak in the prototype.")
      .meta({ label: "Before the peak", unit: "ms" }),
    random_chunk_kwargs: z
      .strictObject({
        num_chunks_per_segment: z.int().positive().default(5),
        seed: z.int().nonnegative().nullable().default(null),
      })
      .prefault({})
      .describe("Chunks from which the filtered noise is measured.")
      .meta({ label: "Random chunks" }),
    weight_method: weightMethod
      .prefault({})
      .describe("How a spike's field falls off over the contacts.")
      .meta({ label: "Weights" }),
  }),
  createFilter(params, { samplingFrequency, locations }, recording, ctx) {
    if (locations === undefined) {
      throw new EphysError(
        "MissingProbe",
        "matched_filtering needs channel locations; attach a probe or use by_channel",
      );
    }
    const nbefore = Math.trunc((params.ms_before * samplingFrequency) / 1000);
    if (nbefore >= params.prototype.length) {
      throw new EphysError(
        "InvalidParameter",
        `a prototype of ${String(params.prototype.length)} samples has no peak at sample ${String(nbefore)}`,
        { ms_before: params.ms_before },
      );
    }
    return createMatchedFilter(
      recording,
      locations,
      {
        prototype: Float32Array.from(params.prototype),
        nbefore,
        sign: params.peak_sign,
        detectThreshold: params.detect_threshold,
        sweep: sweepSamples(params.exclude_sweep_ms, samplingFrequency),
        radiusUm: params.radius_um,
        weights: weightsOf(params.weight_method),
      },
      params.random_chunk_kwargs,
      ctx.kernels,
    );
  },
});

function weightsOf(method: z.output<typeof weightMethod>): GridWeights {
  const threshold = method.sparsity_threshold;
  const common = threshold === undefined ? {} : { sparsityThreshold: threshold };
  if (method.mode === "gaussian_2d") {
    const sigmas = method.sigma_list_um;
    return { mode: "gaussian_2d", ...common, ...(sigmas && { sigmaListUm: sigmas }) };
  }
  return {
    mode: "exponential_3d",
    ...common,
    ...(method.z_list_um && { zListUm: method.z_list_um }),
    ...(method.sigma_3d !== undefined && { sigma3d: method.sigma_3d }),
  };
}
