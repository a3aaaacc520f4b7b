/**
 * Median of the squares (float32) of more samples than fit in memory, where it is below 1: of a larger signal nobody asks
 * how large. NaN samples count as largest.
 */
export interface SmallSquareMedian {
  /** First pass over the samples. */
  count(samples: Float32Array): void;
  /** True where the median is below 1: the same samples are then to be passed to `countUpper`, then to `countLower`. */
  isBelowOne(): boolean;
  countUpper(samples: Float32Array): void;
  countLower(samples: Float32Array): void;
  /** Exact after all passes; undefined where it is not below 1. */
  median(): number | undefined;
}

const BINS = 65536;
/** Bits of a float32 without its sign, and those of 1. */
const MAGNITUDE = 0x7fffffff;
const ONE = 0x3f800000;

/**
 * Non-negative floats order as their bits: the second pass counts by the upper 16 bits, the third by the lower 16 bits
 * within the one or two bins that hold the middle.
 */
export function createSmallSquareMedian(): SmallSquareMedian {
  const upper = new Float64Array(BINS);
  const details = new Map<number, Float64Array>();
  const value = new Float32Array(1);
  const bits = new Uint32Array(value.buffer);
  let total = 0;
  let belowOne = 0;

  const ranks = (): [number, number] => [Math.floor((total - 1) / 2), Math.floor(total / 2)];
  const isBelowOne = (): boolean => total > 0 && ranks()[0] < belowOne;
  const valueAt = (rank: number): number => {
    const [bin, before] = binOf(upper, rank);
    const detail = detailOf(bin);
    bits[0] = bin * BINS + binOf(detail, rank - before)[0];
    return value[0];
  };
  const detailOf = (bin: number): Float64Array => {
    const known = details.get(bin) ?? new Float64Array(BINS);
    details.set(bin, known);
    return known;
  };

  return {
    count(samples) {
      // the sign of a difference of bits: without a branch, which noise around 1 would mispredict every other time
      const patterns = new Int32Array(samples.buffer, samples.byteOffset, samples.length);
      let below = 0;
      for (let i = 0; i < patterns.length; i++) {
        below += ((patterns[i] & MAGNITUDE) - ONE) >>> 31;
      }
      belowOne += below;
      total += samples.length;
    },
    isBelowOne,
    countUpper(samples) {
      for (let i = 0; i < samples.length; i++) {
        value[0] = samples[i] * samples[i];
        upper[bits[0] >>> 16]++;
      }
    },
    countLower(samples) {
      const [low, high] = ranks().map((rank) => binOf(upper, rank)[0]);
      const [lows, highs] = [detailOf(low), detailOf(high)];
      for (let i = 0; i < samples.length; i++) {
        value[0] = samples[i] * samples[i];
        const bin = bits[0] >>> 16;
        if (bin === low) lows[bits[0] & 0xffff]++;
        else if (bin === high) highs[bits[0] & 0xffff]++;
      }
    },
    median() {
      if (!isBelowOne()) return undefined;
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
