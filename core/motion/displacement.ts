import { EphysError } from "#core/model/index.ts";
import { MOTION_DIRECTIONS, type Motion } from "./motion.ts";

/** Bins on both sides of a value and the share of the upper one. */
interface Place {
  readonly lower: number;
  readonly upper: number;
  readonly weight: number;
}

/** The axis of the motion in channel positions: 0 = x, 1 = y, 2 = z. */
export function motionAxis({ direction }: Motion): number {
  return MOTION_DIRECTIONS.indexOf(direction);
}

/**
 * Displacement at times and depths, um; outside the bins the outermost count
 * (SpikeInterface's get_displacement_at_time_and_depth on scipy's RegularGridInterpolator).
 * @param timesS [point], s
 * @param depthsUm [point], um along the motion's direction
 */
export function displacementAt(
  motion: Motion,
  timesS: ArrayLike<number>,
  depthsUm: ArrayLike<number>,
  segmentIndex?: number,
): Float64Array {
  if (timesS.length !== depthsUm.length) {
    throw new EphysError(
      "InvalidParameter",
      `${String(timesS.length)} times for ${String(depthsUm.length)} depths; give one of each per point`,
    );
  }
  const evaluate = evaluator(motion, segmentIndex);
  return Float64Array.from({ length: timesS.length }, (_, i) => evaluate(timesS[i], depthsUm[i]));
}

/** Displacement of every depth at every time: [depth × time], um. */
export function displacementGrid(
  motion: Motion,
  timesS: ArrayLike<number>,
  depthsUm: ArrayLike<number>,
  segmentIndex?: number,
): Float64Array {
  const evaluate = evaluator(motion, segmentIndex);
  const out = new Float64Array(depthsUm.length * timesS.length);
  for (let d = 0; d < depthsUm.length; d++) {
    for (let t = 0; t < timesS.length; t++) {
      out[d * timesS.length + t] = evaluate(timesS[t], depthsUm[d]);
    }
  }
  return out;
}

function evaluator(
  motion: Motion,
  segmentIndex: number | undefined,
): (timeS: number, depthUm: number) => number {
  const segment = segmentIndex ?? onlySegment(motion);
  const values = motion.displacement[segment];
  const times = motion.temporalBinsS[segment];
  if (values === undefined || times === undefined) {
    throw new EphysError(
      "SegmentNotFound",
      `the motion has ${String(motion.displacement.length)} segments, not one with index ${String(segment)}`,
      { segmentIndex: segment },
    );
  }
  const { spatialBinsUm: depths, interpolationMethod } = motion;
  const place = interpolationMethod === "nearest" ? nearestPlace : linearPlace;
  return (timeS, depthUm) => {
    const t = place(times, timeS);
    const d = place(depths, depthUm);
    const at = (i: number, j: number): number => values[i * depths.length + j];
    return (
      at(t.lower, d.lower) * (1 - t.weight) * (1 - d.weight) +
      at(t.lower, d.upper) * (1 - t.weight) * d.weight +
      at(t.upper, d.lower) * t.weight * (1 - d.weight) +
      at(t.upper, d.upper) * t.weight * d.weight
    );
  };
}

function onlySegment({ displacement }: Motion): number {
  if (displacement.length === 1) return 0;
  throw new EphysError(
    "InvalidParameter",
    `the motion has ${String(displacement.length)} segments: say which one`,
    { parameter: "segment_index" },
  );
}

function linearPlace(bins: Float64Array, value: number): Place {
  const last = bins.length - 1;
  if (last === 0) return { lower: 0, upper: 0, weight: value * 0 };
  const inside = Math.min(Math.max(value, bins[0]), bins[last]);
  let low = 0;
  let high = last - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (bins[middle] <= inside) low = middle;
    else high = middle - 1;
  }
  const weight = (inside - bins[low]) / (bins[low + 1] - bins[low]);
  return { lower: low, upper: low + 1, weight };
}

/** Half way between two centres the lower one counts. */
function nearestPlace(bins: Float64Array, value: number): Place {
  const { lower, upper, weight } = linearPlace(bins, value);
  if (Number.isNaN(weight)) return { lower, upper, weight };
  const nearest = weight <= 0.5 ? lower : upper;
  return { lower: nearest, upper: nearest, weight: 0 };
}
