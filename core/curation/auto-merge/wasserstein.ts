/**
 * First Wasserstein distance of two histograms over the same evenly spaced places (scipy.stats.wasserstein_distance with
 * weights). NaN when one of them is empty.
 * @param spacing distance between neighbouring places
 */
export function histogramDistance(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  spacing: number,
): number {
  let sumA = 0;
  let sumB = 0;
  for (let i = 0; i < a.length; i++) {
    sumA += a[i];
    sumB += b[i];
  }
  if (!(sumA > 0) || !(sumB > 0)) return NaN;
  let below = 0;
  let distance = 0;
  for (let i = 0; i < a.length - 1; i++) {
    below += a[i] / sumA - b[i] / sumB;
    distance += Math.abs(below) * spacing;
  }
  return distance;
}
