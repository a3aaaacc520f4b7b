import { EphysError } from "#core/model/index.ts";
import {
  depthAxis,
  distanceBetween,
  pickChannels,
  placeOf,
  sortedByDepth,
  withinColumn,
  type DepthDirection,
  type TemplateGrid,
} from "./template-grid.ts";
import { theilSenLine } from "./theil-sen.ts";

export interface VelocityParams {
  readonly depth_direction: DepthDirection;
  readonly min_channels_for_velocity: number;
  readonly min_r2_velocity: number;
  /** µm; null = all columns */
  readonly column_range: number | null;
}

/**
 * How fast a spike travels away from the channel of its trough, µm/ms, above or below that channel (included); NaN with
 * too few channels or a poor fit. Below, the column is measured along y whatever the depth direction: the reference's rule.
 * @throws InvalidParameter when no channel is left
 */
export function velocity(
  side: "above" | "below",
  template: TemplateGrid,
  samplingFrequency: number,
  params: VelocityParams,
): number {
  const { depth_direction: direction, column_range: range } = params;
  const column = withinColumn(template, range, side === "above" ? direction : "y");
  const sorted = sortedByDepth(column, direction);
  const { values, numChannels, locations, ndim } = sorted;
  if (numChannels === 0) {
    throw new EphysError("InvalidParameter", "no channel lies within column_range");
  }
  const trough = firstMinimum(values, 0, 1);
  const axis = depthAxis(direction);
  const centre = placeOf(sorted, trough % numChannels);
  const kept: number[] = [];
  for (let c = 0; c < numChannels; c++) {
    const depth = locations[c * ndim + axis];
    if (side === "above" ? depth >= centre[axis] : depth <= centre[axis]) kept.push(c);
  }
  if (kept.length < params.min_channels_for_velocity) return NaN;
  const part = pickChannels(sorted, kept);
  const startMs = (Math.floor(trough / numChannels) / samplingFrequency) * 1000;
  const times = Float64Array.from(kept, (_, k) => {
    const sample = firstMinimum(part.values, k, kept.length);
    return (sample / samplingFrequency) * 1000 - startMs;
  });
  const distances = Float64Array.from(kept, (_, k) => distanceBetween(part, k, centre));
  const { slope, score } = theilSenLine(times, distances);
  return score < params.min_r2_velocity ? NaN : slope;
}

/** Position of the smallest of every `stride`-th value; NaN wins, as in NumPy. */
function firstMinimum(values: Float64Array, first: number, stride: number): number {
  let best = 0;
  const count = Math.floor((values.length - first + stride - 1) / stride);
  for (let i = 0; i < count && !Number.isNaN(values[first + best * stride]); i++) {
    const value = values[first + i * stride];
    if (Number.isNaN(value) || value < values[first + best * stride]) best = i;
  }
  return best;
}
