/*
 * blank_saturation: replaces saturated samples by one value (the median unless given).
 * Reference: SpikeInterface 0.103.2 preprocessing/clip.py (BlankSaturationRecording). Thresholds from quantiles of
 * random chunks, always seeded (0 unless given), so that a reload finds the same ones.
 */
import { z } from "zod";
import { EphysError } from "#core/model/index.ts";
import type { Recording } from "#core/recording/index.ts";
import { clipNode } from "../clip-node.ts";
import { definePreprocessor } from "../define.ts";
import { median, quantiles } from "../quantile.ts";
import { randomData } from "../random-data.ts";

const SI_CLASS = "spikeinterface.preprocessing.clip.BlankSaturationRecording";

const schema = z.strictObject({
  abs_threshold: z
    .number()
    .nullable()
    .default(null)
    .describe("Value from which the signal counts as saturated.")
    .meta({ label: "Threshold", unit: "raw" }),
  quantile_threshold: z
    .number()
    .min(0)
    .max(1)
    .nullable()
    .default(null)
    .describe("Without a threshold: the quantile of the signal that gives it.")
    .meta({ label: "Quantile" }),
  direction: z
    .enum(["upper", "lower", "both"])
    .default("upper")
    .describe("Which side saturates.")
    .meta({ label: "Side" }),
  fill_value: z
    .number()
    .nullable()
    .default(null)
    .describe("Value written instead; empty takes the median of the signal.")
    .meta({ label: "Fill value", unit: "raw" }),
  num_chunks_per_segment: z
    .int()
    .positive()
    .default(50)
    .describe("Random chunks drawn from each segment.")
    .meta({ label: "Chunks per segment" }),
  chunk_size: z
    .int()
    .positive()
    .default(500)
    .describe("Length of a random chunk.")
    .meta({ unit: "frames", label: "Chunk size" }),
  seed: z
    .int()
    .nonnegative()
    .nullable()
    .default(0)
    .describe("Seed of the random chunks.")
    .meta({ label: "Seed" }),
});

type Params = z.output<typeof schema>;

export const blankSaturation = definePreprocessor({
  name: "blank_saturation",
  label: "Blank saturation",
  summary: "Replaces saturated samples by the median of the signal or a given value.",
  family: "artifacts",
  siClass: SI_CLASS,
  params: schema,
  chunkTolerance: 0,
  async apply(parent, params) {
    const { lower, upper, fill } = await thresholds(parent, params);
    return clipNode(parent, {
      siClass: SI_CLASS,
      kwargs: { ...params, fill_value: fill },
      lower: lower === undefined ? undefined : { threshold: lower, value: fill },
      upper: upper === undefined ? undefined : { threshold: upper, value: fill },
    });
  },
});

interface Thresholds {
  readonly lower: number | undefined;
  readonly upper: number | undefined;
  readonly fill: number;
}

async function thresholds(parent: Recording, params: Params): Promise<Thresholds> {
  const { abs_threshold: absolute, quantile_threshold: quantile, direction, fill_value } = params;
  if (absolute === null && quantile === null) {
    throw new EphysError(
      "InvalidParameter",
      "blank_saturation: give abs_threshold or quantile_threshold",
      { step: "blank_saturation", parameter: "abs_threshold" },
    );
  }
  const needsData = fill_value === null || absolute === null;
  const samples = needsData ? (await randomData(parent, params)).traces : undefined;
  const fill = fill_value ?? (samples === undefined ? 0 : median(samples));
  const atLower = direction !== "upper";
  const atUpper = direction !== "lower";
  if (absolute !== null) {
    const low = direction === "both" ? -absolute : absolute;
    return { lower: atLower ? low : undefined, upper: atUpper ? absolute : undefined, fill };
  }
  const q = quantile ?? 0;
  const [low, high] = samples === undefined ? [] : quantiles(samples, [q, 1 - q]);
  return { lower: atLower ? low : undefined, upper: atUpper ? high : undefined, fill };
}
