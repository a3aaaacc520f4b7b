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
  return (i, j) => {
    const channels = sharedChannels(mask, shape.numChannels, i, j, options.support);
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

function sharedChannels(
  mask: Uint8Array | undefined,
  numChannels: number,
  i: number,
  j: number,
  support: SimilarityOptions["support"],
): Int32Array {
  const out = new Int32Array(numChannels);
  let count = 0;
  let overlap = mask === undefined || support === "dense";
  for (let c = 0; c < numChannels; c++) {
    const first = overlap || mask === undefined || mask[i * numChannels + c] !== 0;
    const second = overlap || mask === undefined || mask[j * numChannels + c] !== 0;
    if (support === "intersection" ? first && second : first || second) out[count++] = c;
  }
  if (overlap || support === "intersection") return out.subarray(0, count);
  for (let c = 0; c < numChannels && !overlap; c++) {
    overlap = mask?.[i * numChannels + c] !== 0 && mask?.[j * numChannels + c] !== 0;
  }
  // a union of units without a common channel counts as nothing shared
  return out.subarray(0, overlap ? count : 0);
}
