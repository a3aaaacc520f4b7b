import type { Kernels } from "#core/kernels/index.ts";
import {
  estimateCovariance,
  foldsOf,
  whiteningFromCovariance,
  type CovarianceEstimator,
} from "#core/linalg/index.ts";
import { EphysError } from "#core/model/index.ts";
import type { RandomSliceParams, Recording } from "#core/recording/index.ts";
import { channelPositionsUm, distancesOf } from "../geometry.ts";
import { covarianceOf, type RobustEstimator } from "../covariance-estimator.ts";
import { centredSamples, dataMoments, type DataMoments } from "./moments.ts";

export interface Whitening {
  /** [channel × channel] */
  readonly W: Float32Array;
  /** [channel], subtracted first */
  readonly M: Float32Array | undefined;
}

export interface WhiteningOptions {
  /** neighbours within this distance make each channel's own covariance; undefined = all channels */
  readonly radiusUm: number | undefined;
  readonly applyMean: boolean;
  /** undefined = by the size of the signal */
  readonly eps: number | undefined;
  /** undefined = the plain covariance */
  readonly estimator: CovarianceEstimator | RobustEstimator | undefined;
  readonly chunks: RandomSliceParams;
}

/** Estimates the whitening of a recording from random chunks. */
export async function computeWhitening(
  recording: Recording,
  options: WhiteningOptions,
  kernels: Kernels,
): Promise<Whitening> {
  const moments = await dataMoments(
    recording,
    {
      ...options,
      inFloat64: options.estimator !== undefined,
      numFolds: foldsWanted(options.estimator),
    },
    kernels,
  );
  const n = recording.channelIds.length;
  const covariance = await covarianceFrom(recording, moments, options, kernels);
  const eps = options.eps ?? defaultEps(moments.medianSquare);
  const W =
    options.radiusUm === undefined
      ? Float32Array.from(whiteningFromCovariance(covariance, n, eps))
      : localWhitening(recording, covariance, options.radiusUm, eps);
  return { W, M: moments.means };
}

function foldsWanted(estimator: WhiteningOptions["estimator"]): number | undefined {
  return estimator === undefined || estimator.method === "MinCovDet"
    ? undefined
    : foldsOf(estimator);
}

/** More samples take MinCovDet hours, here as in scikit-learn. */
const MOST_ROBUST_ROWS = 20_000;

async function covarianceFrom(
  recording: Recording,
  moments: DataMoments,
  { estimator, chunks }: WhiteningOptions,
  kernels: Kernels,
): Promise<Float64Array> {
  if (estimator === undefined) return moments.covariance;
  if (estimator.method !== "MinCovDet") return estimateCovariance(moments, estimator);
  if (moments.rows > MOST_ROBUST_ROWS) {
    throw new EphysError(
      "InvalidParameter",
      `whiten: MinCovDet takes at most ${String(MOST_ROBUST_ROWS)} samples, not ${String(moments.rows)}; give fewer or shorter random chunks (num_chunks_per_segment, chunk_size)`,
      { step: "whiten", parameter: "chunk_size" },
    );
  }
  const data = await centredSamples(recording, chunks, moments.means, kernels);
  return covarianceOf(data, moments.n, estimator);
}

/** Small signals (volts, for example) need a smaller regularisation than the fixed one. */
function defaultEps(medianSquare: number | undefined): number {
  return Math.max(1e-16, (medianSquare ?? 0) * 1e-3);
}

/** Column c from the covariance of the channels within `radiusUm` of c. */
function localWhitening(
  recording: Recording,
  covariance: Float64Array,
  radiusUm: number,
  eps: number,
): Float32Array {
  const n = recording.channelIds.length;
  const distances = distancesOf(channelPositionsUm(recording, "whiten"));
  const W = new Float32Array(n * n);
  for (let c = 0; c < n; c++) {
    const near = Array.from({ length: n }, (_, i) => i).filter(
      (i) => distances[c * n + i] <= radiusUm,
    );
    const k = near.length;
    const local = new Float64Array(k * k);
    for (const [i, a] of near.entries()) {
      for (const [j, b] of near.entries()) local[i * k + j] = covariance[a * n + b];
    }
    const whitening = whiteningFromCovariance(local, k, eps);
    const own = near.indexOf(c);
    for (const [i, a] of near.entries()) W[a * n + c] = whitening[own * k + i];
  }
  return W;
}
