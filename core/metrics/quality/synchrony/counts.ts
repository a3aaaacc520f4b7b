/**
 * Coincidences per size and unit. As in SpikeInterface 0.103, samples are compared over all segments, the rows taken are
 * those that follow the first spike of that sample, and a unit counts once per coincidence.
 * @returns [size × unit]
 */
export function synchronyCounts(
  samples: Float64Array,
  units: Int32Array,
  sizes: readonly number[],
  numUnits: number,
): Float64Array {
  const first = new Map<number, number>();
  const times = new Map<number, number>();
  for (const [row, sample] of samples.entries()) {
    if (!first.has(sample)) first.set(sample, row);
    times.set(sample, (times.get(sample) ?? 0) + 1);
  }
  const counts = new Float64Array(sizes.length * numUnits);
  for (const [sample, n] of times) {
    if (n < 2) continue;
    const start = first.get(sample) ?? 0;
    const involved = new Set(units.subarray(start, start + n));
    for (const [k, size] of sizes.entries()) {
      if (size > n) continue;
      for (const unit of involved) counts[k * numUnits + unit]++;
    }
  }
  return counts;
}
