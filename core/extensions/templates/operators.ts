import { toFloat64, type NdArray } from "#core/array/index.ts";

/** A statistic over a unit's waveforms. */
export type Operator =
  | { readonly kind: "average" | "std" | "median" }
  | { readonly kind: "percentile"; readonly percent: number };

/**
 * A statistic of some waveforms, per sample and channel. Float32 waveforms are added in single precision in the order
 * of rows, as NumPy reduces over its first axis.
 * @param waveforms [spike × sample × channel]
 * @returns [sample × channel]
 */
export function operateOnWaveforms(
  waveforms: NdArray,
  rows: readonly number[],
  operator: Operator,
): Float64Array {
  const size = waveforms.shape.slice(1).reduce((a, b) => a * b, 1);
  const data = waveforms.data instanceof Float32Array ? waveforms.data : toFloat64(waveforms);
  if (operator.kind === "average") return Float64Array.from(mean(data, rows, size));
  if (operator.kind === "std") return Float64Array.from(spread(data, rows, size));
  const fraction = operator.kind === "percentile" ? operator.percent / 100 : 0.5;
  return quantile(data, rows, size, fraction);
}

type Numbers = Float32Array | Float64Array;

function mean(data: Numbers, rows: readonly number[], size: number): Numbers {
  const sums = zerosLike(data, size);
  for (const row of rows) {
    for (let k = 0, at = row * size; k < size; k++, at++) sums[k] += data[at];
  }
  for (let k = 0; k < size; k++) sums[k] /= rows.length;
  return sums;
}

function spread(data: Numbers, rows: readonly number[], size: number): Numbers {
  const average = mean(data, rows, size);
  const squares = zerosLike(data, size);
  const difference = zerosLike(data, 1);
  for (const row of rows) {
    for (let k = 0, at = row * size; k < size; k++, at++) {
      // each step is rounded to the waveforms' precision
      difference[0] = data[at] - average[k];
      difference[0] *= difference[0];
      squares[k] += difference[0];
    }
  }
  for (let k = 0; k < size; k++) {
    squares[k] /= rows.length;
    squares[k] = Math.sqrt(squares[k]);
  }
  return squares;
}

/** Linear interpolation between the neighbouring order statistics. */
function quantile(
  data: Numbers,
  rows: readonly number[],
  size: number,
  fraction: number,
): Float64Array {
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
