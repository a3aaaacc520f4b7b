/**
 * Smooths values by a Gaussian: scipy.ndimage.gaussian_filter1d with reflected borders, cut at four standard deviations.
 * @param sigma in samples, positive
 */
export function gaussianSmooth(values: Float64Array, sigma: number): Float64Array {
  const radius = Math.trunc(4 * sigma + 0.5);
  const weights = Float64Array.from({ length: 2 * radius + 1 }, (_, i) =>
    Math.exp((-0.5 / (sigma * sigma)) * (i - radius) ** 2),
  );
  const total = weights.reduce((a, b) => a + b, 0);
  const n = values.length;
  return values.map((_, i) => {
    let sum = 0;
    for (let k = -radius; k <= radius; k++) {
      const period = (((i + k) % (2 * n)) + 2 * n) % (2 * n);
      sum += (weights[k + radius] / total) * values[period < n ? period : 2 * n - 1 - period];
    }
    return sum;
  });
}
