import { gaussianSmooth } from "#core/stats/index.ts";
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
  const pdf = gaussianSmooth(density, smoothing);
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
