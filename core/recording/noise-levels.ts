import { toFloat64 } from "#core/array/index.ts";
import type { Chunk, ChunkTask, ComputeContext, CoreContext } from "#core/compute/index.ts";
import type { Kernels } from "#core/kernels/index.ts";
import {
  borrowSamples,
  EphysError,
  isIntegerDType,
  returnSamples,
  type ExtractorDict,
  type SampleArray,
} from "#core/model/index.ts";
import { gainsOf, offsetsOf } from "./access.ts";
import { plainProperty } from "./properties.ts";
import { randomSlices, type RandomSlice, type RandomSliceParams } from "./random-slices.ts";
import type { Recording } from "./recording.ts";

/*
 * Noise of each channel from random chunks, averaged over chunks: SpikeInterface 0.103.2 get_noise_levels, in NumPy's
 * precision (float32 for scaled and float samples, else float64). Kept as it is there: `rms` of unscaled integers wraps
 * their squares to the sample type, so it is meaningful for µV and float samples only.
 */

export type NoiseMethod = "mad" | "std" | "rms";

/** Arguments of get_noise_levels, with its names and defaults. */
export interface NoiseLevelParams {
  /** µV instead of raw units; default true */
  readonly return_in_uV?: boolean | undefined;
  /** default "mad" */
  readonly method?: NoiseMethod | undefined;
  /** estimate again although the recording carries levels; default false */
  readonly force_recompute?: boolean | undefined;
  readonly random_slices_kwargs?: RandomSliceParams | undefined;
}

/** MAD of a normal distribution per standard deviation */
const MAD_PER_SD = 0.6744897501960817;

/** The property under which SpikeInterface keeps levels: `noise_level_mad_raw` … */
export function noiseLevelProperty(method: NoiseMethod, inUv: boolean): string {
  return `noise_level_${method}_${inUv ? "scaled" : "raw"}`;
}

/**
 * Noise level per channel: [channel], µV or raw units. Levels that the recording carries as a property are used. With a
 * compute context the chunks are spread over its workers.
 */
export async function noiseLevels(
  recording: Recording,
  params: NoiseLevelParams,
  ctx: CoreContext | ComputeContext,
): Promise<Float32Array> {
  const plan = planNoiseLevels(recording, params);
  if ("known" in plan) return plan.known;
  const { slices, options } = plan;
  const levels: Float64Array[] = [];
  if ("executor" in ctx) {
    const args = { recording: recording.dict, options };
    await ctx.executor.run(noiseLevelTask, args, slices, (level) => void levels.push(level));
  } else {
    for (const slice of slices)
      levels.push(await chunkNoise(recording, slice, options, ctx.kernels));
  }
  return meanNoise(recording, levels, options);
}

/** Levels that the recording carries, or the slices to look at. @throws MissingGain, InvalidValue */
export function planNoiseLevels(
  recording: Recording,
  params: NoiseLevelParams,
):
  | { readonly known: Float32Array }
  | { readonly slices: readonly RandomSlice[]; readonly options: NoiseOptions } {
  const { return_in_uV: inUv = true, method = "mad", force_recompute: again = false } = params;
  const known = plainProperty(recording.properties, noiseLevelProperty(method, inUv));
  if (known !== undefined && !again) return { known: Float32Array.from(toFloat64(known)) };
  checkScale(recording, inUv);
  return {
    slices: randomSlices(recording, params.random_slices_kwargs),
    options: { method, inUv },
  };
}

/** The average over slices, in NumPy's precision: [channel]. */
export function meanNoise(
  recording: Recording,
  levels: readonly Float64Array[],
  { inUv }: NoiseOptions,
): Float32Array {
  return meanOf(levels, recording.channelIds.length, isSingle(recording, inUv));
}

export interface NoiseOptions {
  readonly method: NoiseMethod;
  readonly inUv: boolean;
}

/** Noise of one chunk on any worker. */
export const noiseLevelTask: ChunkTask<
  { readonly recording: ExtractorDict; readonly options: NoiseOptions },
  { readonly recording: Recording; readonly options: NoiseOptions; readonly kernels: Kernels },
  Float64Array
> = {
  name: "noise_levels",
  async prepare({ recording, options }, ctx) {
    return { recording: await ctx.openRecording(recording), options, kernels: ctx.kernels };
  },
  run({ recording, options, kernels }, chunk) {
    return chunkNoise(recording, chunk, options, kernels);
  },
  transfer(out) {
    return out.buffer instanceof ArrayBuffer ? [out.buffer] : [];
  },
};

function checkScale(recording: Recording, inUv: boolean): void {
  if (!inUv || gainsOf(recording) !== undefined || !isIntegerDType(recording.dtype)) return;
  throw new EphysError(
    "MissingGain",
    "noise levels in µV need gains and offsets; set gain_to_uV and offset_to_uV, or ask for raw units",
  );
}

