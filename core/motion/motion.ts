import { ndArray, toFloat64, type NdArray } from "#core/array/index.ts";
import { EphysError } from "#core/model/index.ts";

export const MOTION_DIRECTIONS = ["x", "y", "z"] as const;
export type MotionDirection = (typeof MOTION_DIRECTIONS)[number];

/** How the displacement between bin centres follows from those at the centres. */
export const MOTION_INTERPOLATIONS = ["linear", "nearest"] as const;
export type MotionInterpolation = (typeof MOTION_INTERPOLATIONS)[number];

/** Where the tissue was relative to the probe, over time and depth (SpikeInterface 0.103.2 core/motion.py). */
export interface Motion {
  /** per segment, [time bin × depth bin], um; one depth bin = rigid */
  readonly displacement: readonly Float64Array[];
  /** per segment, [time bin]: centres, s, rising */
  readonly temporalBinsS: readonly Float64Array[];
  /** [depth bin]: centres, um, rising */
  readonly spatialBinsUm: Float64Array;
  /** axis of the probe along which the tissue moves */
  readonly direction: MotionDirection;
  readonly interpolationMethod: MotionInterpolation;
}

/** A motion as SpikeInterface's `to_dict()` and files hold it: arrays keep their dtype. */
export interface MotionDict {
  readonly object: "Motion";
  /** per segment, [time bin × depth bin], um */
  readonly displacement: readonly NdArray[];
  /** per segment, [time bin], s */
  readonly temporal_bins_s: readonly NdArray[];
  /** [depth bin], um */
  readonly spatial_bins_um: NdArray;
  readonly interpolation_method: string;
  readonly direction: string;
}

/**
 * The motion of a dictionary, checked.
 * @throws InvalidValue naming the array that does not fit; Unsupported for an interpolation that is not here
 */
export function motionFromDict(dict: MotionDict): Motion {
  const spatialBinsUm = rising(dict.spatial_bins_um, "spatial_bins_um");
  if (dict.displacement.length === 0) throw wrong("displacement", "has no segments");
  if (dict.temporal_bins_s.length !== dict.displacement.length) {
    throw wrong(
      "temporal_bins_s",
      `has ${String(dict.temporal_bins_s.length)} segments, displacement ${String(dict.displacement.length)}`,
    );
  }
  const temporalBinsS = dict.temporal_bins_s.map((bins, segment) =>
    rising(bins, `temporal_bins_s of segment ${String(segment)}`),
  );
  return {
    displacement: dict.displacement.map((values, segment) =>
      displacementOf(values, segment, temporalBinsS[segment].length, spatialBinsUm.length),
    ),
    temporalBinsS,
    spatialBinsUm,
    direction: directionOf(dict.direction),
    interpolationMethod: interpolationOf(dict.interpolation_method),
  };
}

/** SpikeInterface's `to_dict()` of a motion, in float64. */
export function motionToDict(motion: Motion): MotionDict {
  const { displacement, temporalBinsS, spatialBinsUm, direction, interpolationMethod } = motion;
  const depths = spatialBinsUm.length;
  return {
    object: "Motion",
    displacement: displacement.map((values) =>
      ndArray("float64", [values.length / depths, depths], values),
    ),
    temporal_bins_s: temporalBinsS.map((bins) => ndArray("float64", [bins.length], bins)),
    spatial_bins_um: ndArray("float64", [depths], spatialBinsUm),
    interpolation_method: interpolationMethod,
    direction,
  };
}

/** Smallest and largest displacement of all segments, um. */
export function motionBoundaries({ displacement }: Motion): [min: number, max: number] {
  let [min, max] = [Infinity, -Infinity];
  for (const values of displacement) {
    for (let i = 0; i < values.length; i++) {
      min = Math.min(min, values[i]);
      max = Math.max(max, values[i]);
    }
  }
  return [min, max];
}

function displacementOf(
  array: NdArray,
  segment: number,
  numTimes: number,
  numDepths: number,
): Float64Array {
  const [times, depths] = array.shape;
  if (array.shape.length !== 2 || times !== numTimes || depths !== numDepths) {
    throw wrong(
      "displacement",
      `of segment ${String(segment)} is ${array.shape.join(" × ")}, not ${String(numTimes)} times × ${String(numDepths)} depths`,
    );
  }
  return toFloat64(array);
}

function rising(array: NdArray, name: string): Float64Array {
  const values = toFloat64(array);
  if (array.shape.length !== 1 || values.length === 0) {
    throw wrong(name, "must be a list of at least one bin centre");
  }
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i]) || (i > 0 && !(values[i] > values[i - 1]))) {
      throw wrong(name, `must rise; ${String(values[i])} stands at position ${String(i)}`);
    }
  }
  return values;
}

function directionOf(text: string): MotionDirection {
  const found = MOTION_DIRECTIONS.find((direction) => direction === text);
  if (found === undefined) throw wrong("direction", `"${text}" is none of x, y, z`);
  return found;
}

function interpolationOf(text: string): MotionInterpolation {
  const found = MOTION_INTERPOLATIONS.find((method) => method === text);
  if (found !== undefined) return found;
  throw new EphysError(
    "Unsupported",
    `a motion interpolated by "${text}" cannot be evaluated; use ${MOTION_INTERPOLATIONS.join(" or ")}`,
    { parameter: "interpolation_method", value: text },
  );
}

function wrong(name: string, what: string): EphysError {
  return new EphysError("InvalidValue", `motion: ${name} ${what}`, { parameter: name });
}
