import type { SampleArray } from "#core/model/index.ts";
import { storeCast } from "./cast.ts";
import { medianInPlace } from "./median.ts";

/*
 * Reference subtraction in NumPy's precision: integers and float64 in float64, float32 in float32 (the median's mean of
 * two, the difference; an average is summed in float64 and rounded once, closer than NumPy's float32 sum). Integer
 * outputs are truncated.
 */

type Operator = "median" | "average";
type Scratch = Float32Array | Float64Array;

/** The reference of one frame over `indices[from..to)`. */
function referenceOf(
  input: SampleArray,
  row: number,
  set: { readonly indices: Int32Array; readonly from: number; readonly to: number },
  operator: Operator,
  scratch: Scratch,
): number {
  const { indices, from, to } = set;
  if (operator === "median") {
    for (let i = from; i < to; i++) scratch[i - from] = input[row + indices[i]];
    return medianInPlace(scratch, to - from);
  }
  let sum = 0;
  for (let i = from; i < to; i++) sum += input[row + indices[i]];
  scratch[0] = sum / (to - from); // rounded to the precision of the scratch
  return scratch[0];
}

function scratchFor(input: SampleArray, length: number): Scratch {
  const size = Math.max(1, length);
  return input instanceof Float32Array ? new Float32Array(size) : new Float64Array(size);
}

/** `Kernels.subtractReference`. */
export function subtractReference(
  input: SampleArray,
  numChannels: number,
  operator: Operator,
  groups: readonly Int32Array[],
  out: SampleArray,
): void {
  const frames = input.length / numChannels;
  const values = scratchFor(input, numChannels);
  const difference = scratchFor(input, numChannels);
  for (let frame = 0; frame < frames; frame++) {
    const row = frame * numChannels;
    for (let c = 0; c < numChannels; c++) difference[c] = input[row + c];
    for (const indices of groups) {
      const set = { indices, from: 0, to: indices.length };
      const reference = referenceOf(input, row, set, operator, values);
      for (let i = 0; i < indices.length; i++) {
        difference[indices[i]] = input[row + indices[i]] - reference; // of two groups the later wins
      }
    }
    storeCast(difference, numChannels, { out, start: row, step: 1 }, false);
  }
}

/** True where two rows of the sets hold the same channels in the same order. */
function sameSet(starts: Int32Array, indices: Int32Array, a: number, b: number): boolean {
  const length = starts[a + 1] - starts[a];
  if (starts[b + 1] - starts[b] !== length) return false;
  for (let i = 0; i < length; i++) {
    if (indices[starts[a] + i] !== indices[starts[b] + i]) return false;
  }
  return true;
}

/** For each row the first row with the same set, so that a shared reference is computed once per frame. */
function firstOfEqualSets(starts: Int32Array, indices: Int32Array): Int32Array {
  const first = new Int32Array(starts.length - 1);
  for (let row = 0; row < first.length; row++) {
    let earlier = 0;
    while (earlier < row && !sameSet(starts, indices, earlier, row)) earlier++;
    first[row] = earlier;
  }
  return first;
}

/** `Kernels.subtractLocalReference`. */
export function subtractLocalReference(
  input: SampleArray,
  numChannels: number,
  operator: Operator,
  sets: { readonly starts: Int32Array; readonly indices: Int32Array },
  out: SampleArray,
): void {
  const { starts, indices } = sets;
  const frames = input.length / numChannels;
  const first = firstOfEqualSets(starts, indices);
  const values = scratchFor(input, indices.length);
  const references = scratchFor(input, numChannels);
  const difference = scratchFor(input, numChannels);
  for (let frame = 0; frame < frames; frame++) {
    const row = frame * numChannels;
    for (let c = 0; c < numChannels; c++) {
      const from = starts[c];
      const to = starts[c + 1];
      difference[c] = input[row + c];
      if (from === to) continue;
      references[c] =
        first[c] < c
          ? references[first[c]]
          : referenceOf(input, row, { indices, from, to }, operator, values);
      difference[c] -= references[c];
    }
    storeCast(difference, numChannels, { out, start: row, step: 1 }, false);
  }
}
