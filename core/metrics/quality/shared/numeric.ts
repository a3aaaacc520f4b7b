/** Small statistics as NumPy computes them. */

/** Linear interpolation between order statistics; NaN without values or with one that is NaN. */
export function quantile(values: ArrayLike<number>, fraction: number): number {
  const sorted = Float64Array.from(values).sort();
  const n = sorted.length;
  if (n === 0 || Number.isNaN(sorted[n - 1])) return NaN;
  const position = fraction * (n - 1);
  const below = Math.floor(position);
  const above = Math.min(below + 1, n - 1);
  return sorted[below] + (sorted[above] - sorted[below]) * (position - below);
}

export function median(values: ArrayLike<number>): number {
  return quantile(values, 0.5);
}

export function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum / values.length;
}

/** Standard deviation of a population. */
export function std(values: ArrayLike<number>): number {
  const centre = mean(values);
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += (values[i] - centre) ** 2;
  return Math.sqrt(sum / values.length);
}

export interface Histogram {
  /** [bin] */
  readonly counts: Float64Array;
  /** [bin + 1] */
  readonly edges: Float64Array;
}

/** Equal bins from the smallest to the largest value, the last one closed; edges are single where the values are. */
export function histogram(values: Float32Array | Float64Array, numBins: number): Histogram {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (values.length === 0) [low, high] = [0, 1];
  if (low === high) [low, high] = [low - 0.5, high + 0.5];
  const single = values instanceof Float32Array;
  const step = (high - low) / numBins;
  const edges = Float64Array.from({ length: numBins + 1 }, (_, i) => {
    const edge = i === numBins ? high : low + i * step;
    return single ? Math.fround(edge) : edge;
  });
  const counts = new Float64Array(numBins);
  for (const value of values) {
    let bin = Math.min(
      numBins - 1,
      Math.max(0, Math.floor(((value - low) / (high - low)) * numBins)),
    );
    while (bin > 0 && value < edges[bin]) bin--;
    while (bin < numBins - 1 && value >= edges[bin + 1]) bin++;
    counts[bin]++;
  }
  return { counts, edges };
}

/** Counts between given ascending edges, the last bin closed; values outside are left out. */
export function histogramBetween(
  values: ArrayLike<number>,
  edges: ArrayLike<number>,
): Float64Array {
  const numBins = Math.max(0, edges.length - 1);
  const counts = new Float64Array(numBins);
  if (numBins === 0) return counts;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (!(value >= edges[0] && value <= edges[numBins])) continue;
    let low = 0;
    let high = numBins - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (edges[middle] <= value) low = middle;
      else high = middle - 1;
    }
    counts[low]++;
  }
  return counts;
}
