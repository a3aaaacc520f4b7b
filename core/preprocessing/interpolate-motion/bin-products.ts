import type { SampleArray } from "#core/model/index.ts";
import type { Kernels } from "#core/kernels/index.ts";
import { displacementAt, motionAxis, type Motion, type TimeBins } from "#core/motion/index.ts";
import { channelProduct } from "../channel-matrix.ts";
import type { Locations } from "../kriging.ts";

/** Interpolates frames [frame × channel] of one time bin: [frame × target], both of one float type. */
export type BinProduct = (input: SampleArray, out: SampleArray) => void;

export interface BinProductOptions {
  readonly motion: Motion;
  /** all channels of the parent */
  readonly sources: Locations;
  /** channels that are interpolated; undefined = all */
  readonly targets: Int32Array | undefined;
  /** per segment */
  readonly bins: readonly TimeBins[];
  /** weights for targets at some places: [source × target] */
  readonly interpolate: (targets: Locations) => Float64Array;
  readonly kernels: Kernels;
}

/** Kernels kept at a time: reading goes forward in time, so a few serve all workers of one node. */
const KEPT = 4;

/** The product of each bin, made when its frames are read. */
export function createBinProducts(
  options: BinProductOptions,
): (segmentIndex: number, bin: number) => BinProduct {
  const kept = new Map<string, BinProduct>();
  return (segmentIndex, bin) => {
    const key = `${String(segmentIndex)} ${String(bin)}`;
    const found = kept.get(key);
    if (found !== undefined) return found;
    const made = productOf(weightsAt(options, segmentIndex, bin), options);
    const [oldest] = kept.keys();
    if (kept.size >= KEPT && oldest !== undefined) kept.delete(oldest);
    kept.set(key, made);
    return made;
  };
}

/** [source × target] for the displacement at a bin's centre. */
function weightsAt(options: BinProductOptions, segmentIndex: number, bin: number): Float64Array {
  const { motion, sources, targets, bins, interpolate } = options;
  const { points, ndim } = sources;
  const axis = motionAxis(motion);
  const n = points.length / ndim;
  const depths = Float64Array.from({ length: n }, (_, c) => points[c * ndim + axis]);
  const times = new Float64Array(n).fill(bins[segmentIndex].centersS[bin]);
  const displacement = displacementAt(motion, times, depths, segmentIndex);
  const rows = targets ?? Int32Array.from(depths.keys());
  const moved = new Float64Array(rows.length * ndim);
  for (let i = 0; i < rows.length; i++) {
    moved.set(points.subarray(rows[i] * ndim, (rows[i] + 1) * ndim), i * ndim);
    moved[i * ndim + axis] += displacement[rows[i]];
  }
  return interpolate({ points: moved, ndim });
}

function productOf(weights: Float64Array, { sources, kernels }: BinProductOptions): BinProduct {
  const n = sources.points.length / sources.ndim;
  const single = channelProduct(Float32Array.from(weights), n, undefined, kernels);
  const width = weights.length / n;
  return (input, out) => {
    if (input instanceof Float32Array && out instanceof Float32Array) single(input, out);
    else multiply(input, weights, n, width, out);
  };
}

/** In float64; samples of that type are rare, so that no kernel exists for them. */
function multiply(
  input: SampleArray,
  weights: Float64Array,
  n: number,
  width: number,
  out: SampleArray,
): void {
  out.fill(0);
  for (let frame = 0; frame < input.length / n; frame++) {
    for (let c = 0; c < n; c++) {
      const value = input[frame * n + c];
      for (let t = 0; t < width; t++) out[frame * width + t] += value * weights[c * width + t];
    }
  }
}
