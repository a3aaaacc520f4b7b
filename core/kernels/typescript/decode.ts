import type { SampleArray } from "#core/model/index.ts";

/** `Kernels.decode`: out = float32(float32(x) · gain) + offset, rounded to float32 after each operation. */
export function decode(
  input: SampleArray,
  numChannels: number,
  channelIndices: Int32Array | undefined,
  gains: Float32Array | undefined,
  offsets: Float32Array | undefined,
  out: Float32Array,
): void {
  const picked = channelIndices?.length ?? numChannels;
  if (!channelIndices && !gains && !offsets) {
    for (let i = 0; i < out.length; i++) out[i] = input[i];
    return;
  }
  const frames = input.length / numChannels;
  for (let channel = 0; channel < picked; channel++) {
    let from = channelIndices ? channelIndices[channel] : channel;
    for (let frame = 0, to = channel; frame < frames; frame++, to += picked, from += numChannels) {
      let value = Math.fround(input[from]);
      if (gains) value = Math.fround(value * gains[channel]);
      if (offsets) value = Math.fround(value + offsets[channel]);
      out[to] = value;
    }
  }
}

/** `Kernels.pickChannels`. */
export function pickChannels(
  input: SampleArray,
  numChannels: number,
  channelIndices: Int32Array,
  out: SampleArray,
): void {
  const picked = channelIndices.length;
  const frames = input.length / numChannels;
  let to = 0;
  for (let frame = 0; frame < frames; frame++) {
    const row = frame * numChannels;
    for (let i = 0; i < picked; i++) out[to++] = input[row + channelIndices[i]];
  }
}
