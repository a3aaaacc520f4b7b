import type { ChannelRow } from "#contract/index.ts";

/** Channels from the lowest to the highest, left before right; those without a place come last in their order. */
export const depthOrder = (channels: readonly ChannelRow[]): readonly number[] =>
  [...channels.keys()].sort((a, b) => {
    const [p, q] = [channels[a], channels[b]];
    return (p?.yUm ?? Infinity) - (q?.yUm ?? Infinity) || (p?.xUm ?? 0) - (q?.xUm ?? 0) || a - b;
  });

/** [row × column]: one value per channel and bin; of two extremes the one that reaches farther. */
export function traceImage(
  values: Float32Array,
  numChannels: number,
  isPairs: boolean,
  order: readonly number[],
): { readonly values: Float32Array; readonly width: number } {
  const step = numChannels * (isPairs ? 2 : 1);
  const width = Math.floor(values.length / step);
  const out = new Float32Array(order.length * width);
  order.forEach((channel, row) => {
    for (let x = 0; x < width; x++) {
      const at = x * step + channel * (isPairs ? 2 : 1);
      const low = values[at] ?? 0;
      const high = isPairs ? (values[at + 1] ?? 0) : low;
      out[row * width + x] = Math.abs(low) > Math.abs(high) ? low : high;
    }
  });
  return { values: out, width };
}
