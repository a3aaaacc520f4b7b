/* Statistics of a column; NaN is left out by the caller. */

/** The middle value; NaN of nothing. */
export function median(values: ArrayLike<number>): number {
  return percentile(values, 50);
}

/** A percentile with linear interpolation (NumPy's default); NaN of nothing. */
export function percentile(values: ArrayLike<number>, percent: number): number {
  const sorted = Float64Array.from(values).sort();
  if (sorted.length === 0) return NaN;
  const place = ((sorted.length - 1) * percent) / 100;
  const below = Math.floor(place);
  const share = place - below;
  const [a, b] = [sorted[below], sorted[Math.min(below + 1, sorted.length - 1)]];
  return share < 0.5 ? a + (b - a) * share : b - (b - a) * (1 - share);
}

/** The smallest of the most frequent values; NaN of nothing. */
export function mostFrequent(values: Float64Array): number {
  const sorted = values.slice().sort();
  let [best, bestCount] = [NaN, 0];
  for (let start = 0; start < sorted.length;) {
    let end = start;
    while (end < sorted.length && sorted[end] === sorted[start]) end++;
    if (end - start > bestCount) [best, bestCount] = [sorted[start], end - start];
    start = end;
  }
  return best;
}
