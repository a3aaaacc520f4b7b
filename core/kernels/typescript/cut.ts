import type { SampleArray } from "#core/model/index.ts";
import type { Cut } from "../kernels.ts";

/** `Kernels.cutRows`. */
export function cutRows(
  traces: SampleArray,
  { numChannels, starts, sets, channels, numSamples, width }: Cut,
  out: SampleArray,
): void {
  let to = 0;
  for (let row = 0; row < starts.length; row++) {
    const first = channels.starts[sets[row]];
    const count = channels.starts[sets[row] + 1] - first;
    let from = starts[row] * numChannels;
    for (let s = 0; s < numSamples; s++, from += numChannels, to += width) {
      for (let k = 0; k < count; k++) out[to + k] = traces[from + channels.indices[first + k]];
    }
  }
}
