/*
 * Similarity of templates as 1 − distance (template_similarity of SpikeInterface 0.103): cosine, l1 or l2, the smallest
 * over lags. Sums are float64 where the reference's order is open. For lags the reference computes one half of the
 * pairs and mirrors it, which is kept.
 */

export interface SimilarityOptions {
  readonly method: "cosine" | "l1" | "l2";
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
      for (let shift = -options.numShifts; shift <= last; shift++) {
        const distance = Math.fround(
          templateDistance(data, shape, [i, j], channels, shift, options),
        );
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

function templateDistance(
  data: ArrayLike<number>,
  { numSamples, numChannels }: TemplateShape,
  [i, j]: readonly [number, number],
  channels: Int32Array,
  shift: number,
  { method, numShifts }: SimilarityOptions,
): number {
  let norm1 = 0;
  let norm2 = 0;
  let sum = 0;
  for (let s = numShifts; s < numSamples - numShifts; s++) {
    const at1 = (i * numSamples + s) * numChannels;
    const at2 = (j * numSamples + s + shift) * numChannels;
    for (let k = 0; k < channels.length; k++) {
      const a = data[at1 + channels[k]];
      const b = data[at2 + channels[k]];
      if (method === "l1") {
        norm1 += Math.abs(a);
        norm2 += Math.abs(b);
        sum += Math.abs(a - b);
      } else {
        norm1 += a * a;
        norm2 += b * b;
        sum += method === "l2" ? (a - b) * (a - b) : a * b;
      }
    }
  }
  if (method === "l1") return sum / (norm1 + norm2);
  if (method === "l2") return Math.sqrt(sum) / (Math.sqrt(norm1) + Math.sqrt(norm2));
  return 1 - sum / (Math.sqrt(norm1) * Math.sqrt(norm2));
}
