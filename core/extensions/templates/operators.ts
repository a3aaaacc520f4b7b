import { toFloat64, type NdArray } from "#core/array/index.ts";
import type { Kernels } from "#core/kernels/index.ts";

/** A statistic over a unit's waveforms. */
export type Operator =
  | { readonly kind: "average" | "std" | "median" }
  | { readonly kind: "percentile"; readonly percent: number };

/**
 * Statistics of some waveforms, per sample and channel. Float32 waveforms are added in single precision in the order
 * of rows, as NumPy reduces over its first axis.
 * @param waveforms [spike × sample × channel]
 * @param rows at least one
 * @returns [sample × channel] of each operator
 */
export function operateOnWaveforms(
  waveforms: NdArray,
  rows: Int32Array,
  operators: readonly Operator[],
  kernels: Kernels,
): readonly Numbers[] {
  const size = waveforms.shape.slice(1).reduce((a, b) => a * b, 1);
  const data = waveforms.data instanceof Float32Array ? waveforms.data : toFloat64(waveforms);
  const average = zerosLike(data, size);
  const spread = operators.some(({ kind }) => kind === "std") ? zerosLike(data, size) : undefined;
  if (operators.some(({ kind }) => kind === "average" || kind === "std")) {
    if (data instanceof Float32Array) {
      // as the data, so are the results
      const single = spread as Float32Array | undefined;
      kernels.meanAndSpread(data, size, rows, average as Float32Array, single);
    } else meanAndSpread(data, rows, average, spread);
  }
  return operators.map((operator) => {
    if (operator.kind === "average") return average;
    if (operator.kind === "std" && spread !== undefined) return spread;
    const fraction = operator.kind === "percentile" ? operator.percent / 100 : 0.5;
    return quantile(data, rows, size, fraction);
  });
}

export type Numbers = Float32Array | Float64Array;

function meanAndSpread(
  data: Float64Array,
  rows: Int32Array,
  mean: Numbers,
  spread: Numbers | undefined,
): void {
  const size = mean.length;
  for (const row of rows) {
    for (let k = 0, at = row * size; k < size; k++, at++) mean[k] += data[at];
  }
  for (let k = 0; k < size; k++) mean[k] /= rows.length;
  if (spread === undefined) return;
  for (const row of rows) {
    for (let k = 0, at = row * size; k < size; k++, at++) spread[k] += (data[at] - mean[k]) ** 2;
  }
  for (let k = 0; k < size; k++) spread[k] = Math.sqrt(spread[k] / rows.length);
}

/** Linear interpolation between the neighbouring order statistics. */
function quantile(data: Numbers, rows: Int32Array, size: number, fraction: number): Float64Array {
  const column = zerosLike(data, rows.length);
  const out = new Float64Array(size);
  const position = fraction * (rows.length - 1);
  const below = Math.floor(position);
  const above = Math.min(below + 1, rows.length - 1);
  const weight = position - below;
  for (let k = 0; k < size; k++) {
    for (let r = 0; r < rows.length; r++) column[r] = data[rows[r] * size + k];
    column.sort();
    out[k] = column[below] + (column[above] - column[below]) * weight;
  }
  return out;
}

function zerosLike(data: Numbers, length: number): Numbers {
  return data instanceof Float32Array ? new Float32Array(length) : new Float64Array(length);
}
