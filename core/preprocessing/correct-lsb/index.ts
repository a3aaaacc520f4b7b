/*
 * correct_lsb: makes the smallest step between samples 1, after subtracting each channel's median.
 * Reference: SpikeInterface 0.103.2 preprocessing/correct_lsb.py: two ScaleRecordings, one after the other, with the
 * gains to µV corrected; a recording whose step is 1 already, or cannot be told, stays as it is. O(samples log samples).
 */
import { z } from "zod";
import { ndArray, toFloat64 } from "#core/array/index.ts";
import { allocateSamples, type SampleDType } from "#core/model/index.ts";
import { hasScaleableTraces, plainProperty, type Properties } from "#core/recording/index.ts";
import type { CoreContext } from "#core/compute/index.ts";
import type { Recording } from "#core/recording/index.ts";
import { definePreprocessor } from "../define.ts";
import { dtypeText, signedDType } from "../dtype.ts";
import { median } from "../quantile.ts";
import { perChannel, randomData } from "../random-data.ts";
import { scaleNode } from "../scale-node.ts";
import { smallestStep } from "./smallest-step.ts";

const STEP = "correct_lsb";
const SI_CLASS = "spikeinterface.preprocessing.normalize_scale.ScaleRecording";

export const correctLsb = definePreprocessor({
  name: STEP,
  label: "Correct the smallest step",
  summary: "Divides whole-number samples by the smallest step between them.",
  family: "scaling",
  siClass: SI_CLASS,
  params: z.strictObject({
    num_chunks_per_segment: z
      .int()
      .positive()
      .default(20)
      .describe("Random chunks drawn from each segment.")
      .meta({ label: "Chunks per segment" }),
    chunk_size: z
      .int()
      .positive()
      .default(10000)
      .describe("Length of a random chunk.")
      .meta({ unit: "frames", label: "Chunk size" }),
    seed: z
      .int()
      .nonnegative()
      .nullable()
      .default(null)
      .describe("Seed of the random chunks; empty uses 0, so that results repeat.")
      .meta({ label: "Seed" }),
  }),
  chunkTolerance: 0,
  async apply(parent, params, ctx) {
    const dtype = signedDType(parent, null, STEP);
    const data = await randomData(parent, params);
    const step = smallestStep(data.traces, data.numChannels);
    if (step === undefined || step === 1) return parent;
    const n = data.numChannels;
    // the reference casts the offsets to the samples' type first
    const offsets = allocateSamples(dtype, n);
    ctx.kernels.convert(
      perChannel(data, (samples) => -median(samples)),
      offsets,
      false,
    );
    const ones = new Float64Array(n).fill(1);
    const centred = scaled(parent, dtype, ones, Float64Array.from(offsets), new Map(), ctx);
    const gains = new Float64Array(n).fill(1 / step);
    return scaled(centred, dtype, gains, new Float64Array(n), correctedGains(parent, step), ctx);
  },
});

function scaled(
  parent: Recording,
  dtype: SampleDType,
  gains: Float64Array,
  offsets: Float64Array,
  properties: Properties,
  ctx: CoreContext,
): Recording {
  const kwargs = { gain: [[...gains]], offset: [[...offsets]], dtype: dtypeText(dtype) };
  return scaleNode(parent, { siClass: SI_CLASS, kwargs, dtype, gains, offsets, properties }, ctx);
}

/** A whole step is worth what `step` of the old ones were. */
function correctedGains(recording: Recording, step: number): Properties {
  const gains = plainProperty(recording.properties, "gain_to_uV");
  if (gains === undefined || !hasScaleableTraces(recording)) return new Map();
  const corrected = toFloat64(gains).map((gain) => gain * step);
  return new Map([["gain_to_uV", ndArray("float64", gains.shape, corrected)]]);
}
