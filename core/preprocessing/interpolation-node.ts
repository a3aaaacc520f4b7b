import type { CoreContext } from "#core/compute/index.ts";
import {
  EphysError,
  type ChannelId,
  type JsonObject,
  type SampleArray,
} from "#core/model/index.ts";
import { channelIndicesOf, type Recording } from "#core/recording/index.ts";
import { channelPositionsUm, type ChannelPositions } from "./geometry.ts";
import { krigingWeights, type Locations } from "./kriging.ts";
import { derivedRecording, rowsOf } from "./node.ts";

export interface InterpolationNodeOptions {
  readonly step: string;
  readonly siClass: string;
  readonly badChannelIds: readonly ChannelId[];
  /** um; undefined = the most frequent distance between rows of channels */
  readonly sigmaUm: number | undefined;
  readonly p: number;
  /** [good × bad]; undefined = kriging */
  readonly weights: readonly (readonly number[])[] | undefined;
  /** further stored arguments */
  readonly kwargs: JsonObject;
}

/**
 * Bad channels replaced by weighted sums of the good ones. Reference: SpikeInterface 0.103.2
 * interpolate_bad_channels.py; whole-number samples are truncated, as there. O(frames × bad × neighbours).
 */
export function interpolationNode(
  parent: Recording,
  options: InterpolationNodeOptions,
  ctx: CoreContext,
): Recording {
  const { step, badChannelIds } = options;
  const bad = channelIndicesOf(parent, badChannelIds);
  const isBad = new Set(bad);
  const good = Int32Array.from(parent.channelIds.keys()).filter((c) => !isBad.has(c));
  const positions = channelPositionsUm(parent, step);
  const sigmaUm = options.sigmaUm ?? rowPitchUm(positions, step);
  const weights =
    options.weights === undefined
      ? krigingWeights(pick(positions, good), pick(positions, bad), sigmaUm, options.p)
      : checkedWeights(options.weights, good.length, bad.length, step);
  const plan = bad.length === 0 ? undefined : sumsOf(weights, good, bad);
  const numChannels = parent.channelIds.length;
  return derivedRecording(parent, {
    siClass: options.siClass,
    kwargs: {
      bad_channel_ids: [...badChannelIds],
      p: options.p,
      sigma_um: sigmaUm,
      weights: bad.length === 0 ? Array.from(good, () => []) : rowsOf(weights, bad.length),
      ...options.kwargs,
    },
    frames: {
      needs: "all",
      run(traces, wanted, out) {
        if (plan !== undefined) replace(traces, numChannels, plan);
        if (wanted === undefined) out.set(traces);
        else ctx.kernels.pickChannels(traces, numChannels, wanted, out);
      },
    },
  });
}

/** For each bad channel the good ones that count, in compressed rows. */
interface WeightedSums {
  readonly bad: Int32Array;
  readonly starts: Int32Array;
  readonly sources: Int32Array;
  readonly weights: Float64Array;
}

function sumsOf(weights: Float64Array, good: Int32Array, bad: Int32Array): WeightedSums {
  const starts = new Int32Array(bad.length + 1);
  const sources: number[] = [];
  const kept: number[] = [];
  for (let b = 0; b < bad.length; b++) {
    for (let g = 0; g < good.length; g++) {
      const weight = weights[g * bad.length + b];
      if (weight === 0) continue;
      sources.push(good[g]);
      kept.push(weight);
    }
    starts[b + 1] = sources.length;
  }
  return { bad, starts, sources: Int32Array.from(sources), weights: Float64Array.from(kept) };
}

function replace(
  traces: SampleArray,
  numChannels: number,
  { bad, starts, sources, weights }: WeightedSums,
): void {
  for (let row = 0; row < traces.length; row += numChannels) {
    for (let b = 0; b < bad.length; b++) {
      let sum = 0;
      for (let j = starts[b]; j < starts[b + 1]; j++) sum += traces[row + sources[j]] * weights[j];
      traces[row + bad[b]] = sum;
    }
  }
}

/** Most frequent distance between neighbouring rows of channels (the smaller of equals), um. */
function rowPitchUm({ ndim, positions }: ChannelPositions, step: string): number {
  const depths = Array.from({ length: positions.length / ndim }, (_, i) => positions[i * ndim + 1]);
  const rows = [...new Set(depths)].sort((a, b) => a - b);
  const counts = new Map<number, number>();
  for (let i = 1; i < rows.length; i++) {
    const pitch = rows[i] - rows[i - 1];
    counts.set(pitch, (counts.get(pitch) ?? 0) + 1);
  }
  const [best] = [...counts].sort(([a, n], [b, m]) => m - n || a - b);
  if (best !== undefined) return best[0];
  throw new EphysError(
    "InvalidParameter",
    `${step}: all channels lie at one depth, so sigma_um cannot be estimated; give it`,
    { step, parameter: "sigma_um" },
  );
}

function pick({ ndim, positions }: ChannelPositions, channels: Int32Array): Locations {
  const points = new Float64Array(channels.length * ndim);
  for (let i = 0; i < channels.length; i++) {
    points.set(positions.subarray(channels[i] * ndim, (channels[i] + 1) * ndim), i * ndim);
  }
  return { points, ndim };
}

function checkedWeights(
  weights: readonly (readonly number[])[],
  numGood: number,
  numBad: number,
  step: string,
): Float64Array {
  if (weights.length === numGood && weights.every((row) => row.length === numBad)) {
    return Float64Array.from(weights.flat());
  }
  throw new EphysError(
    "InvalidParameter",
    `${step}: weights must have ${String(numGood)} rows (good channels) of ${String(numBad)} values (bad channels)`,
    { step, parameter: "weights" },
  );
}
