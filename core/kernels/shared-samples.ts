import {
  bytesPerSample,
  viewSamples,
  type SampleArray,
  type SampleDType,
} from "#core/model/index.ts";
import type { Kernels } from "./kernels.ts";

/** Zeroed samples that workers share, in large pages where the system has them. @param length in samples */
export function sharedSamples(
  dtype: "float32",
  length: number,
  kernels: Pick<Kernels, "largePages">,
): Float32Array;
export function sharedSamples(
  dtype: "float64",
  length: number,
  kernels: Pick<Kernels, "largePages">,
): Float64Array;
export function sharedSamples(
  dtype: SampleDType,
  length: number,
  kernels: Pick<Kernels, "largePages">,
): SampleArray;
export function sharedSamples(
  dtype: SampleDType,
  length: number,
  kernels: Pick<Kernels, "largePages">,
): SampleArray {
  const memory = new SharedArrayBuffer(length * bytesPerSample(dtype));
  const samples = viewSamples(dtype, memory, 0, length);
  kernels.largePages(samples);
  return samples;
}
