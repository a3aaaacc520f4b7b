import { minimizeInBox } from "./bounded-quasi-newton.ts";
import { leastSquaresInBox } from "./trust-region.ts";

/*
 * Localisation by monopolar triangulation (Boussard, Varol, Windolf et al. 2021): amplitudes fall as α / distance from a
 * source beside the probe. Two optimisers, as localization_tools of SpikeInterface 0.103.
 */

export const MONOPOLAR_OPTIMIZERS = ["least_square", "minimize_with_log_penality"] as const;
export type MonopolarOptimizer = (typeof MONOPOLAR_OPTIMIZERS)[number];

export interface MonopolarLocation {
  /** um, on the probe's plane */
  readonly x: number;
  /** um, depth */
  readonly y: number;
  /** um, off the plane */
  readonly z: number;
  /** amplitude × um at the source */
  readonly alpha: number;
}

const INITIAL_Z_UM = 20;
const NOWHERE: MonopolarLocation = { x: NaN, y: NaN, z: NaN, alpha: NaN };

/**
 * Where a source lies whose amplitude on each contact is given. NaN where the amplitudes have no centre.
 * @param amplitudes [contact], peak-to-peak or another positive feature
 * @param locations [contact × 2], um
 * @param maxDistanceUm half width of the box in x and y around the centre of mass; bounds z and alpha too
 */
export function monopolarTriangulation(
  amplitudes: ArrayLike<number>,
  locations: Float64Array,
  maxDistanceUm: number,
  optimizer: MonopolarOptimizer,
): MonopolarLocation {
  const guess = initialGuess(amplitudes, locations, maxDistanceUm);
  if (guess === undefined) return NOWHERE;
  return optimizer === "least_square"
    ? solveLeastSquares(amplitudes, locations, guess)
    : solveWithLogPenalty(amplitudes, locations, guess);
}

interface Guess {
  /** x, y, z, alpha */
  readonly start: Float64Array;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  readonly largest: number;
}

function initialGuess(
  amplitudes: ArrayLike<number>,
  locations: Float64Array,
  maxDistanceUm: number,
): Guess | undefined {
  let sum = 0;
  let sumX = 0;
  let sumY = 0;
  let best = 0;
  for (let i = 0; i < amplitudes.length; i++) {
    sum += amplitudes[i];
    sumX += amplitudes[i] * locations[2 * i];
    sumY += amplitudes[i] * locations[2 * i + 1];
    if (amplitudes[i] > amplitudes[best]) best = i;
  }
  const largest = amplitudes[best];
  const comX = sumX / sum;
  const comY = sumY / sum;
  const distance = Math.hypot(
    comX - locations[2 * best],
    comY - locations[2 * best + 1],
    INITIAL_Z_UM,
  );
  // the reference keeps its first guess in single precision
  const start = Float64Array.of(comX, comY, INITIAL_Z_UM, distance * largest).map(Math.fround);
  if (!start.every(Number.isFinite)) return undefined;
  const lower = Float64Array.of(start[0] - maxDistanceUm, start[1] - maxDistanceUm, 1, 0);
  const upper = Float64Array.of(
    start[0] + maxDistanceUm,
    start[1] + maxDistanceUm,
    maxDistanceUm * 10,
    largest * maxDistanceUm,
  );
  if (!lower.every((low, i) => low < upper[i])) return undefined;
  return { start, lower, upper, largest };
}

function solveLeastSquares(
  amplitudes: ArrayLike<number>,
  locations: Float64Array,
  guess: Guess,
): MonopolarLocation {
  const count = amplitudes.length;
  const solution = leastSquaresInBox(
    {
      count,
      evaluate(v, out) {
        for (let i = 0; i < count; i++) {
          out[i] = amplitudes[i] - v[3] / distanceTo(v, locations, i);
        }
      },
      jacobian(v, out) {
        for (let i = 0; i < count; i++) {
          const distance = distanceTo(v, locations, i);
          const cube = v[3] / (distance * distance * distance);
          out[4 * i] = (v[0] - locations[2 * i]) * cube;
          out[4 * i + 1] = (v[1] - locations[2 * i + 1]) * cube;
          out[4 * i + 2] = v[2] * cube;
          out[4 * i + 3] = -1 / distance;
        }
      },
    },
    guess.start,
    guess,
  );
  if (solution === undefined) return NOWHERE;
  return { x: solution[0], y: solution[1], z: solution[2], alpha: solution[3] };
}

/** Alpha follows from the position; a small logarithmic term keeps sources off the probe's plane. */
function solveWithLogPenalty(
  amplitudes: ArrayLike<number>,
  locations: Float64Array,
  guess: Guess,
): MonopolarLocation {
  const count = amplitudes.length;
  const inverse = new Float64Array(count);
  const { largest } = guess;
  const objective = (v: Float64Array, gradient: Float64Array): number => {
    let crossed = 0;
    let squared = 0;
    for (let i = 0; i < count; i++) {
      const q = 1 / distanceTo(v, locations, i);
      inverse[i] = q;
      crossed += (q * amplitudes[i]) / largest;
      squared += q * q;
    }
    const alpha = crossed / squared;
    let loss = 0;
    gradient.fill(0);
    for (let i = 0; i < count; i++) {
      const q = inverse[i];
      const error = amplitudes[i] / largest - alpha * q;
      loss += error * error;
      // alpha is the best for this position, so the loss does not change with it
      const common = 2 * error * alpha * q * q * q;
      gradient[0] += common * (v[0] - locations[2 * i]);
      gradient[1] += common * (v[1] - locations[2 * i + 1]);
      gradient[2] += common * v[2];
    }
    for (let k = 0; k < 3; k++) gradient[k] /= count;
    gradient[2] -= 10 / (1 + 10 * v[2]) / 10_000;
    return loss / count - Math.log1p(10 * v[2]) / 10_000;
  };
  const solution = minimizeInBox(objective, guess.start.subarray(0, 3), {
    lower: guess.lower.subarray(0, 3),
    upper: guess.upper.subarray(0, 3),
  });
  let crossed = 0;
  let squared = 0;
  for (let i = 0; i < count; i++) {
    const q = 1 / distanceTo(solution, locations, i);
    crossed += amplitudes[i] * q;
    squared += q * q;
  }
  return { x: solution[0], y: solution[1], z: solution[2], alpha: crossed / squared };
}

function distanceTo(v: Float64Array, locations: Float64Array, contact: number): number {
  const dx = v[0] - locations[2 * contact];
  const dy = v[1] - locations[2 * contact + 1];
  return Math.sqrt(dx * dx + dy * dy + v[2] * v[2]);
}
