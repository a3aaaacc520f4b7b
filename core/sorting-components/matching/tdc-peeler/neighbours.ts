import { lowerBound } from "#core/sorting-components/waveform-rows.ts";

/**
 * Positions of spikes less than `reach` frames away on channels that are near, ascending, without the spike itself.
 * Places are taken as they are now; moving a spike afterwards changes nothing.
 */
export function neighboursInTime(
  spikes: readonly { readonly frame: number; readonly channel: number }[],
  reach: number,
  near: Uint8Array,
  numChannels: number,
): (i: number) => number[] {
  const frames = Float64Array.from(spikes, ({ frame }) => frame);
  const order = Int32Array.from(spikes.keys()).sort((a, b) => frames[a] - frames[b] || a - b);
  const sorted = Float64Array.from(order, (i) => frames[i]);
  return (i) => {
    const found: number[] = [];
    const row = spikes[i].channel * numChannels;
    for (let at = lowerBound(sorted, frames[i] - reach + 1); at < sorted.length; at++) {
      if (sorted[at] >= frames[i] + reach) break;
      const other = order[at];
      if (other !== i && near[row + spikes[other].channel] !== 0) found.push(other);
    }
    return found.sort((a, b) => a - b);
  };
}
