import { histogram } from "../shared/numeric.ts";

/** Share of spikes missing at the small end (the right one: spikes are negative); NaN with too few spikes. */
export function amplitudeCutoff(
  amplitudes: Float32Array | Float64Array,
  numBins: number,
  smoothing: number,
  minPerBin: number,
): number {
  const n = amplitudes.length;
  if (n / numBins < minPerBin) return NaN;
  const { counts, edges } = histogram(amplitudes, numBins);
  // widths have the precision of the amplitudes, as in NumPy
  const single = amplitudes instanceof Float32Array;
  const width = (i: number): number => {
    const exact = edges[i + 1] - edges[i];
    return single ? Math.fround(exact) : exact;
  };
  const density = counts.map((count, i) => count / width(i) / n);
  const pdf = gaussianFilter(density, smoothing);
  let peak = 0;
  for (let i = 1; i < pdf.length; i++) if (pdf[i] > pdf[peak]) peak = i;
  let cut = peak;
  for (let i = peak; i < pdf.length; i++) {
    if (Math.abs(pdf[i] - pdf[0]) < Math.abs(pdf[cut] - pdf[0])) cut = i;
  }
  const binSize = (edges[numBins - 1] - edges[0]) / (numBins - 1);
  const missing = pdf.subarray(cut).reduce((sum, value) => sum + value, 0) * binSize;
  return Math.min(missing, 0.5);
}

/** scipy.ndimage.gaussian_filter1d: reflected borders, cut at four standard deviations. */
function gaussianFilter(values: Float64Array, sigma: number): Float64Array {
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
