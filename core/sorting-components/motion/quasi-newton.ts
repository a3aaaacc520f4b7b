/*
 * Minimisation without bounds by L-BFGS (Liu and Nocedal 1989) with the line search, memory and stopping rules of
 * L-BFGS-B, so that it stops where SciPy's `minimize` stops. O(unknowns · memory) per iteration.
 */
import { searchLine } from "#core/localization/index.ts";

const MEMORY = 10;
const EPSILON = 2 ** -52;
const VALUE_TOLERANCE = 2.220446049250313e-9;
const GRADIENT_TOLERANCE = 1e-5;
const MAX_ITERATIONS = 15_000;
const LONGEST_STEP = 1e10;

/** Value at `x`; writes the gradient. */
export type Objective = (x: Float64Array, gradient: Float64Array) => number;

interface Pair {
  /** how x and the gradient changed */
  readonly step: Float64Array;
  readonly change: Float64Array;
  /** step · change */
  readonly curvature: number;
}

/** A minimiser of the objective near `start`; `start` itself where values are not finite. */
export function minimize(objective: Objective, start: Float64Array): Float64Array {
  const n = start.length;
  let x = start.slice();
  let gradient = new Float64Array(n);
  let value = objective(x, gradient);
  let pairs: Pair[] = [];
  if (!Number.isFinite(value) || largest(gradient) <= GRADIENT_TOLERANCE) return x;
  for (let iteration = 0; iteration < MAX_ITERATIONS;) {
    const direction = descent(gradient, pairs);
    const slope = dot(gradient, direction);
    const firstStep =
      iteration === 0 ? Math.min(1 / Math.sqrt(dot(direction, direction)), LONGEST_STEP) : 1;
    const trial = new Float64Array(n);
    const trialGradient = new Float64Array(n);
    const evaluate = (step: number): { value: number; slope: number } => {
      for (let i = 0; i < n; i++) trial[i] = x[i] + step * direction[i];
      const found = objective(trial, trialGradient);
      return { value: found, slope: dot(trialGradient, direction) };
    };
    const search =
      slope < 0 ? searchLine(evaluate, { value, slope }, firstStep, LONGEST_STEP) : undefined;
    if (search?.ok !== true) {
      // a second failure without any memory left cannot be mended
      if (pairs.length === 0) return x;
      pairs = [];
      continue;
    }
    iteration++;
    const change = trialGradient.map((g, i) => g - gradient[i]);
    const before = value;
    x = trial;
    gradient = trialGradient;
    value = search.value;
    if (largest(gradient) <= GRADIENT_TOLERANCE) return x;
    if (before - value <= VALUE_TOLERANCE * Math.max(Math.abs(before), Math.abs(value), 1)) {
      return x;
    }
    const curvature = (search.slope - slope) * search.step;
    if (curvature <= EPSILON * -slope * search.step) continue;
    pairs.push({ step: direction.map((d) => d * search.step), change, curvature });
    if (pairs.length > MEMORY) pairs.shift();
  }
  return x;
}

/** The downhill direction of the quasi-Newton model: two loops over the remembered pairs. */
function descent(gradient: Float64Array, pairs: readonly Pair[]): Float64Array {
  const out = gradient.map((g) => -g);
  const shares = new Float64Array(pairs.length);
  for (let k = pairs.length - 1; k >= 0; k--) {
    const { step, change, curvature } = pairs[k];
    shares[k] = dot(step, out) / curvature;
    for (let i = 0; i < out.length; i++) out[i] -= shares[k] * change[i];
  }
  const newest = pairs.at(-1);
  const scale = newest ? newest.curvature / dot(newest.change, newest.change) : 1;
  for (let i = 0; i < out.length; i++) out[i] *= scale;
  for (const [k, { step, change, curvature }] of pairs.entries()) {
    const share = shares[k] - dot(change, out) / curvature;
    for (let i = 0; i < out.length; i++) out[i] += share * step[i];
  }
  return out;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

function largest(values: Float64Array): number {
  return values.reduce((max, v) => Math.max(max, Math.abs(v)), 0);
}
