import type { PairCount } from "../kernels.ts";

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
