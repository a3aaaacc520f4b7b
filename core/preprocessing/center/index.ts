/*
 * center: subtracts the median or mean of each channel, estimated from random chunks.
 * Reference: SpikeInterface 0.103.2 preprocessing/normalize_scale.py (CenterRecording). Its dictionary keeps the seed,
 * not the offsets; without a seed the reference estimates anew on every load, here the same chunks are drawn again.
 */
import { z } from "zod";
import { definePreprocessor } from "../define.ts";
import { dtypeText, outputDType } from "../dtype.ts";
import { float32Field, givenRandomChunkParams, randomChunkFields } from "../fields.ts";
import { median } from "../quantile.ts";
import { channelMeans, perChannel, randomData } from "../random-data.ts";
import { scaleNode } from "../scale-node.ts";

const SI_CLASS = "spikeinterface.preprocessing.normalize_scale.CenterRecording";

export const center = definePreprocessor({
  name: "center",
  label: "Center",
  summary: "Subtracts the median or mean of each channel.",
  family: "scaling",
  siClass: SI_CLASS,
  params: z.strictObject({
    mode: z
      .enum(["median", "mean"])
      .default("median")
      .describe("What is subtracted.")
      .meta({ label: "Centre" }),
    dtype: float32Field,
    ...randomChunkFields,
  }),
  chunkTolerance: 0,
  async apply(parent, params, ctx) {
    const dtype = outputDType(parent, params.dtype, "center");
    const chunks = givenRandomChunkParams(params);
    const data = await randomData(parent, chunks);
    const centres = params.mode === "mean" ? channelMeans(data) : perChannel(data, median);
    const offsets = centres.map((centre) => -centre);
    const gains = new Float64Array(offsets.length).fill(1);
    return scaleNode(
      parent,
      {
        siClass: SI_CLASS,
        kwargs: { mode: params.mode, dtype: dtypeText(dtype), ...chunks },
        dtype,
        gains,
        offsets,
      },
      ctx,
    );
  },
});
