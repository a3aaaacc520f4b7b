/** Median of the squares (float32) of more samples than fit in memory. */
export interface SquareMedian {
  /** First pass over the samples. */
  count(samples: Float32Array): void;
  /** True where the median may be below 1, so that its exact value matters. */
  needsDetail(): boolean;
  /** Second pass over the same samples; needed only for the exact value. */
  refine(samples: Float32Array): void;
  /** After one pass exact to 1 %, after two exact. NaN samples count as largest. */
  median(): number;
}

const BINS = 65536;

/**
 * Non-negative floats order as their bits: the first pass counts by the upper 16 bits, the second by the lower 16 bits
 * within the one or two bins that hold the middle.
 */
export function createSquareMedian(): SquareMedian {
  const upper = new Float64Array(BINS);
  const details = new Map<number, Float64Array>();
  const value = new Float32Array(1);
  const bits = new Uint32Array(value.buffer);
  let total = 0;

  const ranks = (): [number, number] => [Math.floor((total - 1) / 2), Math.floor(total / 2)];
  const valueAt = (rank: number): number => {
    const [bin, before] = binOf(upper, rank);
    const detail = details.get(bin);
    const low = detail === undefined ? BINS / 2 : binOf(detail, rank - before)[0];
    bits[0] = bin * BINS + low;
    return value[0];
  };

  return {
    count(samples) {
      for (let i = 0; i < samples.length; i++) {
        value[0] = samples[i] * samples[i];
        upper[bits[0] >>> 16]++;
      }
      total += samples.length;
    },
    needsDetail() {
      const [low, high] = ranks();
      for (const rank of [low, high]) {
        const [bin] = binOf(upper, rank);
        bits[0] = bin * BINS;
        if (value[0] < 1) details.set(bin, new Float64Array(BINS));
      }
      return details.size > 0;
    },
    refine(samples) {
      for (let i = 0; i < samples.length; i++) {
        value[0] = samples[i] * samples[i];
        const detail = details.get(bits[0] >>> 16);
        if (detail !== undefined) detail[bits[0] & 0xffff]++;
      }
    },
    median() {
      if (total === 0) return NaN;
      const [low, high] = ranks();
      return (valueAt(low) + valueAt(high)) / 2;
    },
  };
}

/** The bin that holds a rank, and how many values lie before that bin. */
function binOf(counts: Float64Array, rank: number): [bin: number, before: number] {
  let before = 0;
  for (let bin = 0; bin < counts.length; bin++) {
    if (before + counts[bin] > rank) return [bin, before];
    before += counts[bin];
  }
  return [counts.length - 1, before];
}
