import { EphysError, type JsonObject } from "#core/model/index.ts";

/** How tissue moves against the probe, in SpikeInterface's terms (its Motion, values on the wire). */
export interface TissueMotion {
  /** per segment [time × depth], µm */
  readonly displacement: readonly Float64Array[];
  /** per segment, bin centres, s, ascending */
  readonly temporalBinsS: readonly Float64Array[];
  /** window centres along the direction, µm, ascending; one = rigid */
  readonly spatialBinsUm: Float64Array;
  readonly direction: "x" | "y";
}

/**
 * The displacement of a place at a time, µm: linear between bin centres, held beyond the outermost
 * (get_displacement_at_time_and_depth).
 */
export function displacementAt(
  motion: TissueMotion,
  segmentIndex: number,
  timeS: number,
  depthUm: number,
): number {
  const { spatialBinsUm: depths } = motion;
  const displacement = motion.displacement[segmentIndex];
  const [t, tShare] = between(motion.temporalBinsS[segmentIndex], timeS);
  const [d, dShare] = between(depths, depthUm);
  const numDepths = depths.length;
  const at = (time: number, depth: number): number =>
    displacement[
      Math.min(time, displacement.length / numDepths - 1) * numDepths +
        Math.min(depth, numDepths - 1)
    ];
  const early = at(t, d) * (1 - dShare) + at(t, d + 1) * dShare;
  const late = at(t + 1, d) * (1 - dShare) + at(t + 1, d + 1) * dShare;
  return early * (1 - tShare) + late * tShare;
}

/** The bin at or before a value, and how far the value lies towards the next. */
function between(bins: Float64Array, value: number): readonly [number, number] {
  const last = bins.length - 1;
  if (!(value > bins[0])) return [0, 0];
  if (value >= bins[last]) return [last, 0];
  let low = 0;
  let high = last;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (bins[middle] <= value) low = middle;
    else high = middle;
  }
  return [low, (value - bins[low]) / (bins[high] - bins[low])];
}

/** Least and greatest displacement of all, µm. */
export function displacementRange({ displacement }: TissueMotion): readonly [number, number] {
  let low = Infinity;
  let high = -Infinity;
  for (const segment of displacement) {
    for (const value of segment) {
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  return [low, high];
}

/** @throws InvalidParameter naming what does not fit */
export function checkMotion(motion: TissueMotion, numSegments: number): void {
  const { displacement, temporalBinsS, spatialBinsUm } = motion;
  const ascends = (bins: Float64Array): boolean =>
    bins.length > 0 && bins.every((x, i) => Number.isFinite(x) && (i === 0 || x > bins[i - 1]));
  const problem =
    displacement.length !== numSegments || temporalBinsS.length !== numSegments
      ? `has ${String(displacement.length)} segments, the recording ${String(numSegments)}`
      : !ascends(spatialBinsUm) || !temporalBinsS.every(ascends)
        ? "needs bins that ascend"
        : displacement.some((d, i) => d.length !== temporalBinsS[i].length * spatialBinsUm.length)
          ? "needs one displacement for each time and depth"
          : displacement.some((d) => !d.every(Number.isFinite))
            ? "holds displacements that are not finite"
            : undefined;
  if (problem !== undefined) throw new EphysError("InvalidParameter", `the motion ${problem}`);
}

/** A motion in the form of SpikeInterface's to_dict. */
export function motionToJson(motion: TissueMotion): JsonObject {
  const numDepths = motion.spatialBinsUm.length;
  return {
    object: "Motion",
    displacement: motion.displacement.map((d) =>
      Array.from({ length: d.length / numDepths }, (_, t) => [
        ...d.subarray(t * numDepths, (t + 1) * numDepths),
      ]),
    ),
    temporal_bins_s: motion.temporalBinsS.map((bins) => [...bins]),
    spatial_bins_um: [...motion.spatialBinsUm],
    interpolation_method: "linear",
    direction: motion.direction,
  };
}

/** A motion from the form of `motionToJson`. */
export function motionFromJson(json: JsonObject): TissueMotion {
  return {
    displacement: (json["displacement"] as number[][][]).map((d) => Float64Array.from(d.flat())),
    temporalBinsS: (json["temporal_bins_s"] as number[][]).map((bins) => Float64Array.from(bins)),
    spatialBinsUm: Float64Array.from(json["spatial_bins_um"] as number[]),
    direction: json["direction"] as "x" | "y",
  };
}