/** NumPy computes with float32 when the samples it gets are float32. */
function isSingle(recording: Recording, inUv: boolean): boolean {
  return recording.dtype === "float32" || (inUv && gainsOf(recording) !== undefined);
}

async function chunkNoise(
  recording: Recording,
  { segmentIndex, startFrame, endFrame }: Chunk,
  options: NoiseOptions,
  kernels: Kernels,
): Promise<Float64Array> {
  const length = (endFrame - startFrame) * recording.channelIds.length;
  const traces = borrowSamples(recording.dtype, length);
  try {
    await recording.readTraces(segmentIndex, startFrame, endFrame, undefined, traces);
    return sliceNoise(recording, traces, options, kernels);
  } finally {
    returnSamples(traces);
  }
}

/** Noise of one slice's raw samples [frame × channel]: [channel]. */
export function sliceNoise(
  recording: Recording,
  traces: SampleArray,
  { method, inUv }: NoiseOptions,
  kernels: Kernels,
): Float64Array {
  const n = recording.channelIds.length;
  const samples = inUv ? scaled(traces, recording, kernels) : traces;
  const noise = noiseOf(samples, n, method, kernels);
  if (samples !== traces) returnSamples(samples);
  return noise;
}

function noiseOf(
  samples: SampleArray,
  n: number,
  method: NoiseMethod,
  kernels: Kernels,
): Float64Array {
  switch (method) {
    case "mad":
      return medianDeviation(samples, n, kernels);
    case "std":
      return standardDeviation(samples, n, kernels);
    case "rms":
      return rootMeanSquare(samples, n);
  }
}

function scaled(traces: SampleArray, recording: Recording, kernels: Kernels): SampleArray {
  const gains = gainsOf(recording);
  if (gains === undefined) return traces;
  const out = borrowSamples("float32", traces.length);
  kernels.decode(traces, recording.channelIds.length, undefined, gains, offsetsOf(recording), out);
  return out;
}

function medianDeviation(samples: SampleArray, n: number, kernels: Kernels): Float64Array {
  const round = samples instanceof Float32Array ? Math.fround : (x: number): number => x;
  const values =
    samples instanceof Float32Array ? samples : borrowSamples("float32", samples.length);
  if (values !== samples) kernels.convert(samples, values, false);
  const mads = new Float64Array(n);
  kernels.columnMads(values, n, new Float64Array(n), mads);
  if (values !== samples) returnSamples(values);
  const divisor = round(MAD_PER_SD);
  return mads.map((mad) => round(mad / divisor));
}

/** A row of sums in NumPy's precision for these samples. */
function sumsFor(samples: SampleArray, n: number): Float32Array | Float64Array {
  return samples instanceof Float32Array ? new Float32Array(n) : new Float64Array(n);
}

function standardDeviation(samples: SampleArray, n: number, kernels: Kernels): Float64Array {
  const frames = samples.length / n;
  if (samples instanceof Float32Array && frames > 0) {
    const all = Int32Array.from({ length: frames }, (_, frame) => frame);
    const spread = new Float32Array(n);
    kernels.meanAndSpread(samples, n, all, new Float32Array(n), spread);
    return Float64Array.from(spread);
  }
  const means = sumsFor(samples, n);
  for (let at = 0; at < samples.length; at += n) {
    for (let c = 0; c < n; c++) means[c] += samples[at + c];
  }
  for (let c = 0; c < n; c++) means[c] /= frames;
  const squares = sumsFor(samples, n);
  for (let at = 0; at < samples.length; at += n) {
    for (let c = 0; c < n; c++) squares[c] += (samples[at + c] - means[c]) ** 2;
  }
  return rootOf(squares, frames);
}

function rootMeanSquare(samples: SampleArray, n: number): Float64Array {
  const squares = sumsFor(samples, n);
  const square = samples.slice(0, 1); // the square takes the samples' own type
  for (let at = 0; at < samples.length; at += n) {
    for (let c = 0; c < n; c++) {
      square[0] = samples[at + c] * samples[at + c];
      squares[c] += square[0];
    }
  }
  return rootOf(squares, samples.length / n);
}

function rootOf(sums: Float32Array | Float64Array, frames: number): Float64Array {
  const single = sums instanceof Float32Array;
  return Float64Array.from(sums, (sum) => {
    const root = Math.sqrt(single ? Math.fround(sum / frames) : sum / frames);
    return single ? Math.fround(root) : root;
  });
}

function meanOf(levels: readonly Float64Array[], n: number, single: boolean): Float32Array {
  const sums = single ? new Float32Array(n) : new Float64Array(n);
  for (const level of levels) for (let c = 0; c < n; c++) sums[c] += level[c];
  return Float32Array.from(sums, (sum) => sum / levels.length);
}
