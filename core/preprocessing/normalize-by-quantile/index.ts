/*
 * normalize_by_quantile: scales so that the distance between two quantiles becomes `scale` and the median `median`.
 * Reference: SpikeInterface 0.103.2 preprocessing/normalize_scale.py (NormalizeByQuantileRecording). Its dictionary
 * keeps the seed, not the gains.
 */
import { z } from "zod";
import { EphysError } from "#core/model/index.ts";
import { definePreprocessor } from "../define.ts";
import { dtypeText, outputDType } from "../dtype.ts";
import { float32Field, givenRandomChunkParams, randomChunkFields } from "../fields.ts";
import { quantiles } from "../quantile.ts";
import { perChannel, randomData, type RandomData } from "../random-data.ts";
import { scaleNode } from "../scale-node.ts";

const SI_CLASS = "spikeinterface.preprocessing.normalize_scale.NormalizeByQuantileRecording";

const schema = z.strictObject({
  scale: z
    .number()
    .default(1)
    .describe("Distance between the two quantiles in the output.")
    .meta({ label: "Scale" }),
  median: z.number().default(0).describe("Median of the output.").meta({ label: "Median" }),
  q1: z
    .number()
    .min(0)
    .max(1)
    .default(0.01)
    .describe("Lower quantile.")
    .meta({ label: "Lower quantile" }),
  q2: z
    .number()
    .min(0)
    .max(1)
    .default(0.99)
    .describe("Upper quantile.")
    .meta({ label: "Upper quantile" }),
  mode: z
    .enum(["by_channel", "pool_channel"])
    .default("by_channel")
    .describe("Estimate each channel by itself or all together.")
    .meta({ label: "Estimate" }),
  dtype: float32Field,
  ...randomChunkFields,
});

export const normalizeByQuantile = definePreprocessor({
  name: "normalize_by_quantile",
  label: "Normalize by quantile",
  summary: "Scales samples so that two quantiles lie a given distance apart.",
  family: "scaling",
  siClass: SI_CLASS,
  params: schema,
  chunkTolerance: 0,
  async apply(parent, params, ctx) {
    const { scale, median, q1, q2, mode } = params;
    const dtype = outputDType(parent, params.dtype, "normalize_by_quantile");
    const chunks = givenRandomChunkParams(params);
    const found = quantilesOf(await randomData(parent, chunks), [q1, 0.5, q2], mode);
    const gains = found.map(([low, , high]) => scale / Math.abs(high - low));
    if (gains.some((g) => !Number.isFinite(g))) {
      throw new EphysError(
        "InvalidValue",
        "normalize_by_quantile: the two quantiles of a channel are equal; remove flat channels or move the quantiles apart",
        { step: "normalize_by_quantile" },
      );
    }
    return scaleNode(
      parent,
      {
        siClass: SI_CLASS,
        kwargs: { scale, median, q1, q2, mode, dtype: dtypeText(dtype), ...chunks },
        dtype,
        gains: Float64Array.from(gains),
        offsets: Float64Array.from(found, ([, middle], c) => median - middle * gains[c]),
      },
      ctx,
    );
  },
});

type Triple = readonly [low: number, middle: number, high: number];

/** The quantiles of each channel (pooled: the same for all). */
function quantilesOf(
  data: RandomData,
  probabilities: readonly number[],
  mode: "by_channel" | "pool_channel",
): Triple[] {
  if (mode === "pool_channel") {
    const [low = NaN, middle = NaN, high = NaN] = quantiles(data.traces, probabilities);
    return Array.from({ length: data.numChannels }, () => [low, middle, high] as const);
  }
  const rows: Triple[] = [];
  perChannel(data, (samples) => {
    const [low = NaN, middle = NaN, high = NaN] = quantiles(samples, probabilities);
    rows.push([low, middle, high]);
    return 0;
  });
  return rows;
}
