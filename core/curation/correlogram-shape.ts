import { EphysError } from "#core/model/index.ts";

/** A correlogram with mean 1; all zeros stay zeros. */
export function normalizedCorrelogram(values: Float64Array): Float64Array {
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
  return mean === 0 ? values : values.map((x) => x / mean);
}

/**
 * Correlograms smoothed by a Gaussian over the bins.
 * @param rows [row × bin]
 * @param bins place of each bin of the kernel, ms
 */
export function smoothedCorrelograms(
  rows: Float64Array,
  numBins: number,
  bins: Float64Array,
  sigmaMs: number,
): Float64Array {
  const kernel = bins.map((x) => Math.exp(-(x * x) / (2 * sigmaMs * sigmaMs)));
  const sum = kernel.reduce((total, x) => total + x, 0);
  const centre = Math.floor((kernel.length - 1) / 2);
  const out = new Float64Array(rows.length);
  for (let start = 0; start < rows.length; start += numBins) {
    for (let i = 0; i < numBins; i++) {
      let value = 0;
      for (let k = 0; k < kernel.length; k++) {
        const from = i + centre - k;
        if (from >= 0 && from < numBins) value += rows[start + from] * (kernel[k] / sum);
      }
      out[start + i] = value;
    }
  }
  return out;
}

/**
 * Bins from the centre to the nearest bend of an auto-correlogram that is above the threshold (halved until there is
 * one); 20 for an empty correlogram.
 */
export function adaptiveWindow(values: Float64Array, threshold: number): number {
  if (values.every((x) => x === 0)) return 20;
  if (values.length < 2) {
    throw new EphysError("InvalidParameter", "a correlogram of one bin has no shape", {
      parameter: "auto_corr",
    });
  }
  const bend = gradient(gradient(values)).map((x) => -x);
  const half = Math.floor(values.length / 2);
  const peaks = localMaxima(bend).filter((i) => i < half);
  for (let limit = threshold; ; limit /= 2) {
    const peak = peaks.findLast((i) => values[i] >= limit);
    if (peak !== undefined) return half - peak;
    if (!(limit >= 1e-5)) return 1;
  }
}

/** numpy.gradient: central differences, one-sided at the ends. */
function gradient(values: Float64Array): Float64Array {
  const last = values.length - 1;
  return values.map((x, i) => {
    if (i === 0) return values[1] - x;
    if (i === last) return x - values[last - 1];
    return (values[i + 1] - values[i - 1]) / 2;
  });
}

/** Places higher than both neighbours; of a flat top its middle. */
function localMaxima(values: Float64Array): number[] {
  const peaks: number[] = [];
  for (let i = 1; i < values.length - 1; i++) {
    if (!(values[i - 1] < values[i])) continue;
    let end = i;
    while (end < values.length - 1 && values[end + 1] === values[i]) end++;
    if (end < values.length - 1 && values[end + 1] < values[i]) peaks.push((i + end) >> 1);
    i = end;
  }
  return peaks;
}
