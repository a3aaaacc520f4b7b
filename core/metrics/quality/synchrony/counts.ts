/**
 * Coincidences per size and unit. As in SpikeInterface 0.103, samples are compared over all segments, the rows taken are
 * those that follow the first spike of that sample, and a unit counts once per coincidence. One pass over all spikes.
 * @param samples ascending within segments: [spike]
 * @param segments where each segment's spikes lie
 * @returns [size × unit]
 */
export function synchronyCounts(
  samples: Float64Array,
  units: Int32Array,
  segments: readonly { readonly start: number; readonly end: number }[],
  { sizes, numUnits }: { readonly sizes: readonly number[]; readonly numUnits: number },
): Float64Array {
  const counts = new Float64Array(sizes.length * numUnits);
  const next = segments.map(({ start }) => start);
  const involved = new Set<number>();
  for (;;) {
    let sample = Infinity;
    for (const [s, { end }] of segments.entries()) {
      if (next[s] < end && samples[next[s]] < sample) sample = samples[next[s]];
    }
    if (sample === Infinity) return counts;
    let first = -1;
    let n = 0;
    for (const [s, { end }] of segments.entries()) {
      while (next[s] < end && samples[next[s]] === sample) {
        if (first < 0) first = next[s];
        next[s]++;
        n++;
      }
    }
    if (n < 2) continue;
    involved.clear();
    for (let row = first; row < Math.min(units.length, first + n); row++) involved.add(units[row]);
    for (const [k, size] of sizes.entries()) {
      if (size > n) continue;
      for (const unit of involved) counts[k * numUnits + unit]++;
    }
  }
}
