/**
 * Correlograms of units that consist of others: the sum over all pairs of their members, exactly what counting their spikes
 * again gives.
 * @param counts [unit × unit × bin]
 * @param sources per new unit, positions of its members
 * @returns [new unit × new unit × bin]
 */
export function summedCorrelograms(
  counts: Float64Array,
  numUnits: number,
  numBins: number,
  sources: readonly (readonly number[])[],
): Float64Array {
  const n = sources.length;
  const out = new Float64Array(n * n * numBins);
  for (let a = 0; a < n; a++) {
    for (let b = 0; b < n; b++) {
      const to = (a * n + b) * numBins;
      for (const i of sources[a]) {
        for (const j of sources[b]) {
          const from = (i * numUnits + j) * numBins;
          for (let k = 0; k < numBins; k++) out[to + k] += counts[from + k];
        }
      }
    }
  }
  return out;
}
