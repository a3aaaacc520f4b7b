import type { SampleArray } from "#core/model/index.ts";
import type { ColumnTake } from "../kernels.ts";

/** `Kernels.takeColumns`. */
export function takeColumns(
  pieces: SampleArray,
  { numSamples, width, rows, columns, starts }: ColumnTake,
  out: Float64Array,
): void {
  const to = starts.slice();
  for (const row of rows) {
    let from = row * numSamples * width;
    for (let s = 0; s < numSamples; s++, from += width) {
      for (let k = 0; k < columns.length; k++) out[to[k] + s] = pieces[from + columns[k]];
    }
    for (let k = 0; k < to.length; k++) to[k] += numSamples;
  }
}
