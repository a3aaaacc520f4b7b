import { defaultRng, ndArray, type NdArray, type Seed } from "#core/array/index.ts";
import { EphysError } from "#core/model/index.ts";

/* How a probe moves: shapes of motion over time, their amplitudes, and how much of them each unit feels. */

/** Parameters of SpikeInterface's make_one_displacement_vector. */
export interface OneDisplacementParams {
  /** "zigzag" (default), "bump" or "random_walk" */
  readonly drift_mode?: string;
  /** s, default 600 */
  readonly duration?: number;
  /** default 1 */
  readonly amplitude_factor?: number;
  /** Hz, default 5 */
  readonly displacement_sampling_frequency?: number;
  /** s, default 0 */
  readonly t_start_drift?: number | null;
  /** s, default the duration */
  readonly t_end_drift?: number | null;
  /** s of one zigzag, default 200 */
  readonly period_s?: number;
  /** s between bumps, default [30, 90] */
  readonly bump_interval_s?: readonly number[];
  /** default 0 */
  readonly seed?: Seed;
}

/**
 * One motion without its size, between −0.5 and 0.5 (times the factor), held after its end.
 * @returns [time]; float32 for zigzag, float64 otherwise, as the reference
 * @throws InvalidParameter
 */
export function oneDisplacementVector(
  params: OneDisplacementParams = {},
): Float32Array | Float64Array {
  const {
    drift_mode = "zigzag",
    duration = 600,
    displacement_sampling_frequency: rate = 5,
  } = params;
  const startS = params.t_start_drift ?? 0;
  const endS = params.t_end_drift ?? duration;
  if (startS >= duration || endS > duration) {
    throw new EphysError(
      "InvalidParameter",
      `a drift from ${String(startS)} s to ${String(endS)} s does not lie within ${String(duration)} s`,
    );
  }
  const span = { rate, duration, startS, endS };
  const factor = params.amplitude_factor ?? 1;
  switch (drift_mode) {
    case "zigzag": {
      const vector = zigzag(span, params.period_s ?? 200);
      return vector.map((x) => x * Math.fround(factor));
    }
    case "bump":
      return bumps(span, params.bump_interval_s ?? [30, 90], params.seed ?? 0).map(
        (x) => x * factor,
      );
    case "random_walk":
      return randomWalk(span, params.seed ?? 0).map((x) => x * factor);
    default:
      throw new EphysError(
        "InvalidParameter",
        `drift_mode "${drift_mode}" is none of zigzag, bump, random_walk`,
      );
  }
}

interface Span {
  /** Hz */
  readonly rate: number;
  readonly duration: number;
  readonly startS: number;
  readonly endS: number;
}

function zigzag({ rate, duration, startS, endS }: Span, periodS: number): Float32Array {
  const start = Math.trunc(startS * rate);
  const end = Math.trunc(endS * rate);
  const vector = new Float32Array(Math.ceil(rate * duration));
  const turn = 2 * Math.PI;
  if (!(end > start && start >= 0) || periodS === 0) {
    throw new EphysError(
      "InvalidParameter",
      `a zigzag of ${String(periodS)} s periods from ${String(startS)} s to ${String(endS)} s has no positions`,
    );
  }
  for (let i = start; i < end; i++) {
    const phase = turn * (1 / periodS) * ((i - start) / rate) + Math.PI / 2;
    const within = phase - turn * Math.floor(phase / turn); // negative periods run backwards
    vector[i] = Math.abs(within / Math.PI - 1) - 0.5;
  }
  vector.fill(vector[end - 1], end);
  return vector;
}

