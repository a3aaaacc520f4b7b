/*
 * whiten: removes the correlation between channels; every channel gets unit variance.
 * Reference: SpikeInterface 0.103.2 preprocessing/whiten.py. W from the covariance of random chunks (ZCA), globally or
 * per channel from its neighbours; W and M stand in the dictionary, so that a reload never estimates again.
 * O(frames × channels²). Integer outputs are truncated after int_scale, as there.
 */
import { z } from "zod";
import type { CoreContext } from "#core/compute/index.ts";
import { EphysError, isIntegerDType, type JsonObject } from "#core/model/index.ts";
import type { Recording } from "#core/recording/index.ts";
import { YGER_2018 } from "../citations.ts";
import { definePreprocessor } from "../define.ts";
import { signedDType } from "../dtype.ts";
import { dtypeField, givenRandomChunkParams, randomChunkFields } from "../fields.ts";
import { derivedRecording, rowsOf } from "../node.ts";
import { computeWhitening, type Whitening } from "./compute.ts";
import { estimatorOf } from "../covariance-estimator.ts";
import { whiteningKernel } from "./kernel.ts";

const SI_CLASS = "spikeinterface.preprocessing.whiten.WhitenRecording";

const schema = z.strictObject({
  dtype: dtypeField,
  apply_mean: z
    .boolean()
    .default(false)
    .describe("Subtract each channel's mean first.")
    .meta({ label: "Subtract mean" }),
  regularize: z
    .boolean()
    .default(false)
    .describe("Estimate the covariance with a regularised estimator.")
    .meta({ label: "Regularize" }),
  regularize_kwargs: z
    .record(
      z.string(),
      z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.number())]),
    )
    .nullable()
    .default(null)
    .describe("Estimator (method) and its arguments, named as in scikit-learn.")
    .meta({ label: "Estimator" }),
  mode: z
    .enum(["global", "local"])
    .default("global")
    .describe("Use the covariance of all channels, or for each channel that of its neighbours.")
    .meta({ label: "Mode" }),
  radius_um: z
    .number()
    .nonnegative()
    .nullable()
    .default(100)
    .describe("Local mode: distance within which channels are neighbours.")
    .meta({ unit: "um", label: "Radius" }),
  int_scale: z
    .number()
    .nullable()
    .default(null)
    .describe("Standard deviation of the output where it is a whole-number type.")
    .meta({ label: "Integer scale" }),
  eps: z
    .number()
    .nonnegative()
    .nullable()
    .default(null)
    .describe("Variance added to every direction; empty chooses it by the size of the signal.")
    .meta({ label: "Regularisation" }),
  W: z
    .array(z.array(z.number()))
    .nullable()
    .default(null)
    .describe("Ready-made whitening matrix; nothing is then estimated.")
    .meta({ label: "Matrix W" }),
  M: z
    .union([z.array(z.number()), z.array(z.array(z.number()))])
    .nullable()
    .default(null)
    .describe("Ready-made means that belong to the matrix.")
    .meta({ label: "Means M" }),
  ...randomChunkFields,
});

type Params = z.output<typeof schema>;

export const whiten = definePreprocessor({
  name: "whiten",
  label: "Whiten",
  summary: "Removes the correlation between channels.",
  family: "whitening",
  citation: YGER_2018,
  siClass: SI_CLASS,
  params: schema,
  chunkTolerance: 1e-6,
  async apply(parent, params, ctx) {
    const dtype = signedDType(parent, params.dtype, "whiten");
    if (isIntegerDType(dtype) && params.int_scale === null) {
      throw invalid("int_scale", "is needed for a whole-number output; or choose dtype float32");
    }
    if (params.regularize && !params.apply_mean) {
      throw invalid("apply_mean", "must be true where regularize is");
    }
    const whitening = givenWhitening(parent, params) ?? (await estimate(parent, params, ctx));
    const numChannels = parent.channelIds.length;
    const run = whiteningKernel(whitening, numChannels, params.int_scale, ctx.kernels);
    return derivedRecording(parent, {
      siClass: SI_CLASS,
      dtype,
      kwargs: storedKwargs(params, whitening, numChannels),
      frames: { needs: "all", run },
    });
  },
});

function storedKwargs(params: Params, { W, M }: Whitening, numChannels: number): JsonObject {
  const { dtype, mode, radius_um, apply_mean, regularize, regularize_kwargs, int_scale } = params;
  return {
    dtype,
    mode,
    radius_um,
    apply_mean,
    regularize,
    regularize_kwargs: regularize ? withoutMethod(regularize_kwargs) : regularize_kwargs,
    int_scale,
    M: M === undefined ? null : rowsOf(M, numChannels),
    W: rowsOf(W, numChannels),
    ...givenRandomChunkParams(params),
  };
}

/** The reference takes `method` out of the arguments and adds `assume_centered`. */
function withoutMethod(kwargs: Params["regularize_kwargs"]): JsonObject | null {
  if (kwargs === null) return null;
  const rest = Object.entries(kwargs).filter(([key]) => key !== "method");
  return { ...Object.fromEntries(rest), assume_centered: true };
}

function givenWhitening(parent: Recording, { W, M }: Params): Whitening | undefined {
  if (W === null) return undefined;
  const n = parent.channelIds.length;
  if (W.length !== n || W.some((row) => row.length !== n)) {
    throw invalid("W", `must have ${String(n)} rows and columns, one per channel`);
  }
  const means = M === null ? undefined : Float32Array.from(M.flat());
  if (means !== undefined && means.length !== n) {
    throw invalid("M", `must have ${String(n)} values, one per channel`);
  }
  return { W: Float32Array.from(W.flat()), M: means };
}

function estimate(parent: Recording, params: Params, ctx: CoreContext): Promise<Whitening> {
  const { mode, radius_um, apply_mean, eps, regularize, regularize_kwargs } = params;
  if (mode === "local" && radius_um === null) throw invalid("radius_um", "is needed in local mode");
  return computeWhitening(
    parent,
    {
      radiusUm: mode === "local" ? (radius_um ?? 0) : undefined,
      applyMean: apply_mean,
      eps: eps ?? undefined,
      estimator: regularize ? estimatorOf(regularize_kwargs ?? {}) : undefined,
      chunks: givenRandomChunkParams(params),
    },
    ctx.kernels,
  );
}

function invalid(parameter: string, what: string): EphysError {
  return new EphysError("InvalidParameter", `whiten: ${parameter} ${what}`, {
    step: "whiten",
    parameter,
  });
}
