import { templateDistance, type TemplateDistanceMethod } from "#core/comparison/index.ts";

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

export interface TemplateShape {
  readonly numUnits: number;
  readonly numSamples: number;
  readonly numChannels: number;
}

/**
 * @param data [unit × sample × channel]
 * @param mask [unit × channel], or undefined for all channels
 * @returns [unit × unit]
 */
export function templateSimilarity(
  data: ArrayLike<number>,
  shape: TemplateShape,
  mask: Uint8Array | undefined,
  options: SimilarityOptions,
): Float32Array {
  const { numUnits } = shape;
  const out = new Float32Array(numUnits * numUnits);
  const similarity = pairSimilarity(data, shape, mask, options);
  for (let i = 0; i < numUnits; i++) {
    for (let j = i; j < numUnits; j++) {
      out[i * numUnits + j] = out[j * numUnits + i] = similarity(i, j);
    }
  }
  return out;
}

/** The same for single pairs. */
export function pairSimilarity(
  data: ArrayLike<number>,
  shape: TemplateShape,
  mask: Uint8Array | undefined,
  options: SimilarityOptions,
): (i: number, j: number) => number {
  const last = options.bothDirections === true ? options.numShifts : 0;
  const { support } = options;
  const sparse = mask && support !== "dense" && { units: channelsOfUnits(mask, shape), support };
  const all = Int32Array.from({ length: shape.numChannels }, (_, c) => c);
  return (i, j) => {
    const channels = sparse
      ? sharedChannels(sparse.units[i], sparse.units[j], sparse.support)
      : all;
    let smallest = 1;
    if (channels.length > 0) {
      smallest = Infinity;
      const { numSamples, numChannels } = shape;
      const pair = {
        first: data,
        firstAt: i * numSamples * numChannels,
        second: data,
        secondAt: j * numSamples * numChannels,
        numSamples,
        numChannels,
      };
      for (let shift = -options.numShifts; shift <= last; shift++) {
        const distance = Math.fround(templateDistance(pair, channels, shift, options));
        smallest = Number.isNaN(distance) ? NaN : Math.min(smallest, distance);
      }
    }
    return 1 - smallest;
  };
}

/** The channels of each unit, ascending. */
function channelsOfUnits(
  mask: Uint8Array,
  { numUnits, numChannels }: TemplateShape,
): readonly Int32Array[] {
  return Array.from({ length: numUnits }, (_, unit) => {
    const row = mask.subarray(unit * numChannels, (unit + 1) * numChannels);
    const own = new Int32Array(numChannels);
    let count = 0;
    for (let c = 0; c < numChannels; c++) if (row[c] !== 0) own[count++] = c;
    return own.subarray(0, count);
  });
}

/** What two ascending lists have together: a union of units without a common channel counts as nothing shared. */
function sharedChannels(
  first: Int32Array,
  second: Int32Array,
  support: "union" | "intersection",
): Int32Array {
  const out = new Int32Array(first.length + second.length);
  let count = 0;
  let common = 0;
  for (let i = 0, j = 0; i < first.length || j < second.length;) {
    const a = i < first.length ? first[i] : Infinity;
    const b = j < second.length ? second[j] : Infinity;
    if (a === b) common++;
    if (a === b || support === "union") out[count++] = Math.min(a, b);
    if (a <= b) i++;
    if (b <= a) j++;
  }
  return out.subarray(0, common > 0 ? count : 0);
}
