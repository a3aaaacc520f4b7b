import { dtypeOfSamples, type SampleArray } from "#core/model/index.ts";

/*
 * Values into another dtype as NumPy's astype does on x86-64 (a C cast): whole part, wrapped to the width. What C leaves
 * undefined is pinned to what that machine does: beyond the range of the intermediate integer (int32; int64 for uint32),
 * and for NaN, the result is int32's minimum for int32 and 0 for the others.
 */

const TWO_52 = 4503599627370496;
const TWO_31 = 2147483648;

/** Nearest whole number, halves to the even one (C's rint). */
export function rint(x: number): number {
  if (x >= 0) return x < TWO_52 ? x + TWO_52 - TWO_52 : x;
  return x > -TWO_52 ? x - TWO_52 + TWO_52 : x;
}

function toInt32(x: number): number {
  return x > -TWO_31 - 1 && x < TWO_31 ? Math.trunc(x) : -TWO_31;
}

function toNarrow(x: number): number {
  return x > -TWO_31 - 1 && x < TWO_31 ? x | 0 : 0;
}

function toUint32(x: number): number {
  return Math.abs(x) < 9223372036854775808 ? x >>> 0 : 0;
}

/**
 * Writes `count` float values into `out` from `outStart` every `outStep`.
 * @param round halves to even before an integer cast (and before a float store too)
 */
export function storeCast(
  values: Float32Array | Float64Array,
  count: number,
  target: { readonly out: SampleArray; readonly start: number; readonly step: number },
  round: boolean,
): void {
  const { out, start, step } = target;
  const dtype = dtypeOfSamples(out);
  let at = start;
  if (dtype === "float32" || dtype === "float64") {
    for (let i = 0; i < count; i++, at += step) out[at] = round ? rint(values[i]) : values[i];
  } else if (dtype === "int32") {
    for (let i = 0; i < count; i++, at += step) {
      out[at] = toInt32(round ? rint(values[i]) : values[i]);
    }
  } else if (dtype === "uint32") {
    for (let i = 0; i < count; i++, at += step) {
      out[at] = toUint32(round ? rint(values[i]) : values[i]);
    }
  } else {
    for (let i = 0; i < count; i++, at += step) {
      out[at] = toNarrow(round ? rint(values[i]) : values[i]);
    }
  }
}

/** `Kernels.convert`. Integers wrap into narrower integers; float64 rounds to the nearest float32. */
export function convert(input: SampleArray, out: SampleArray, round: boolean): void {
  if (input instanceof Float32Array || input instanceof Float64Array) {
    storeCast(input, input.length, { out, start: 0, step: 1 }, round);
    return;
  }
  // typed arrays wrap integers and round to float32 as NumPy does
  for (let i = 0; i < input.length; i++) out[i] = input[i];
}