function bumps(
  { rate, duration, startS, endS }: Span,
  interval: readonly number[],
  seed: Seed,
): Float64Array {
  const [shortest = 0, longest = 0] = interval;
  const count = Math.trunc(duration / shortest);
  if (interval.length !== 2 || !(count >= 0) || count === Infinity) {
    throw new EphysError(
      "InvalidParameter",
      `bump_interval_s [${interval.join(", ")}] must be the shortest and the longest pause`,
    );
  }
  const vector = new Float64Array(Math.ceil(duration / (1 / rate)));
  const gaps = defaultRng(seed).uniform(shortest, longest, count);
  const times: number[] = [];
  let sum = 0;
  for (const gap of gaps) {
    sum += gap;
    if (sum + startS < endS) times.push(sum + startS);
  }
  for (let i = 0; i + 1 < times.length; i++) {
    vector.fill(
      i % 2 === 0 ? 0.5 : -0.5,
      Math.trunc(times[i] * rate),
      Math.trunc(times[i + 1] * rate),
    );
  }
  return vector;
}

function randomWalk({ rate, duration, startS, endS }: Span, seed: Seed): Float64Array {
  const start = Math.trunc(startS * rate);
  const end = Math.trunc(endS * rate);
  const steps = defaultRng(seed).integers(0, 1, Math.ceil(rate * duration), { endpoint: true });
  const vector = new Float64Array(steps.length);
  const moves = steps.map((step) => step * 2 - 1);
  moves.fill(0, 0, start).fill(0, end); // negative positions count from the end, as there
  let place = 0;
  let largest = 0;
  for (let i = 0; i < steps.length; i++) {
    place += moves[i];
    vector[i] = place;
    largest = Math.max(largest, Math.abs(place));
  }
  return vector.map((x) => x / (largest * 2));
}

/**
 * Evenly spaced displacements from `start` to `stop`, both included (one step: the middle).
 * @returns [step × 2]
 */
export function linearDisplacement(
  start: ArrayLike<number>,
  stop: ArrayLike<number>,
  numSteps = 10,
): NdArray<Float64Array> {
  if (!(numSteps >= 1)) {
    throw new EphysError("InvalidParameter", `num_step ${String(numSteps)} is below 1`);
  }
  const axes = Math.max(start.length, stop.length);
  if (![start, stop].every(({ length }) => length === axes || length === 1)) {
    throw new EphysError(
      "InvalidParameter",
      `start has ${String(start.length)} coordinates, stop ${String(stop.length)}`,
    );
  }
  const count = Math.ceil(numSteps);
  const data = new Float64Array(count * axes);
  for (let axis = 0; axis < axes; axis++) {
    const from = start[start.length === 1 ? 0 : axis];
    const to = stop[stop.length === 1 ? 0 : axis];
    const step = (to - from) / (numSteps - 1);
    for (let i = 0; i < count; i++) {
      data[i * axes + axis] = numSteps === 1 ? (from + to) / 2 : step * i + from;
    }
  }
  return ndArray("float64", [count, axes], data);
}

export interface MotionParams extends Omit<
  OneDisplacementParams,
  "duration" | "displacement_sampling_frequency" | "seed"
> {
  /** null = rigid; otherwise how much the least moved unit feels, negative = the other end of the probe */
  readonly non_rigid_gradient?: number | null;
}

/** Parameters of SpikeInterface's generate_displacement_vector. */
export interface DisplacementParams {
  /** Hz, default 5 */
  readonly displacement_sampling_frequency?: number;
  /** x, y in µm, default [0, 30] */
  readonly drift_start_um?: readonly number[];
  /** x, y in µm, default [0, −30] */
  readonly drift_stop_um?: readonly number[];
  /** µm between the positions that templates are made for, default 1 */
  readonly drift_step_um?: number;
  readonly motion_list?: readonly MotionParams[];
}

/** Motions over time and what each unit makes of them. */
export interface Displacements {
  /** [time × 2 × motion], µm */
  readonly vectors: NdArray<Float64Array>;
  /** [unit × motion] */
  readonly unitFactors: NdArray<Float64Array>;
  /** [time × unit × 2], µm; made when asked for, it grows with the recording */
  perUnit(): NdArray<Float64Array>;
  /** [step × 2], µm */
  readonly steps: NdArray<Float64Array>;
  /** Hz */
  readonly rate: number;
}

const DEFAULT_MOTIONS: readonly MotionParams[] = [
  { drift_mode: "zigzag", amplitude_factor: 1, t_start_drift: 60, period_s: 200 },
];

