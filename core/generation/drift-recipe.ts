import { EphysError } from "#core/model/index.ts";
import { channelLocations, type Recording } from "#core/recording/index.ts";
import { oneDisplacementVector, type MotionParams } from "./displacement.ts";
import type { TissueMotion } from "./motion.ts";

/** How a probe moves. */
export const DRIFT_MODES = ["zigzag", "bump", "random_walk"] as const;
export type DriftMode = (typeof DRIFT_MODES)[number];

/** s that the times of the reference's default motion are meant for */
const REFERENCE_S = 600;
/** s; positions are drawn five times a second, fewer than ten make no motion */
const SHORTEST_S = 2;
/** Hz */
const RATE = 5;

/** A motion as a person asks for it. */
export interface DriftRequest {
  readonly mode: string;
  /** s */
  readonly durationS: number;
  /** s of one zigzag; null = as the reference's */
  readonly periodS?: number | null;
  /** how much of the motion the least moved unit feels; 1 = all units move alike */
  readonly leastMoved?: number;
}

/**
 * The reference's default motion in a recording of some length: its times (start, period, pauses between bumps) are
 * those of 600 s, and shrink with a shorter recording, so that the same motion fits into it.
 * @throws UnknownName for another mode, InvalidParameter for a recording too short to move in
 */
export function driftMotion({ mode, durationS, ...request }: DriftRequest): MotionParams {
  const known = DRIFT_MODES.find((candidate) => candidate === mode);
  if (known === undefined) {
    throw new EphysError("UnknownName", `drift "${mode}" is none of ${DRIFT_MODES.join(", ")}`, {
      parameter: "drift",
      value: mode,
    });
  }
  if (!(durationS >= SHORTEST_S)) {
    throw new EphysError(
      "InvalidParameter",
      `${String(durationS)} s are too short for a moving probe: give a duration of at least ${String(SHORTEST_S)} s`,
      { parameter: "duration", value: durationS },
    );
  }
  const { leastMoved = 1, periodS = null } = request;
  const scale = Math.min(1, durationS / REFERENCE_S);
  const motion = {
    drift_mode: known,
    t_start_drift: 60 * scale,
    ...(leastMoved < 1 && { non_rigid_gradient: leastMoved }),
  };
  if (known === "zigzag") return { ...motion, period_s: periodS ?? 200 * scale };
  return known === "bump" ? { ...motion, bump_interval_s: [30 * scale, 90 * scale] } : motion;
}

/** The same for a recording that is there: a motion of the tissue over `rangeUm`, half of it to either side. */
export function tissueMotion(
  recording: Recording,
  request: Omit<DriftRequest, "durationS"> & { readonly rangeUm: number; readonly seed: number },
): TissueMotion {
  const { leastMoved = 1, rangeUm, seed } = request;
  const depths = channelLocations(recording).filter((_, i) => i % 2 === 1);
  const low = depths.reduce((min, y) => Math.min(min, y), Infinity);
  const high = depths.reduce((max, y) => Math.max(max, y), -Infinity);
  const shares = leastMoved < 1 && high > low ? [leastMoved, 1] : [1];
  const shapes = recording.numSamples.map((numSamples, segment) => {
    const durationS = numSamples / recording.samplingFrequency;
    // what the least moved unit feels is in the depths below, not in the shape
    const motion = driftMotion({ ...request, durationS, leastMoved: 1 });
    return oneDisplacementVector({
      ...motion,
      duration: durationS,
      displacement_sampling_frequency: RATE,
      seed: seed + segment,
    });
  });
  return {
    displacement: shapes.map((shape) =>
      Float64Array.from({ length: shape.length * shares.length }, (_, i) => {
        const share = shares[i % shares.length] ?? 1;
        return (shape[Math.floor(i / shares.length)] ?? 0) * rangeUm * share;
      }),
    ),
    temporalBinsS: shapes.map((shape) => Float64Array.from(shape, (_, i) => i / RATE)),
    spatialBinsUm: Float64Array.from(shares.length === 2 ? [low, high] : [(low + high) / 2]),
    direction: "y",
  };
}
