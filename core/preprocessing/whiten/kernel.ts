import type { Kernels } from "#core/kernels/index.ts";
import type { SampleArray } from "#core/model/index.ts";
import { channelProduct } from "../channel-matrix.ts";
import type { Whitening } from "./compute.ts";

/** Whitens [frame × all channels] and writes the wanted channels. */
export type WhiteningRun = (
  traces: SampleArray,
  channelIndices: Int32Array | undefined,
  out: SampleArray,
) => void;

/** (x − M)·W·scale in float32; whole-number outputs are truncated. */
export function whiteningKernel(
  { W, M }: Whitening,
  numChannels: number,
  scale: number | null,
  kernels: Kernels,
): WhiteningRun {
  const all = channelProduct(W, numChannels, undefined, kernels);
  let room = new Float32Array();
  return (traces, channelIndices, out) => {
    if (!(traces instanceof Float32Array) && room.length < traces.length) {
      room = new Float32Array(traces.length); // tiles are of one size: made once
    }
    const input = centred(traces, M, room, kernels);
    const product =
      channelIndices === undefined ? all : channelProduct(W, numChannels, channelIndices, kernels);
    const target = out instanceof Float32Array ? out : new Float32Array(out.length);
    product(input, target);
    if (scale !== null) for (let i = 0; i < target.length; i++) target[i] *= scale;
    if (target !== out) kernels.convert(target, out, false);
  };
}

/** Samples in float32 without their means: the very array where it is float32 (it is not needed as it was), else `room`. */
function centred(
  traces: SampleArray,
  means: Float32Array | undefined,
  room: Float32Array,
  kernels: Kernels,
): Float32Array {
  const input = traces instanceof Float32Array ? traces : room.subarray(0, traces.length);
  if (input !== traces) kernels.convert(traces, input, false);
  if (means === undefined) return input;
  for (let at = 0; at < input.length; at += means.length) {
    for (let c = 0; c < means.length; c++) input[at + c] -= means[c];
  }
  return input;
}
