import { numpyArgsort } from "#core/array/index.ts";
import { EphysError } from "#core/model/index.ts";

/** One unit's template on channels of known places. */
export interface TemplateGrid {
  /** [sample × channel] */
  readonly values: Float64Array;
  readonly numSamples: number;
  readonly numChannels: number;
  /** values and differences of them are rounded to float32, as NumPy does for templates of that type */
  readonly isFloat32: boolean;
  /** [channel × ndim], µm */
  readonly locations: Float64Array;
  readonly ndim: number;
}

export type DepthDirection = string;

/** The axis of `locations` that counts as depth: y, or x for any other word. */
export function depthAxis(direction: DepthDirection): 0 | 1 {
  return direction === "y" ? 1 : 0;
}

/** Largest less smallest sample of every channel: [channel]. */
export function peakToPeak({
  values,
  numSamples,
  numChannels,
  isFloat32,
}: TemplateGrid): Float64Array {
  const out = new Float64Array(numChannels);
  for (let c = 0; c < numChannels; c++) {
    let least = Infinity;
    let most = -Infinity;
    for (let s = 0; s < numSamples; s++) {
      const value = values[s * numChannels + c];
      if (Number.isNaN(value)) least = most = NaN;
      if (value < least) least = value;
      if (value > most) most = value;
    }
    out[c] = isFloat32 ? Math.fround(most - least) : most - least;
  }
  return out;
}

/** The first largest value; NaN wins, as in NumPy. */
export function argMax(values: Float64Array): number {
  let best = 0;
  for (let i = 0; i < values.length && !Number.isNaN(values[best]); i++) {
    if (Number.isNaN(values[i]) || values[i] > values[best]) best = i;
  }
  return best;
}

/** Some channels of a template, in the given order. */
export function pickChannels(grid: TemplateGrid, channels: ArrayLike<number>): TemplateGrid {
  const { values, numSamples, numChannels, locations, ndim } = grid;
  const count = channels.length;
  const picked = new Float64Array(numSamples * count);
  const places = new Float64Array(count * ndim);
  for (let k = 0; k < count; k++) {
    const channel = channels[k];
    for (let s = 0; s < numSamples; s++) picked[s * count + k] = values[s * numChannels + channel];
    for (let d = 0; d < ndim; d++) places[k * ndim + d] = locations[channel * ndim + d];
  }
  return { ...grid, values: picked, numChannels: count, locations: places };
}

/**
 * The channels in a column around the largest one; all when no range is given.
 * The column is always measured from the x of the largest channel, whichever coordinate is compared: the reference's rule.
 */
export function withinColumn(
  grid: TemplateGrid,
  range: number | null,
  direction: DepthDirection = "y",
): TemplateGrid {
  if (range === null) return grid;
  const { numChannels, locations, ndim } = grid;
  const x = locations[argMax(peakToPeak(grid)) * ndim];
  const across = direction === "y" ? 0 : 1;
  const kept: number[] = [];
  for (let c = 0; c < numChannels; c++) {
    if (Math.abs(locations[c * ndim + across] - x) <= range) kept.push(c);
  }
  return pickChannels(grid, kept);
}

/** Channels by depth; ties in the order in which NumPy 1.24 sorts them. @throws InvalidParameter */
export function sortedByDepth(grid: TemplateGrid, direction: DepthDirection = "y"): TemplateGrid {
  const { numChannels, locations, ndim } = grid;
  const count = locations.length / ndim;
  if (count > numChannels) {
    throw new EphysError(
      "InvalidParameter",
      `channel_locations has ${String(count)} rows for ${String(numChannels)} channels of the template`,
    );
  }
  const axis = depthAxis(direction);
  return pickChannels(
    grid,
    numpyArgsort(Float64Array.from({ length: count }, (_, c) => locations[c * ndim + axis])),
  );
}

/** Distance between two channels' places. */
export function distanceBetween(a: TemplateGrid, channel: number, b: Float64Array): number {
  let sum = 0;
  for (let d = 0; d < a.ndim; d++) sum += (a.locations[channel * a.ndim + d] - b[d]) ** 2;
  return Math.sqrt(sum);
}

export function placeOf({ locations, ndim }: TemplateGrid, channel: number): Float64Array {
  return locations.slice(channel * ndim, (channel + 1) * ndim);
}
