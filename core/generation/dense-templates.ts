import { defaultRng, ndArray, type NdArray, type Seed } from "#core/array/index.ts";
import { EphysError, type UnitId } from "#core/model/index.ts";
import { columnTemplates, isOneColumn } from "./column-templates.ts";
import { interpolateTemplates } from "./interpolate-templates.ts";

/* Templates of real units made fit for a hybrid recording: chosen, scaled, moved (SpikeInterface 0.103.2, hybrid_tools). */

/** Templates of units on a probe. */
export interface DenseTemplates {
  /** [unit × sample × channel] */
  readonly array: NdArray<Float32Array | Float64Array>;
  readonly unitIds: readonly UnitId[];
  /** Hz */
  readonly samplingFrequency: number;
  /** samples before the peak */
  readonly nbefore: number;
  /** [channel × 2], µm */
  readonly locations: Float64Array;
}

export const AMPLITUDE_FUNCTIONS = ["ptp", "min", "max"] as const;
type AmplitudeFunction = (typeof AMPLITUDE_FUNCTIONS)[number];

/** Which templates are kept; limits are inclusive, null or absent = none. */
export interface TemplateSelection {
  readonly minAmplitude?: number | null;
  readonly maxAmplitude?: number | null;
  /** µm */
  readonly minDepth?: number | null;
  /** µm */
  readonly maxDepth?: number | null;
  /** on the channel of the largest trough: peak to peak (default), smallest or largest value */
  readonly amplitudeFunction?: AmplitudeFunction;
  /** default y */
  readonly depthDirection?: "x" | "y";
}

/**
 * The templates of a range of amplitudes and depths.
 * @returns undefined when none is left
 * @throws InvalidParameter when no limit is given
 */
export function selectTemplates(
  templates: DenseTemplates,
  selection: TemplateSelection,
): DenseTemplates | undefined {
  const { minAmplitude, maxAmplitude, minDepth, maxDepth } = selection;
  if ([minAmplitude, maxAmplitude, minDepth, maxDepth].every((limit) => (limit ?? null) === null)) {
    throw new EphysError(
      "InvalidParameter",
      "give at least one of min_amplitude, max_amplitude, min_depth, max_depth",
    );
  }
  const channels = extremumChannels(templates);
  const amplitudes = amplitudesOf(templates, channels, selection.amplitudeFunction ?? "ptp");
  const depths = depthsOf(templates.locations, selection.depthDirection ?? "y");
  const within = (value: number, low?: number | null, high?: number | null): boolean =>
    value >= (low ?? -Infinity) && value <= (high ?? Infinity);
  const kept = [...channels.keys()].filter(
    (unit) =>
      within(amplitudes[unit], minAmplitude, maxAmplitude) &&
      within(depths[channels[unit]], minDepth, maxDepth),
  );
  return kept.length === 0 ? undefined : pickTemplates(templates, kept);
}

/** The templates of some units. @param units positions in `unitIds` */
export function pickTemplates(templates: DenseTemplates, units: readonly number[]): DenseTemplates {
  const { array } = templates;
  const [, width, numChannels] = array.shape;
  const size = width * numChannels;
  const data = emptyLike(array, units.length * size);
  for (const [i, unit] of units.entries()) {
    data.set(array.data.subarray(unit * size, (unit + 1) * size), i * size);
  }
  return {
    ...templates,
    array: ndArray(array.dtype, [units.length, width, numChannels], data),
    unitIds: units.map((unit) => templates.unitIds[unit]),
  };
}

/**
 * Templates divided by factors that bring the smallest amplitude to `minAmplitude` and the largest to `maxAmplitude`;
 * the factors between grow with the amplitude. Where all amplitudes are equal (one template, say), which the reference
 * cannot scale, they come to the middle of the range.
 */
export function scaleTemplatesToRange(
  templates: DenseTemplates,
  minAmplitude: number,
  maxAmplitude: number,
  amplitudeFunction: AmplitudeFunction = "ptp",
): DenseTemplates {
  if (minAmplitude === 0 || maxAmplitude === 0) {
    throw new EphysError("InvalidParameter", "templates cannot be scaled to an amplitude of 0");
  }
  const amplitudes = amplitudesOf(templates, extremumChannels(templates), amplitudeFunction);
  const low = amplitudes.reduce((min, x) => Math.min(min, x), Infinity);
  const high = amplitudes.reduce((max, x) => Math.max(max, x), -Infinity);
  const atLow = low / minAmplitude;
  const slope = (high / maxAmplitude - atLow) / (high - low);
  const { array } = templates;
  const size = array.shape[1] * array.shape[2];
  const data = emptyLike(array, array.data.length);
  for (let unit = 0; unit < amplitudes.length; unit++) {
    const factor =
      high === low
        ? amplitudes[unit] / ((minAmplitude + maxAmplitude) / 2)
        : slope * (amplitudes[unit] - low) + atLow;
    for (let i = unit * size; i < (unit + 1) * size; i++) data[i] = array.data[i] / factor;
  }
  return { ...templates, array: ndArray(array.dtype, array.shape, data) };
}

