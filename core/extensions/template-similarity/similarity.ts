import { templateExtents, type Templates } from "#core/analyzer/index.ts";
import { distanceOfSums, type TemplateDistanceMethod } from "#core/comparison/index.ts";

/*
 * Similarity of templates as 1 − distance (template_similarity of SpikeInterface 0.103): cosine, l1 or l2, the smallest
 * over lags. Sums are float64 where the reference's order is open. For lags the reference computes one half of the
 * pairs and mirrors it, which is kept.
 */

export interface SimilarityOptions {
  readonly method: TemplateDistanceMethod;
  readonly support: "dense" | "union" | "intersection";
  /** samples */
  readonly numShifts: number;
  /** of a pair alone: lags of either sign; false = negative ones, as in one half of a matrix */
  readonly bothDirections?: boolean;
}

/**
 * @param mask [unit × channel], or undefined for all channels
 * @returns [unit × unit]
 */
export function templateSimilarity(
  templates: Templates,
  mask: Uint8Array | undefined,
  options: SimilarityOptions,
): Float32Array {
  const { numUnits } = templates;
  const out = new Float32Array(numUnits * numUnits);
  const similarity = pairSimilarity(templates, mask, options);
  for (let i = 0; i < numUnits; i++) {
    for (let j = i; j < numUnits; j++) {
      out[i * numUnits + j] = out[j * numUnits + i] = similarity(i, j);
    }
  }
  return out;
}

/** The same for single pairs. */
export function pairSimilarity(
  templates: Templates,
  mask: Uint8Array | undefined,
  options: SimilarityOptions,
): (i: number, j: number) => number {
  const { method, numShifts } = options;
  const last = options.bothDirections === true ? numShifts : 0;
  const shapeOf = createShapes(templates, method, numShifts);
  const channelsOf = channelsOfPairs(templates, mask, options.support);
  const channels = new Int32Array(templates.numChannels);
  return (i, j) => {
    const count = channelsOf(i, j, channels);
    if (count === 0) return 0;
    const pair = [shapeOf(i), shapeOf(j)] as const;
    let smallest = Infinity;
    for (let shift = -numShifts; shift <= last; shift++) {
      const distance = Math.fround(distanceOn(channels, count, pair, shift, options));
      smallest = Number.isNaN(distance) ? NaN : Math.min(smallest, distance);
    }
    return 1 - smallest;
  };
}

/** A unit's template on the channels where it is not 0. */
interface Shape {
  /** [channel]: where its samples begin in `values`, −1 = it is 0 everywhere */
  readonly starts: Int32Array;
  /** one channel's samples after the other's */
  readonly values: Float64Array;
  readonly numSamples: number;
  /** [channel]: sums of the compared samples of one moved by `shift`: absolute values for l1, else squares */
  norms(shift: number): Float64Array;
}

/** Each unit's shape, made when first asked for. */
function createShapes(
  templates: Templates,
  method: TemplateDistanceMethod,
  numShifts: number,
): (unit: number) => Shape {
  const { data, numSamples, numChannels } = templates;
  const { low, high } = templateExtents(templates);
  const made = new Map<number, Shape>();
  const make = (unit: number): Shape => {
    const starts = new Int32Array(numChannels).fill(-1);
    let size = 0;
    for (let c = 0; c < numChannels; c++) {
      const at = unit * numChannels + c;
      if (low[at] === 0 && high[at] === 0) continue;
      starts[c] = size;
      size += numSamples;
    }
    const values = new Float64Array(size);
    for (let c = 0; c < numChannels; c++) {
      if (starts[c] < 0) continue;
      let from = unit * numSamples * numChannels + c;
      for (let s = 0; s < numSamples; s++, from += numChannels) values[starts[c] + s] = data[from];
    }
    const norms = new Map<number, Float64Array>();
    return {
      starts,
      values,
      numSamples,
      norms(shift) {
        let sums = norms.get(shift);
        if (sums !== undefined) return sums;
        sums = new Float64Array(numChannels);
        for (let c = 0; c < numChannels; c++) {
          if (starts[c] < 0) continue;
          const end = starts[c] + numSamples - numShifts + shift;
          for (let at = starts[c] + numShifts + shift; at < end; at++) {
            sums[c] += method === "l1" ? Math.abs(values[at]) : values[at] * values[at];
          }
        }
        norms.set(shift, sums);
        return sums;
      },
    };
  };
  return (unit) => {
    const shape = made.get(unit) ?? make(unit);
    made.set(unit, shape);
    return shape;
  };
}

/** The distance on the first `count` of some channels, the second one moved by `shift`. */
function distanceOn(
  channels: Int32Array,
  count: number,
  [first, second]: readonly [Shape, Shape],
  shift: number,
  { method, numShifts }: SimilarityOptions,
): number {
  const norms1 = first.norms(0);
  const norms2 = second.norms(shift);
  const crossed = method === "cosine" ? products : method === "l1" ? differences : squares;
  const length = first.numSamples - 2 * numShifts;
  let norm1 = 0;
  let norm2 = 0;
  let sum = 0;
  for (let k = 0; k < count; k++) {
    const channel = channels[k];
    norm1 += norms1[channel];
    norm2 += norms2[channel];
    const start1 = first.starts[channel];
    const start2 = second.starts[channel];
    if (start1 >= 0 && start2 >= 0) {
      const from = start2 + numShifts + shift;
      sum += crossed(first.values, start1 + numShifts, second.values, from, length);
    } else if (method !== "cosine") sum += norms1[channel] + norms2[channel]; // one of both is 0
  }
  return distanceOfSums(method, sum, norm1, norm2);
}

function products(
  a: Float64Array,
  atA: number,
  b: Float64Array,
  atB: number,
  length: number,
): number {
  let sum = 0;
  for (let s = 0; s < length; s++) sum += a[atA + s] * b[atB + s];
  return sum;
}

function differences(
  a: Float64Array,
  atA: number,
  b: Float64Array,
  atB: number,
  length: number,
): number {
  let sum = 0;
  for (let s = 0; s < length; s++) sum += Math.abs(a[atA + s] - b[atB + s]);
  return sum;
}

function squares(
  a: Float64Array,
  atA: number,
  b: Float64Array,
  atB: number,
  length: number,
): number {
  let sum = 0;
  for (let s = 0; s < length; s++) sum += (a[atA + s] - b[atB + s]) ** 2;
  return sum;
}

/**
 * Writes the channels that count for a pair and says how many they are. A union of units without a common channel counts as
 * nothing shared.
 */
function channelsOfPairs(
  { numUnits, numChannels }: Templates,
  mask: Uint8Array | undefined,
  support: SimilarityOptions["support"],
): (i: number, j: number, out: Int32Array) => number {
  const all = Int32Array.from({ length: numChannels }, (_, c) => c);
  if (mask === undefined || support === "dense") {
    return (_i, _j, out) => {
      out.set(all);
      return numChannels;
    };
  }
  const units = Array.from({ length: numUnits }, (_, unit) =>
    all.filter((c) => mask[unit * numChannels + c] !== 0),
  );
  return (i, j, out) => {
    const [first, second] = [units[i], units[j]];
    let count = 0;
    for (let k = 0; k < first.length; k++) {
      if (mask[j * numChannels + first[k]] !== 0) out[count++] = first[k];
    }
    if (support === "intersection" || count === 0) return count;
    for (let k = 0; k < first.length; k++) {
      if (mask[j * numChannels + first[k]] === 0) out[count++] = first[k];
    }
    for (let k = 0; k < second.length; k++) {
      if (mask[i * numChannels + second[k]] === 0) out[count++] = second[k];
    }
    return count;
  };
}
