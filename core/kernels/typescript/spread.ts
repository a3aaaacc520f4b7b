import type { SampleArray } from "#core/model/index.ts";

/** `Kernels.meanAndSpread`. */
export function meanAndSpread(
  values: Float32Array,
  size: number,
  rows: Int32Array,
  mean: Float32Array,
  spread: Float32Array | undefined,
): void {
  mean.fill(0);
  for (const row of rows) {
    for (let k = 0, at = row * size; k < size; k++, at++) mean[k] += values[at];
  }
  for (let k = 0; k < size; k++) mean[k] /= rows.length;
  if (spread === undefined) return;
  spread.fill(0);
  const difference = new Float32Array(1);
  for (const row of rows) {
    for (let k = 0, at = row * size; k < size; k++, at++) {
      // each step is rounded to single precision
      difference[0] = values[at] - mean[k];
      difference[0] *= difference[0];
      spread[k] += difference[0];
    }
  }
  for (let k = 0; k < size; k++) {
    spread[k] /= rows.length;
    spread[k] = Math.sqrt(spread[k]);
  }
}

/** `Kernels.addInto`. */
export function addInto(values: SampleArray, sums: Float32Array): void {
  for (let k = 0; k < values.length; k++) sums[k] += values[k];
}