/** How far and where templates move. */
export interface Relocation {
  /** µm */
  readonly minDisplacement: number;
  /** µm */
  readonly maxDisplacement: number;
  /** µm beyond the outermost contacts, default 0 */
  readonly margin?: number;
  /** whether units go towards the nearer end of the probe, default true */
  readonly favorBorders?: boolean;
  /** default y */
  readonly depthDirection?: "x" | "y";
  readonly seed?: Seed;
}

/**
 * Templates moved along the probe by random distances, interpolated between its contacts. A move that would leave the
 * probe goes the other way. The nearer end is told by the probe's middle; the reference takes half its length, which
 * is the same only for a probe that begins at 0.
 */
export function relocateTemplates(templates: DenseTemplates, how: Relocation): DenseTemplates {
  const { margin = 0, favorBorders = true, depthDirection = "y" } = how;
  if (margin < 0) throw new EphysError("InvalidParameter", `margin ${String(margin)} is below 0`);
  const depths = depthsOf(templates.locations, depthDirection);
  const top = depths.reduce((max, x) => Math.max(max, x), -Infinity) + margin;
  const bottom = depths.reduce((min, x) => Math.min(min, x), Infinity) - margin;
  const channels = extremumChannels(templates);
  const rng = defaultRng(how.seed ?? 0);
  const distances = rng.uniform(how.minDisplacement, how.maxDisplacement, channels.length);
  const { array } = templates;
  const size = array.shape[1] * array.shape[2];
  const data = emptyLike(array, array.data.length);
  for (let unit = 0; unit < channels.length; unit++) {
    const depth = depths[channels[unit]];
    let move = distances[unit];
    if (favorBorders ? depth <= (top + bottom) / 2 : rng.integers(0, 2) === 0) move = -move;
    if (depth + move > top || depth + move < bottom) move = -move;
    const displacement = depthDirection === "x" ? [move, 0] : [0, move];
    const moved = moveTemplates(pickTemplates(templates, [unit]), Float64Array.from(displacement));
    data.set(moved.data as Float64Array, unit * size);
  }
  return { ...templates, array: ndArray(array.dtype, array.shape, data) };
}

/**
 * Templates as they look when the units are displaced, by interpolation between the contacts (move_dense_templates);
 * 0 where a contact would have to see beyond the probe.
 * @param displacements [displacement × 2], µm
 * @param places [channel × 2] of another probe to look from, µm; default the templates' own
 * @returns [displacement × unit × sample × channel]
 */
export function moveTemplates(
  { array, locations: source }: DenseTemplates,
  displacements: Float64Array,
  places: Float64Array = source,
  method = "cubic",
): NdArray {
  const count = displacements.length / 2;
  const moved = new Float64Array(count * places.length);
  for (let d = 0; d < count; d++) {
    for (let i = 0; i < places.length; i++) {
      moved[d * places.length + i] = places[i] - displacements[2 * d + (i % 2)];
    }
  }
  const seenFrom = ndArray("float64", [count, places.length / 2, 2], moved);
  if (isOneColumn(source) && isOneColumn(places)) return columnTemplates(array, source, seenFrom);
  return interpolateTemplates(
    array,
    ndArray("float64", [source.length / 2, 2], source),
    seenFrom,
    method,
  );
}

function depthsOf(locations: Float64Array, direction: "x" | "y"): Float64Array {
  return locations.filter((_, i) => i % 2 === (direction === "x" ? 0 : 1));
}

/** Channel of each unit's largest trough: [unit]. */
export function extremumChannels({ array }: DenseTemplates): Int32Array {
  const [numUnits, width, numChannels] = array.shape;
  const out = new Int32Array(numUnits);
  for (let unit = 0; unit < numUnits; unit++) {
    let largest = -Infinity;
    for (let channel = 0; channel < numChannels; channel++) {
      let low = Infinity;
      for (let s = 0; s < width; s++) {
        low = Math.min(low, array.data[(unit * width + s) * numChannels + channel]);
      }
      if (Math.abs(low) > largest) {
        largest = Math.abs(low);
        out[unit] = channel;
      }
    }
  }
  return out;
}

function amplitudesOf(
  { array }: DenseTemplates,
  channels: Int32Array,
  amplitude: AmplitudeFunction,
): Float64Array {
  const [, width, numChannels] = array.shape;
  return Float64Array.from(channels, (channel, unit) => {
    let low = Infinity;
    let high = -Infinity;
    for (let s = 0; s < width; s++) {
      const value = array.data[(unit * width + s) * numChannels + channel];
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
    return amplitude === "ptp" ? high - low : amplitude === "min" ? low : high;
  });
}

function emptyLike(
  { data }: NdArray<Float32Array | Float64Array>,
  length: number,
): Float32Array | Float64Array {
  return data instanceof Float32Array ? new Float32Array(length) : new Float64Array(length);
}
