import { z } from "zod";
import type { NdArray, StructuredArray } from "#core/array/index.ts";
import { defineFunction } from "#core/functions/define.ts";
import { array, column, structured } from "#core/functions/params.ts";
import { eighSymmetric } from "#core/linalg/index.ts";
import { EphysError } from "#core/model/index.ts";
import { numbersOf, shapeOf } from "./arrays.ts";

/*
 * The amplitude of one spike by least squares, together with neighbours that have none yet. Neighbours that have one are
 * taken out of the traces first (the reference means to, and fails).
 */

export const fitOneAmplitude = defineFunction({
  name: "spikeinterface.sortingcomponents.matching.tdc_peeler.fit_one_amplitude_with_neighbors",
  params: z.object({
    spike: structured(),
    neighbors_spikes: structured().nullish(),
    traces: array(),
    template_sparsity_mask: array(),
    sparse_templates_array: array(),
    template_norms: array(),
    nbefore: z.int().nonnegative(),
    nafter: z.int().nonnegative(),
  }),
  run(args) {
    const model = createModel(args);
    const [spike] = spikesOf(args.spike);
    const norm = numbersOf(args.template_norms, "template_norms")[spike.cluster];
    const channels = model.channelsOf(spike.cluster);
    if (channels.length === 0 || norm === 0) return 0;
    const neighbours = args.neighbors_spikes ? spikesOf(args.neighbors_spikes) : [];
    const all = [spike, ...neighbours];
    const first = Math.min(...all.map((s) => s.sample)) - args.nbefore;
    const last = Math.max(...all.map((s) => s.sample)) + args.nafter;
    const target = model.traces(first, last, channels);
    if (neighbours.length === 0) {
      return dot(model.waveform(spike, first, last, channels), target) / norm;
    }
    for (const other of neighbours) {
      if (other.cluster < 0 || other.amplitude === 0) continue;
      const known = model.waveform(other, first, last, channels);
      for (let i = 0; i < target.length; i++) target[i] -= other.amplitude * known[i];
    }
    const open = neighbours.filter((other) => other.cluster >= 0 && other.amplitude === 0);
    const regressors = [spike, ...open].map((s) => model.waveform(s, first, last, channels));
    return leastSquares(regressors, target)[0];
  },
});

interface PlacedSpike {
  readonly sample: number;
  readonly cluster: number;
  readonly amplitude: number;
}

function spikesOf(records: StructuredArray): PlacedSpike[] {
  const samples = column(records, "sample_index");
  const clusters = column(records, "cluster_index");
  const amplitudes = column(records, "amplitude");
  return Array.from(samples, (sample, i) => ({
    sample,
    cluster: clusters[i],
    amplitude: amplitudes[i],
  }));
}

interface Model {
  channelsOf(cluster: number): number[];
  /** [frame × channel], a copy */
  traces(first: number, last: number, channels: readonly number[]): Float64Array;
  /** the spike's template of size 1 in the same window */
  waveform(
    spike: PlacedSpike,
    first: number,
    last: number,
    channels: readonly number[],
  ): Float64Array;
}

function createModel(args: {
  readonly traces: NdArray;
  readonly template_sparsity_mask: NdArray;
  readonly sparse_templates_array: NdArray;
  readonly nbefore: number;
}): Model {
  const [numFrames, numChannels] = shapeOf(args.traces, 2, "traces");
  const [, numSamples, width] = shapeOf(args.sparse_templates_array, 3, "sparse_templates_array");
  const traces = numbersOf(args.traces, "traces");
  const mask = numbersOf(args.template_sparsity_mask, "template_sparsity_mask");
  const templates = numbersOf(args.sparse_templates_array, "sparse_templates_array");
  const channelsOf = (cluster: number): number[] =>
    Array.from({ length: numChannels }, (_, c) => c).filter((c) => mask[cluster * numChannels + c]);
  return {
    channelsOf,
    traces(first, last, channels) {
      if (first < 0 || last > numFrames) {
        throw new EphysError(
          "InvalidParameter",
          `a spike's window ${String(first)} to ${String(last)} leaves the ${String(numFrames)} frames of traces`,
        );
      }
      const out = new Float64Array((last - first) * channels.length);
      for (let f = first; f < last; f++) {
        for (const [i, c] of channels.entries()) {
          out[(f - first) * channels.length + i] = traces[f * numChannels + c];
        }
      }
      return out;
    },
    waveform({ sample, cluster }, first, last, channels) {
      const out = new Float64Array((last - first) * channels.length);
      const own = channelsOf(cluster);
      const begin = sample - args.nbefore - first;
      for (const [i, c] of channels.entries()) {
        const place = own.indexOf(c);
        if (place < 0) continue;
        for (let s = 0; s < numSamples && begin + s < last - first; s++) {
          out[(begin + s) * channels.length + i] =
            templates[(cluster * numSamples + s) * width + place];
        }
      }
      return out;
    },
  };
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

/** Weights of the regressors that come nearest to `target`; the shortest ones where they are not unique. */
function leastSquares(regressors: readonly Float64Array[], target: Float64Array): Float64Array {
  const n = regressors.length;
  const gram = Float64Array.from({ length: n * n }, (_, i) =>
    dot(regressors[Math.floor(i / n)], regressors[i % n]),
  );
  const right = regressors.map((regressor) => dot(regressor, target));
  const { values, vectors } = eighSymmetric(gram, n);
  const floor = Math.max(...values) * n * 1e-12;
  const out = new Float64Array(n);
  for (let k = 0; k < n; k++) {
    if (values[k] <= floor) continue;
    let along = 0;
    for (let i = 0; i < n; i++) along += vectors[i * n + k] * right[i];
    for (let i = 0; i < n; i++) out[i] += (vectors[i * n + k] * along) / values[k];
  }
  return out;
}
