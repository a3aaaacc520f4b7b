import { pairwiseSum } from "#core/stats/index.ts";
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
  amplitudes: Float64Array | Float32Array,
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
  amplitudes: Float64Array | Float32Array,
  locations: Float64Array,
  maxDistanceUm: number,
): Guess | undefined {
  const sum = pairwiseSum(amplitudes);
  let sumX = 0;
  let sumY = 0;
  let best = 0;
  for (let i = 0; i < amplitudes.length; i++) {
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
  amplitudes: Float64Array | Float32Array,
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

/**
 * Alpha follows from the position; a small logarithmic term keeps sources off the probe's plane. The loss is flat and
 * the search stops early, so its answer depends on how gradients are rounded: they are taken by forward differences
 * and sums are added in NumPy's order, as in the reference.
 */
function solveWithLogPenalty(
  amplitudes: Float64Array | Float32Array,
  locations: Float64Array,
  guess: Guess,
): MonopolarLocation {
  const count = amplitudes.length;
  const single = amplitudes instanceof Float32Array;
  const { largest } = guess;
  const relative = Float64Array.from(amplitudes, (a) =>
    single ? Math.fround(a / largest) : a / largest,
  );
  const distances = new Float64Array(count);
  const crossed = new Float64Array(count);
  const squared = new Float64Array(count);
  const loss = (x: number, y: number, z: number): number => {
    for (let i = 0; i < count; i++) {
      const dx = x - locations[2 * i];
      const dy = y - locations[2 * i + 1];
      const distance = Math.sqrt(dx * dx + dy * dy + z * z);
      const q = 1 / distance;
      distances[i] = distance;
      crossed[i] = (q * amplitudes[i]) / largest;
      squared[i] = q * q;
    }
    const alpha = pairwiseSum(crossed) / pairwiseSum(squared);
    for (let i = 0; i < count; i++) {
      const error = relative[i] - alpha / distances[i];
      squared[i] = error * error;
    }
    return pairwiseSum(squared) / count - Math.log1p(10 * z) / 10_000;
  };
  const box = { lower: guess.lower.subarray(0, 3), upper: guess.upper.subarray(0, 3) };
  const solution = minimizeInBox(
    ([x, y, z], gradient) => {
      const value = loss(x, y, z);
      const stepX = differenceStep(x, box.upper[0]);
      const stepY = differenceStep(y, box.upper[1]);
      const stepZ = differenceStep(z, box.upper[2]);
      gradient[0] = (loss(x + stepX, y, z) - value) / (x + stepX - x);
      gradient[1] = (loss(x, y + stepY, z) - value) / (y + stepY - y);
      gradient[2] = (loss(x, y, z + stepZ) - value) / (z + stepZ - z);
      return value;
    },
    guess.start.subarray(0, 3),
    box,
  );
  for (let i = 0; i < count; i++) {
    const q = 1 / distanceTo(solution, locations, i);
    crossed[i] = amplitudes[i] * q;
    squared[i] = q * q;
  }
  return {
    x: solution[0],
    y: solution[1],
    z: solution[2],
    alpha: pairwiseSum(crossed) / pairwiseSum(squared),
  };
}

const DIFFERENCE_STEP = 1e-8;

function differenceStep(value: number, upper: number): number {
  return value + DIFFERENCE_STEP > upper ? -DIFFERENCE_STEP : DIFFERENCE_STEP;
}

function distanceTo(v: Float64Array, locations: Float64Array, contact: number): number {
  const dx = v[0] - locations[2 * contact];
  const dy = v[1] - locations[2 * contact + 1];
  return Math.sqrt(dx * dx + dy * dy + v[2] * v[2]);
}
