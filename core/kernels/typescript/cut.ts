import type { SampleArray } from "#core/model/index.ts";
import type { Cut, PieceSum } from "../kernels.ts";

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

/** `Kernels.sumPieces`. */
export function sumPieces(
  traces: SampleArray,
  { numChannels, starts, ends, channels, weights }: PieceSum,
  out: Float64Array,
): void {
  for (let piece = 0; piece < starts.length; piece++) {
    let total = 0;
    for (let k = channels.starts[piece]; k < channels.starts[piece + 1]; k++) {
      const channel = channels.indices[k];
      let sum = 0;
      for (let frame = starts[piece]; frame < ends[piece]; frame++) {
        sum += traces[frame * numChannels + channel];
      }
      total += weights === undefined ? sum : weights[channel] * sum;
    }
    out[piece] = total;
  }
}
