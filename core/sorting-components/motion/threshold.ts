import { EphysError } from "#core/model/index.ts";

/** How correlations become weights. */
export interface ThresholdOptions {
  /** squares of the correlations that stay instead of ones */
  readonly soft: boolean;
  readonly minCorr: number;
}

/**
 * Weights of pairs from their correlations, 0 below the threshold. Correlations are compared in single precision.
 * @param correlations per window, [bin × other bin]
 */
export function thresholdWeights(
  correlations: readonly Float32Array[],
  { soft, minCorr }: ThresholdOptions,
): Float32Array[] {
  const least = Math.fround(minCorr);
  return correlations.map((values) =>
    values.map((c) => {
      if (!soft) return Number(c >= least);
      return c < least ? 0 : c * c;
    }),
  );
}

/**
 * The percentile of the correlations of bins less than `numNeighbours` apart, the later one second.
 * @param correlations per window, [bin × bin]
 * @throws InvalidParameter when there are no such pairs or the percentile is not within [0, 100]
 */
export function neighbourPercentile(
  correlations: readonly Float32Array[],
  numBins: number,
  percentile: number,
  numNeighbours: number,
): number {
  const found: number[] = [];
  for (const values of correlations) {
    for (let i = 0; i < numBins; i++) {
      for (let j = i + 1; j < Math.min(numBins, i + numNeighbours); j++) {
        found.push(values[i * numBins + j]);
      }
    }
  }
  if (found.length === 0) {
    throw new EphysError(
      "InvalidParameter",
      "mincorr_percentile: no two time bins are neighbours; give longer chunks or more mincorr_percentile_nneighbs",
    );
  }
  if (!(percentile >= 0 && percentile <= 100)) {
    throw new EphysError(
      "InvalidParameter",
      `mincorr_percentile ${String(percentile)} is not between 0 and 100`,
    );
  }
  if (found.some(Number.isNaN)) return NaN;
  const sorted = Float64Array.from(found).sort();
  const at = (percentile / 100) * (sorted.length - 1);
  const below = Math.floor(at);
  const above = Math.min(below + 1, sorted.length - 1);
  const share = at - below;
  const step = sorted[above] - sorted[below];
  return share < 0.5 ? sorted[below] + step * share : sorted[above] - step * (1 - share);
}
