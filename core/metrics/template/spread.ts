import { EphysError } from "#core/model/index.ts";
import { gaussianSmooth } from "#core/stats/index.ts";
import {
  depthAxis,
  peakToPeak,
  sortedByDepth,
  withinColumn,
  type DepthDirection,
  type TemplateGrid,
} from "./template-grid.ts";

export interface SpreadParams {
  readonly depth_direction: DepthDirection;
  /** share of the largest amplitude */
  readonly spread_threshold: number;
  /** µm; null or 0 = none */
  readonly spread_smooth_um: number | null;
  /** µm; null = all columns */
  readonly column_range: number | null;
}

/**
 * Range of depths, µm, on which the (smoothed) amplitude exceeds a share of the largest one. The column is measured along
 * y whatever the depth direction: the reference's rule.
 * @throws InvalidParameter when smoothing needs several depths, or no channel exceeds the threshold
 */
export function spread(template: TemplateGrid, params: SpreadParams): number {
  const sorted = sortedByDepth(withinColumn(template, params.column_range), params.depth_direction);
  const axis = depthAxis(params.depth_direction);
  const { numChannels, locations, ndim, isFloat32 } = sorted;
  const depths = Float64Array.from({ length: numChannels }, (_, c) => locations[c * ndim + axis]);
  const round = isFloat32 ? Math.fround : (value: number): number => value;
  let amplitudes = peakToPeak(sorted);
  const smoothUm = params.spread_smooth_um;
  if (smoothUm !== null && smoothUm > 0) {
    amplitudes = gaussianSmooth(amplitudes, smoothUm / medianStep(depths)).map(round);
  }
  const most = amplitudes.reduce((a, b) => Math.max(a, b), -Infinity);
  const threshold = round(params.spread_threshold);
  const above = depths.filter((_, c) => round(amplitudes[c] / most) > threshold);
  if (above.length === 0) {
    throw new EphysError(
      "InvalidParameter",
      `no channel exceeds spread_threshold ${String(params.spread_threshold)}`,
    );
  }
  return above.reduce((a, b) => Math.max(a, b)) - above.reduce((a, b) => Math.min(a, b));
}

function medianStep(depths: Float64Array): number {
  const unique = Float64Array.from(new Set(depths)).sort();
  const steps = unique
    .subarray(1)
    .map((depth, i) => depth - unique[i])
    .sort();
  const n = steps.length;
  if (n > 0) return (steps[(n - 1) >> 1] + steps[n >> 1]) / 2;
  throw new EphysError(
    "InvalidParameter",
    "the spread is smoothed over channels of several depths",
  );
}
