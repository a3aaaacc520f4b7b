/*
 * scale: x · gain + offset per channel.
 * Reference: SpikeInterface 0.103.2 preprocessing/normalize_scale.py (ScaleRecording). O(frames × channels).
 */
import { z } from "zod";
import { allocateSamples } from "#core/model/index.ts";
import { definePreprocessor } from "../define.ts";
import { dtypeText, outputDType } from "../dtype.ts";
import { float32Field } from "../fields.ts";
import { scaleNode } from "../scale-node.ts";
import { perChannelField, perChannelValues } from "../scale-params.ts";

const SI_CLASS = "spikeinterface.preprocessing.normalize_scale.ScaleRecording";

export const scale = definePreprocessor({
  name: "scale",
  label: "Scale",
  summary: "Multiplies every channel by a gain and adds an offset.",
  family: "scaling",
  siClass: SI_CLASS,
  params: z.strictObject({
    gain: perChannelField
      .default(1)
      .describe("Factor for all channels, or one per channel.")
      .meta({ label: "Gain" }),
    offset: perChannelField
      .default(0)
      .describe("Value added after the factor, for all channels or one per channel.")
      .meta({ label: "Offset" }),
    dtype: float32Field,
  }),
  chunkTolerance: 0,
  async apply(parent, params, ctx) {
    const numChannels = parent.channelIds.length;
    const dtype = outputDType(parent, params.dtype, "scale");
    const gains = perChannelValues(params.gain, numChannels, "scale", "gain");
    const given = perChannelValues(params.offset, numChannels, "scale", "offset");
    // the reference casts the offsets to the output's type first
    const cast = allocateSamples(dtype, numChannels);
    ctx.kernels.convert(given, cast, false);
    const offsets = Float64Array.from(cast);
    return scaleNode(
      parent,
      {
        siClass: SI_CLASS,
        kwargs: { gain: [[...gains]], offset: [[...offsets]], dtype: dtypeText(dtype) },
        dtype,
        gains,
        offsets,
      },
      ctx,
    );
  },
});
