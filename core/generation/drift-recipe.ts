import { EphysError } from "#core/model/index.ts";
import type { DisplacementParams, MotionParams } from "./displacement.ts";
import type { DriftingParams } from "./drifting.ts";
import { defaultProbeKwargs } from "./ground-truth.ts";

/** How a probe moves. */
export const DRIFT_MODES = ["zigzag", "bump", "random_walk"] as const;
export type DriftMode = (typeof DRIFT_MODES)[number];

export interface DriftRecipe {
  readonly mode: string;
  /** s */
  readonly duration: number;
  readonly numChannels: number;
  readonly numUnits: number;
  readonly seed: number;
}

/** s that the times of the reference's default motion are meant for */
const REFERENCE_S = 600;
/** s; positions are drawn five times a second, fewer than ten make no motion */
const SHORTEST_S = 2;
/** as the reference's default: ±20 µm along the probe */
const RANGE = { drift_start_um: [0, 20], drift_stop_um: [0, -20] } satisfies DisplacementParams;

/**
 * Parameters of a moving recording with so many channels and units: the probe of a still ground-truth recording, the
 * reference's default motion of ±20 µm. Its times (start, period, pauses between bumps) are those of 600 s, and shrink
 * with a shorter recording, so that the same motion fits into it.
 * @throws UnknownName for another mode, InvalidParameter for a recording too short to move in
 */
export function driftRecipe(recipe: DriftRecipe): DriftingParams {
  const { duration, numChannels, numUnits, seed } = recipe;
  const mode = DRIFT_MODES.find((known) => known === recipe.mode);
  if (mode === undefined) {
    throw new EphysError(
      "UnknownName",
      `drift "${recipe.mode}" is none of ${DRIFT_MODES.join(", ")}`,
      { parameter: "drift", value: recipe.mode },
    );
  }
  if (!(duration >= SHORTEST_S)) {
    throw new EphysError(
      "InvalidParameter",
      `${String(duration)} s are too short for a moving probe: give a duration of at least ${String(SHORTEST_S)} s`,
      { parameter: "duration", value: duration },
    );
  }
  return {
    num_units: numUnits,
    duration,
    generate_probe_kwargs: defaultProbeKwargs(numChannels),
    generate_displacement_vector_kwargs: { ...RANGE, motion_list: [motion(mode, duration)] },
    seed,
  };
}

function motion(mode: DriftMode, duration: number): MotionParams {
  const scale = Math.min(1, duration / REFERENCE_S);
  const start = { drift_mode: mode, t_start_drift: 60 * scale };
  if (mode === "zigzag") return { ...start, period_s: 200 * scale };
  return mode === "bump" ? { ...start, bump_interval_s: [30 * scale, 90 * scale] } : start;
}