/**
 * @param unitLocations [unit × 3], µm
 * @throws InvalidParameter when the motions together leave the range from start to stop
 */
export function generateDisplacements(
  durationS: number,
  unitLocations: ArrayLike<number>,
  params: DisplacementParams,
  seed: Seed,
): Displacements {
  const { displacement_sampling_frequency: rate = 5, motion_list = DEFAULT_MOTIONS } = params;
  const { drift_start_um: start = [0, 30], drift_stop_um: stop = [0, -30] } = params;
  const direction = [stop[0] - start[0], stop[1] - start[1]];
  const length = Math.hypot(direction[0], direction[1]);
  const numSteps = Math.trunc(Math.floor(length / (params.drift_step_um ?? 1) / 2) * 2 + 1);
  const numUnits = unitLocations.length / 3;
  const numMotions = motion_list.length;
  const shapes = motion_list.map((motion) =>
    oneDisplacementVector({
      ...motion,
      duration: durationS,
      displacement_sampling_frequency: rate,
      seed,
    }),
  );
  const numTimes = shapes[0]?.length ?? 0;
  const vectors = new Float64Array(numTimes * 2 * numMotions);
  const unitFactors = new Float64Array(numUnits * numMotions);
  for (const [m, motion] of motion_list.entries()) {
    for (let t = 0; t < numTimes; t++) {
      for (const axis of [0, 1]) {
        vectors[(t * 2 + axis) * numMotions + m] =
          shapes[m][t] * direction[axis] + (start[axis] + stop[axis]) / 2;
      }
    }
    const factors = rigidity(unitLocations, direction, length, motion.non_rigid_gradient ?? null);
    for (let u = 0; u < numUnits; u++) unitFactors[u * numMotions + m] = factors[u];
  }
  const at = (t: number, u: number, axis: number): number => {
    let sum = 0;
    for (let m = 0; m < numMotions; m++) {
      sum += vectors[(t * 2 + axis) * numMotions + m] * unitFactors[u * numMotions + m];
    }
    return sum;
  };
  for (let t = 0; t < numTimes; t++) {
    for (let u = 0; u < numUnits; u++) {
      for (const axis of [0, 1]) checkWithin(at(t, u, axis), start[axis], stop[axis]);
    }
  }
  return {
    vectors: ndArray("float64", [numTimes, 2, numMotions], vectors),
    unitFactors: ndArray("float64", [numUnits, numMotions], unitFactors),
    perUnit() {
      const data = new Float64Array(numTimes * numUnits * 2);
      for (let i = 0; i < data.length; i++) {
        data[i] = at(Math.floor(i / (2 * numUnits)), Math.floor(i / 2) % numUnits, i % 2);
      }
      return ndArray("float64", [numTimes, numUnits, 2], data);
    },
    steps: linearDisplacement(start, stop, numSteps),
    rate,
  };
}

function checkWithin(value: number, start: number, stop: number): void {
  // a single unit's place along the gradient is 0 / 0 in the reference, which lets that pass
  const outside = value < Math.min(start, stop) || value > Math.max(start, stop);
  if (!outside) return;
  throw new EphysError(
    "InvalidParameter",
    `the motions together reach ${String(value)} µm, beyond ${String(start)} to ${String(stop)} µm: ` +
      "lower their amplitude_factor",
  );
}

/** How much of a motion each unit feels: 1 when rigid, otherwise rising along the motion's direction. */
function rigidity(
  unitLocations: ArrayLike<number>,
  direction: readonly number[],
  length: number,
  gradient: number | null,
): Float64Array {
  const numUnits = unitLocations.length / 3;
  if (gradient === null) return new Float64Array(numUnits).fill(1);
  const along = Float64Array.from(
    { length: numUnits },
    (_, u) =>
      (unitLocations[3 * u] * direction[0]) / length +
      (unitLocations[3 * u + 1] * direction[1]) / length,
  );
  const low = Math.min(...along);
  const high = Math.max(...along);
  const least = Math.abs(gradient);
  return along.map((place) => {
    const share = (place - low) / (high - low);
    return (gradient < 0 ? 1 - share : share) * (1 - least) + least;
  });
}
