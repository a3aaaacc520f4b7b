import type { PairCount, PairShape } from "../kernels.ts";
import { refuseSpikes } from "../shapes-of-rows.ts";

/** `Kernels.countPairs`. */
export function countPairs(
  { frames, units, rows, binFrames, numHalfBins: half }: PairCount,
  below: Int32Array,
  exact: Int32Array,
): void {
  const window = binFrames * half;
  // bin of every difference, so that the loop divides nothing
  const binOf = Int32Array.from({ length: window }, (_, d) => Math.floor(d / binFrames));
  const n = frames.length;
  for (let s = 0; s < rows.length; s++) {
    const from = frames[rows[s]];
    for (let j = rows[s] + 1; j < n; j++) {
      const d = frames[j] - from;
      if (d >= window) {
        if (d > window) break;
        exact[units[j] * (half + 1) + half]++;
        continue;
      }
      const bin = binOf[d];
      below[units[j] * half + bin]++;
      if (bin * binFrames === d) exact[units[j] * (half + 1) + bin]++;
    }
  }
}

/** `Kernels.addCorrelograms`. */
export function addCorrelograms(
  samples: Float64Array,
  units: Int32Array,
  { numUnits, binFrames, numHalfBins: half }: PairShape,
  counts: Float64Array,
): void {
  if (!areCountable(samples, units, numUnits)) refuseSpikes(numUnits);
  const window = binFrames * half;
  const numBins = 2 * half;
  const frames = samples.map(Math.trunc);
  for (let i = 0; i < frames.length; i++) {
    for (let j = i + 1; j < frames.length; j++) {
      const d = frames[j] - frames[i];
      if (d > window) break;
      const later = (units[j] * numUnits + units[i]) * numBins + half;
      const earlier = (units[i] * numUnits + units[j]) * numBins + half;
      if (d < window) counts[later + Math.floor(d / binFrames)]++;
      counts[earlier - Math.ceil(d / binFrames)]++;
    }
  }
}

function areCountable(samples: Float64Array, units: Int32Array, numUnits: number): boolean {
  return samples.every(
    (sample, i) =>
      Number.isSafeInteger(Math.trunc(sample)) &&
      (i === 0 || sample >= samples[i - 1]) &&
      units[i] >= 0 &&
      units[i] < numUnits,
  );
}
