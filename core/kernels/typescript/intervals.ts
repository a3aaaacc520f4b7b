/** `Kernels.countIntervals`. */
export function countIntervals(
  samples: Float64Array,
  starts: Float64Array,
  numSegments: number,
  binFrames: number,
  numBins: number,
  counts: Float64Array,
): void {
  const longest = numBins * binFrames;
  for (let group = 0; group + 1 < starts.length; group++) {
    const first = Math.floor(group / numSegments) * numBins;
    for (let i = starts[group] + 1; i < starts[group + 1]; i++) {
      const interval = samples[i] - samples[i - 1];
      if (!(interval >= 0 && interval <= longest)) continue;
      counts[first + (interval === longest ? numBins - 1 : Math.floor(interval / binFrames))]++;
    }
  }
}
