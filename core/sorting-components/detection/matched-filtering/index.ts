import { z } from "zod";
import { EphysError } from "#core/model/index.ts";
import {
  defineFilterDetection,
  sweepSamples,
  thresholdParams,
} from "#core/sorting-components/detection/define.ts";
import { createMatchedFilter } from "#core/sorting-components/matched-filter.ts";
import { gridWeights, weightMethod } from "#core/sorting-components/weight-method.ts";

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
        weights: gridWeights(params.weight_method),
      },
      params.random_chunk_kwargs,
      ctx.kernels,
    );
  },
});
