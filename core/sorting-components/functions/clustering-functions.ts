import { z } from "zod";
import { defaultRng, toFloat64 } from "#core/array/index.ts";
import { defineFunction } from "#core/functions/define.ts";
import { array, column, numbers, structured } from "#core/functions/params.ts";
import { EphysError } from "#core/model/index.ts";
import { ensureContinuousLabels, isosplit } from "#core/stats/index.ts";
import { int64Array, newArray, numbersOf, shapeOf } from "./arrays.ts";

/* SpikeInterface's sortingcomponents.clustering helpers by their dotted names. */

const PREFIX = "spikeinterface.sortingcomponents.clustering";

const continuousLabels = defineFunction({
  name: `${PREFIX}.isosplit_isocut.ensure_continuous_labels`,
  params: z.object({ labels: array() }),
  run({ labels }) {
    const { array: out, data } = newArray(labels.dtype, labels.shape);
    data.set(ensureContinuousLabels(toFloat64(labels)));
    return out;
  },
});

const isosplitFunction = defineFunction({
  name: `${PREFIX}.isosplit_isocut.isosplit`,
  params: z.object({
    X: array(),
    initial_labels: numbers().nullish(),
    n_init: z.int().positive().default(200),
    max_iterations_per_pass: z.int().nonnegative().default(500),
    min_cluster_size: z.int().positive().default(10),
    isocut_threshold: z.number().default(2),
    seed: z.int().nonnegative().nullish(),
  }),
  run(args) {
    const [numRows, dimension] = shapeOf(args.X, 2, "X");
    const x = toFloat64(args.X);
    if (args.initial_labels && args.initial_labels.length !== numRows) {
      throw new EphysError("InvalidParameter", "initial_labels must have one label per row of X");
    }
    const rng = defaultRng(args.seed ?? 0);
    const options = {
      numInitial: args.n_init,
      maxIterationsPerPass: args.max_iterations_per_pass,
      minClusterSize: args.min_cluster_size,
      isocutThreshold: args.isocut_threshold,
      ...(args.initial_labels && { initialLabels: ensureContinuousLabels(args.initial_labels) }),
    };
    return int64Array(isosplit(x, dimension, options, (bound) => rng.integers(0, bound)));
  },
});

const aggregateSparseFeatures = defineFunction({
  name: `${PREFIX}.tools.aggregate_sparse_features`,
  params: z.object({
    peaks: structured(),
    peak_indices: numbers(),
    sparse_feature: array(),
    sparse_target_mask: array(),
    target_channels: numbers(),
  }),
  run({ peaks, peak_indices, sparse_feature, sparse_target_mask, target_channels }) {
    const [, depth, width] = shapeOf(sparse_feature, 3, "sparse_feature");
    const [, numChannels] = shapeOf(sparse_target_mask, 2, "sparse_target_mask");
    const mask = numbersOf(sparse_target_mask, "sparse_target_mask");
    const features = numbersOf(sparse_feature, "sparse_feature");
    const channels = column(peaks, "channel_index");
    const count = peak_indices.length;
    const out = newArray(sparse_feature.dtype, [count, depth, target_channels.length]);
    const missing = newArray("bool", [count]);
    for (let i = 0; i < count; i++) {
      const at = sparseColumns(mask, channels[peak_indices[i]], numChannels, target_channels);
      if (at === undefined) {
        missing.data[i] = 1;
        continue;
      }
      const from = peak_indices[i] * depth * width;
      for (let d = 0; d < depth; d++) {
        for (const [k, position] of at.entries()) {
          out.data[(i * depth + d) * at.length + k] = features[from + d * width + position];
        }
      }
    }
    return [out.array, missing.array];
  },
});

/** Places of the wanted channels (ascending, as the reference picks them) in a sparse row; undefined when one is missing. */
function sparseColumns(
  mask: Float64Array | Float32Array,
  channel: number,
  numChannels: number,
  wanted: Float64Array,
): number[] | undefined {
  const places = new Map<number, number>();
  for (let c = 0; c < numChannels; c++) {
    if (mask[channel * numChannels + c]) places.set(c, places.size);
  }
  if (!wanted.every((c) => places.has(c))) return undefined;
  return [...new Set(wanted)].sort((a, b) => a - b).map((c) => places.get(c) ?? 0);
}

const applyWaveformsShift = defineFunction({
  name: `${PREFIX}.tools.apply_waveforms_shift`,
  params: z.object({
    waveforms: array(),
    peak_shifts: numbers(),
    inplace: z.boolean().default(false),
  }),
  run({ waveforms, peak_shifts }) {
    const [count, numSamples, numChannels] = shapeOf(waveforms, 3, "waveforms");
    const source = numbersOf(waveforms, "waveforms");
    const out = newArray(waveforms.dtype, waveforms.shape);
    out.data.set(source);
    for (let i = 0; i < count; i++) {
      const shift = peak_shifts[i];
      checkShift(shift, numSamples);
      const from = i * numSamples * numChannels;
      const row = (s: number): ArrayLike<number> =>
        source.subarray(from + s * numChannels, from + (s + 1) * numChannels);
      if (shift > 0) {
        for (let s = 0; s + shift < numSamples; s++)
          out.data.set(row(s + shift), from + s * numChannels);
      } else if (shift < 0) {
        // as in the reference: the first −shift samples over all that follow them, which only fits for −1 and for half
        for (let s = -shift; s < numSamples; s++) {
          out.data.set(row(shift === -1 ? 0 : s + shift), from + s * numChannels);
        }
      }
    }
    return out.array;
  },
});

function checkShift(shift: number, numSamples: number): void {
  if (Math.abs(shift) >= numSamples) {
    throw new EphysError(
      "InvalidParameter",
      `a shift of ${String(shift)} samples leaves nothing of ${String(numSamples)}`,
    );
  }
  if (shift < -1 && -2 * shift !== numSamples) {
    throw new EphysError(
      "InvalidParameter",
      `a shift of ${String(shift)} is not defined for ${String(numSamples)} samples; ` +
        "shift forwards, or by −1 or half the samples",
    );
  }
}

export const CLUSTERING_FUNCTIONS = [
  continuousLabels,
  isosplitFunction,
  aggregateSparseFeatures,
  applyWaveformsShift,
] as const;
