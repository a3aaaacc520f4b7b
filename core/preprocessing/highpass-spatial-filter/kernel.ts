import type { Kernels } from "#core/kernels/index.ts";
import { allocateSamples, dtypeOfSamples, type SampleArray } from "#core/model/index.ts";
import { cosineRise, hannWindow } from "#core/signal/index.ts";
import { applyGainControl } from "../gain-control.ts";

export interface SpatialPlan {
  /** channels by depth; undefined = as they are */
  readonly order: Int32Array | undefined;
  /** channels mirrored beyond each end */
  readonly pad: number;
  /** [channel with mirrored ones]; undefined = no fading */
  readonly taper: Float64Array | undefined;
  /** of the gain control; undefined = none */
  readonly window: Float64Array | undefined;
  readonly sos: Float64Array;
}

/** Filters every frame of [frame × channel] along its channels; the result is float64. */
export function spatialFilter(
  traces: SampleArray,
  numChannels: number,
  plan: SpatialPlan,
  kernels: Kernels,
): Float64Array {
  const sorted = traces.slice();
  if (plan.order !== undefined) kernels.pickChannels(traces, numChannels, plan.order, sorted);
  const gains =
    plan.window === undefined ? undefined : applyGainControl(sorted, numChannels, plan.window);
  const columns = paddedColumns(sorted, numChannels, plan);
  const frames = traces.length / numChannels;
  // channels take the place of time: each frame is one signal
  const filtered = new Float64Array(numChannels * frames);
  kernels.sosfiltfilt(plan.sos, columns, frames, plan.pad, plan.pad + numChannels, filtered);
  const out = new Float64Array(traces.length);
  for (let i = 0; i < numChannels; i++) {
    const channel = plan.order === undefined ? i : plan.order[i];
    for (let frame = 0; frame < frames; frame++) {
      const gain = gains === undefined ? 1 : gains[frame * numChannels + i];
      out[frame * numChannels + channel] = filtered[i * frames + frame] * gain;
    }
  }
  return out;
}

/** [channel with mirrored ones × frame], faded; the samples' own type unless faded. */
function paddedColumns(
  traces: SampleArray,
  numChannels: number,
  { pad, taper }: SpatialPlan,
): SampleArray {
  const frames = traces.length / numChannels;
  const total = numChannels + 2 * pad;
  const dtype = taper === undefined ? dtypeOfSamples(traces) : "float64";
  const out = allocateSamples(dtype, total * frames);
  for (let i = 0; i < total; i++) {
    const channel = mirrored(i - pad, numChannels, pad);
    const weight = taper === undefined ? 1 : taper[i];
    for (let frame = 0; frame < frames; frame++) {
      out[i * frames + frame] = traces[frame * numChannels + channel] * weight;
    }
  }
  return out;
}

/** The first (last) `pad` channels in reverse before (after) the probe. */
function mirrored(i: number, numChannels: number, pad: number): number {
  if (pad === 0) return i;
  if (i < 0) return -1 - i;
  return i < numChannels ? i : 2 * numChannels - 1 - i;
}

/** Rises over the first and falls over the last `taper` of `length` channels. */
export function taperWeights(length: number, taper: number): Float64Array {
  return Float64Array.from(
    { length },
    (_, i) => cosineRise(i, [0, taper]) * (1 - cosineRise(i, [length - taper, length])),
  );
}

/** A symmetric Hann window of `length` points, summing to 1. */
export function hanningWindow(length: number): Float64Array {
  const window = hannWindow(length, "symmetric");
  const sum = window.reduce((total, w) => total + w, 0);
  return window.map((w) => w / sum);
}
