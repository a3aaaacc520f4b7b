/*
 * Numbers of single spike trains that a preview shows: O(spikes × spikes in the window). Trains are samples over all
 * segments, a segment behind the other, so that one pass does.
 */

/**
 * Counts of differences b − a by bin, the middle of them at 0; a spike is not compared with itself.
 * @param halfBins bins on each side
 */
export function correlogramOf(
  a: Float64Array,
  b: Float64Array,
  binFrames: number,
  halfBins: number,
): number[] {
  const window = binFrames * halfBins;
  const counts = new Array<number>(2 * halfBins).fill(0);
  const same = a === b;
  let first = 0;
  for (let i = 0; i < a.length; i++) {
    while (first < b.length && b[first] < a[i] - window) first++;
    for (let j = first; j < b.length; j++) {
      const difference = b[j] - a[i];
      if (difference >= window) break;
      if (same && j === i) continue;
      counts[Math.floor(difference / binFrames) + halfBins]++;
    }
  }
  return counts;
}

/** How many samples lie in each of some equal bins. */
export function countOverTime(samples: Float64Array, endFrame: number, numBins: number): number[] {
  const counts = new Array<number>(numBins).fill(0);
  for (const sample of samples) {
    counts[Math.min(numBins - 1, Math.floor((sample / endFrame) * numBins))]++;
  }
  return counts;
}

/** The median of values in each of some equal bins of time; null where there are none. */
export function medianOverTime(
  samples: Float64Array,
  values: Float64Array,
  endFrame: number,
  numBins: number,
): (number | null)[] {
  const bins = Array.from({ length: numBins }, (): number[] => []);
  for (let i = 0; i < samples.length; i++) {
    bins[Math.min(numBins - 1, Math.floor((samples[i] / endFrame) * numBins))].push(values[i]);
  }
  return bins.map((bin) => {
    const known = bin.filter(Number.isFinite).sort((a, b) => a - b);
    if (known.length === 0) return null;
    const middle = known.length >> 1;
    return known.length % 2 === 1 ? known[middle] : (known[middle - 1] + known[middle]) / 2;
  });
}
