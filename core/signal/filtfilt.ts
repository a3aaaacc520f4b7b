/*
 * Filtering of interleaved channels with a transfer function (ba), in float64, in scipy.signal.lfilter's order of
 * operations (transposed direct form II). Second-order sections go through the kernels instead; this form serves
 * low orders only, as SciPy's does. O(frames × channels × order).
 */
import { EphysError, type SampleArray } from "#core/model/index.ts";
import { solveLinear } from "#core/linalg/index.ts";
import type { TransferFunction } from "./iir-design.ts";

/** b and a of equal length, divided by a[0]. */
function normalised({ b, a }: TransferFunction): TransferFunction {
  const lead = a[0];
  if (lead === undefined || lead === 0 || b.length === 0) {
    throw new EphysError(
      "InvalidParameter",
      "a filter needs a numerator and a denominator with a[0] ≠ 0",
    );
  }
  const length = Math.max(a.length, b.length);
  const out = { b: new Float64Array(length), a: new Float64Array(length) };
  for (let i = 0; i < b.length; i++) out.b[i] = b[i] / lead;
  for (let i = 0; i < a.length; i++) out.a[i] = a[i] / lead;
  return out;
}

/** State of the filter in the steady answer to a constant 1 (scipy.signal.lfilter_zi): [order]. */
export function lfilterInitialState(filter: TransferFunction): Float64Array {
  const { b, a } = normalised(filter);
  const n = a.length - 1;
  if (n === 0) return new Float64Array(0);
  // (I − Aᵀ)·z = b[1:] − a[1:]·b[0], A the companion matrix of a
  const matrix = new Float64Array(n * n);
  const right = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    matrix[i * n + i] = 1;
    matrix[i * n] += a[i + 1];
    if (i + 1 < n) matrix[i * n + i + 1] -= 1;
    right[i] = b[i + 1] - a[i + 1] * b[0];
  }
  return solveLinear(matrix, n, right);
}

/** Filters `column` in place; `state` [order] is updated. */
export function lfilterColumn(
  filter: TransferFunction,
  column: Float64Array,
  state: Float64Array,
): void {
  const { b, a } = normalised(filter);
  const n = a.length - 1;
  const b0 = b[0];
  if (n === 0) {
    for (let i = 0; i < column.length; i++) column[i] *= b0;
    return;
  }
  for (let i = 0; i < column.length; i++) {
    const x = column[i];
    const y = state[0] + b0 * x;
    for (let k = 0; k < n - 1; k++) state[k] = state[k + 1] + x * b[k + 1] - y * a[k + 1];
    state[n - 1] = x * b[n] - y * a[n];
    column[i] = y;
  }
}

/** Causal filtering of every channel of [frame × channel], from rest, into `out`. `out` may be `input`. */
export function lfilter(
  filter: TransferFunction,
  input: ArrayLike<number>,
  numChannels: number,
  out: Float64Array,
): void {
  const frames = input.length / numChannels;
  const column = new Float64Array(frames);
  const state = new Float64Array(Math.max(filter.a.length, filter.b.length) - 1);
  for (let c = 0; c < numChannels; c++) {
    for (let i = 0; i < frames; i++) column[i] = input[i * numChannels + c];
    state.fill(0);
    lfilterColumn(filter, column, state);
    for (let i = 0; i < frames; i++) out[i * numChannels + c] = column[i];
  }
}

/** Samples that `filtfilt` adds at each end. */
export function filtfiltPadding({ b, a }: TransferFunction): number {
  return 3 * Math.max(a.length, b.length);
}

/**
 * scipy.signal.filtfilt with its odd padding over every channel of [frame × channel]. The padding is computed in the
 * input's own type, as NumPy does (an int16 one wraps).
 */
export function filtfilt(
  filter: TransferFunction,
  input: SampleArray,
  numChannels: number,
  out: Float64Array,
): void {
  const frames = input.length / numChannels;
  const padding = filtfiltPadding(filter);
  if (frames <= padding) {
    throw new EphysError(
      "InvalidParameter",
      `forward-backward filtering needs more than ${String(padding)} samples, not ${String(frames)}`,
      { frames, padding },
    );
  }
  const unit = lfilterInitialState(filter);
  const state = new Float64Array(unit.length);
  const column = new Float64Array(frames + 2 * padding);
  const edge = input.slice(0, 1);
  for (let c = 0; c < numChannels; c++) {
    extend(input, numChannels, c, padding, column, edge);
    for (let pass = 0; pass < 2; pass++) {
      for (let i = 0; i < state.length; i++) state[i] = unit[i] * column[0];
      lfilterColumn(filter, column, state);
      column.reverse();
    }
    for (let i = 0; i < frames; i++) out[i * numChannels + c] = column[padding + i];
  }
}

function extend(
  input: SampleArray,
  numChannels: number,
  channel: number,
  padding: number,
  column: Float64Array,
  edge: SampleArray,
): void {
  const frames = input.length / numChannels;
  const first = input[channel];
  const last = input[(frames - 1) * numChannels + channel];
  for (let i = 0; i < padding; i++) {
    edge[0] = 2 * first - input[(padding - i) * numChannels + channel];
    column[i] = edge[0];
    edge[0] = 2 * last - input[(frames - 2 - i) * numChannels + channel];
    column[padding + frames + i] = edge[0];
  }
  for (let i = 0; i < frames; i++) column[padding + i] = input[i * numChannels + channel];
}
