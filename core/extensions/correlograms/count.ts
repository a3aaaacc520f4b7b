/*
 * Counts of time differences between spikes of all pairs of units (correlograms of SpikeInterface 0.103): bin b of the
 * pair (i, j) holds differences t_i − t_j in [edge b, edge b + 1), so −window counts and +window does not. A spike is
 * not compared with itself. O(spikes × spikes in the window).
 */

/**
 * Adds the counts of one segment.
 * @param samples [spike], ascending
 * @param units [spike], below `numUnits`
 * @param counts [unit × unit × bin], added to
 */
export function addCorrelograms(
  samples: ArrayLike<number>,
  units: ArrayLike<number>,
  numUnits: number,
  windowFrames: number,
  binFrames: number,
  counts: Float64Array,
): void {
  const half = windowFrames / binFrames;
  const numBins = 2 * half;
  const rowSize = numUnits * numBins;
  // bins of every difference: floor(d / bin) later minus earlier, floor(−d / bin) earlier minus later
  const later = new Int32Array(windowFrames + 1);
  const earlier = new Int32Array(windowFrames + 1);
  for (let d = 0; d <= windowFrames; d++) {
    later[d] = half + Math.floor(d / binFrames);
    earlier[d] = half - Math.ceil(d / binFrames);
  }
  const n = samples.length;
  for (let i = 0; i < n; i++) {
    const from = samples[i];
    const unit = units[i];
    const rowOfUnit = unit * rowSize;
    const columnOfUnit = unit * numBins;
    for (let j = i + 1; j < n; j++) {
      const d = samples[j] - from;
      if (d > windowFrames) break;
      const other = units[j];
      counts[rowOfUnit + other * numBins + earlier[d]]++;
      if (d < windowFrames) counts[other * rowSize + columnOfUnit + later[d]]++;
    }
  }
}
