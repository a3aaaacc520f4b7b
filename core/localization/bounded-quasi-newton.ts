import { searchLine } from "./line-search.ts";

/*
 * Minimisation within a box by a quasi-Newton method for few variables: the algorithm of L-BFGS-B (Byrd, Lu, Nocedal,
 * Zhu 1995; Morales and Nocedal 2011) with its stopping rules, so that it stops where SciPy's `minimize` stops. The
 * matrix is kept dense and rebuilt from the last ten pairs, which for three variables is less work than the compact
 * form. O(n²) per iteration and pair.
 */

const MEMORY = 10;
const EPSILON = 2 ** -52;
/** SciPy's default: relative fall of the value, and largest projected gradient. */
const VALUE_TOLERANCE = 2.220446049250313e-9;
const GRADIENT_TOLERANCE = 1e-5;
const MAX_ITERATIONS = 15_000;
const LONGEST_STEP = 1e10;

export interface Box {
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

/** Value at `x`; writes the gradient. */
export type Objective = (x: Float64Array, gradient: Float64Array) => number;

interface Memory {
  readonly steps: Float64Array[];
  readonly changes: Float64Array[];
  scale: number;
}

/** The minimiser within the box, starting at `start`. */
export function minimizeInBox(objective: Objective, start: Float64Array, box: Box): Float64Array {
  const n = start.length;
  let x = clamp(start, box);
  let gradient = new Float64Array(n);
  let value = objective(x, gradient);
  let memory = emptyMemory();
  if (projectedGradient(x, gradient, box) <= GRADIENT_TOLERANCE) return x;
  for (let iteration = 0; iteration < MAX_ITERATIONS;) {
    const matrix = denseMatrix(memory, n);
    const target = subspaceMinimum(x, gradient, matrix, cauchyPoint(x, gradient, matrix, box), box);
    const direction = target.map((t, i) => t - x[i]);
    const slope = dot(gradient, direction);
    const trial = new Float64Array(n);
    const trialGradient = new Float64Array(n);
    const most = iteration === 0 ? 1 : longestStep(x, direction, box);
    const search =
      slope < 0
        ? searchLine(
            (step) => {
              for (let i = 0; i < n; i++) {
                trial[i] = step === 1 ? target[i] : x[i] + step * direction[i];
              }
              const found = objective(trial, trialGradient);
              return { value: found, slope: dot(trialGradient, direction) };
            },
            { value, slope },
            Math.min(1, most),
            most,
          )
        : undefined;
    if (search?.ok !== true) {
      // a second failure without any memory left cannot be mended
      if (memory.steps.length === 0) return x;
      memory = emptyMemory();
      continue;
    }
    iteration++;
    const before = value;
    const previousGradient = gradient;
    x = trial;
    gradient = trialGradient;
    value = search.value;
    if (projectedGradient(x, gradient, box) <= GRADIENT_TOLERANCE) return x;
    if (before - value <= VALUE_TOLERANCE * Math.max(Math.abs(before), Math.abs(value), 1)) {
      return x;
    }
    remember(memory, {
      direction,
      change: gradient.map((g, i) => g - previousGradient[i]),
      step: search.step,
      slopeBefore: slope,
      slopeAfter: search.slope,
    });
  }
  return x;
}

function emptyMemory(): Memory {
  return { steps: [], changes: [], scale: 1 };
}

/** A step that was taken: the gradient changed by `change` over `step` times `direction`. */
interface Pair {
  readonly direction: Float64Array;
  readonly change: Float64Array;
  readonly step: number;
  readonly slopeBefore: number;
  readonly slopeAfter: number;
}

function remember(memory: Memory, pair: Pair): void {
  const { direction, change, step, slopeBefore, slopeAfter } = pair;
  const curvature = (slopeAfter - slopeBefore) * step;
  if (curvature <= EPSILON * -slopeBefore * step) return;
  memory.steps.push(direction.map((d) => d * step));
  memory.changes.push(change);
  memory.scale = dot(change, change) / curvature;
  if (memory.steps.length > MEMORY) {
    memory.steps.shift();
    memory.changes.shift();
  }
}

/** The quasi-Newton matrix: the scaled identity updated with every remembered pair, oldest first. */
function denseMatrix({ steps, changes, scale }: Memory, n: number): Float64Array {
  const matrix = new Float64Array(n * n);
  for (let i = 0; i < n; i++) matrix[i * n + i] = scale;
  for (const [k, s] of steps.entries()) {
    const y = changes[k];
    const bs = multiply(matrix, s);
    const sbs = dot(s, bs);
    const ys = dot(y, s);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) matrix[i * n + j] += (y[i] * y[j]) / ys - (bs[i] * bs[j]) / sbs;
    }
  }
  return matrix;
}

/** First minimiser of the quadratic model along the projected steepest descent path. */
function cauchyPoint(
  x: Float64Array,
  gradient: Float64Array,
  matrix: Float64Array,
  box: Box,
): Float64Array {
  const n = x.length;
  const breaks = gradient.map((g, i) =>
    g < 0 ? (x[i] - box.upper[i]) / g : g > 0 ? (x[i] - box.lower[i]) / g : Infinity,
  );
  const direction = gradient.map((g, i) => (breaks[i] > 0 ? -g : 0));
  const point = Float64Array.from(x);
  const moved = new Float64Array(n);
  const order = Array.from(breaks.keys())
    .filter((i) => breaks[i] > 0)
    .sort((a, b) => breaks[a] - breaks[b]);
  let time = 0;
  for (const next of [...order, -1]) {
    const slope = dot(gradient, direction) + dot(moved, multiply(matrix, direction));
    const curvature = dot(direction, multiply(matrix, direction));
    if (!(curvature > 0) || slope >= 0) break;
    const best = -slope / curvature;
    const room = next < 0 ? Infinity : breaks[next] - time;
    const stride = Math.min(best, room);
    for (let i = 0; i < n; i++) moved[i] += stride * direction[i];
    if (best <= room) break;
    moved[next] = (direction[next] > 0 ? box.upper[next] : box.lower[next]) - x[next];
    direction[next] = 0;
    time = breaks[next];
  }
  for (let i = 0; i < n; i++) {
    point[i] = Math.min(box.upper[i], Math.max(box.lower[i], x[i] + moved[i]));
  }
  return point;
}

/** Minimiser of the quadratic model over the variables that the Cauchy point leaves free, brought back into the box. */
function subspaceMinimum(
  x: Float64Array,
  gradient: Float64Array,
  matrix: Float64Array,
  cauchy: Float64Array,
  box: Box,
): Float64Array {
  const free = Array.from(cauchy.keys()).filter(
    (i) => cauchy[i] > box.lower[i] && cauchy[i] < box.upper[i],
  );
  if (free.length === 0) return cauchy;
  const moved = cauchy.map((c, i) => c - x[i]);
  const model = multiply(matrix, moved);
  const step = solveReduced(
    matrix,
    x.length,
    free,
    free.map((i) => -(gradient[i] + model[i])),
  );
  const target = Float64Array.from(cauchy);
  let cut = false;
  for (const [k, i] of free.entries()) {
    target[i] = Math.min(box.upper[i], Math.max(box.lower[i], cauchy[i] + step[k]));
    cut ||= target[i] === box.lower[i] || target[i] === box.upper[i];
  }
  if (!cut) return target;
  let slope = 0;
  for (let i = 0; i < x.length; i++) slope += (target[i] - x[i]) * gradient[i];
  return slope > 0 ? truncated(cauchy, free, step, box) : target;
}

/** The step from the Cauchy point, cut where it first meets the box. */
function truncated(
  cauchy: Float64Array,
  free: readonly number[],
  step: Float64Array,
  box: Box,
): Float64Array {
  let share = 1;
  let blocking = -1;
  for (const [k, i] of free.entries()) {
    const room = (step[k] < 0 ? box.lower[i] : box.upper[i]) - cauchy[i];
    if (step[k] !== 0 && room / step[k] < share) {
      share = room / step[k];
      blocking = k;
    }
  }
  const target = Float64Array.from(cauchy);
  for (const [k, i] of free.entries()) target[i] = cauchy[i] + share * step[k];
  if (blocking >= 0) {
    const i = free[blocking];
    target[i] = step[blocking] > 0 ? box.upper[i] : box.lower[i];
  }
  return target;
}

/** Gaussian elimination on the rows and columns `free` of a positive definite matrix. */
function solveReduced(
  matrix: Float64Array,
  n: number,
  free: readonly number[],
  right: readonly number[],
): Float64Array {
  const size = free.length;
  const a = free.map((i) => Float64Array.from(free, (j) => matrix[i * n + j]));
  const b = Float64Array.from(right);
  for (let k = 0; k < size; k++) {
    for (let i = k + 1; i < size; i++) {
      const factor = a[i][k] / a[k][k];
      for (let j = k; j < size; j++) a[i][j] -= factor * a[k][j];
      b[i] -= factor * b[k];
    }
  }
  for (let i = size - 1; i >= 0; i--) {
    for (let j = i + 1; j < size; j++) b[i] -= a[i][j] * b[j];
    b[i] /= a[i][i];
  }
  return b;
}

function longestStep(x: Float64Array, direction: Float64Array, box: Box): number {
  let longest = LONGEST_STEP;
  for (let i = 0; i < x.length; i++) {
    const d = direction[i];
    if (d === 0) continue;
    const room = (d < 0 ? box.lower[i] : box.upper[i]) - x[i];
    longest = Math.min(longest, room === 0 ? 0 : room / d);
  }
  return longest;
}

function projectedGradient(x: Float64Array, gradient: Float64Array, box: Box): number {
  let largest = 0;
  for (let i = 0; i < x.length; i++) {
    const g =
      gradient[i] < 0
        ? Math.max(x[i] - box.upper[i], gradient[i])
        : Math.min(x[i] - box.lower[i], gradient[i]);
    largest = Math.max(largest, Math.abs(g));
  }
  return largest;
}

function clamp(x: Float64Array, box: Box): Float64Array {
  return x.map((value, i) => Math.min(box.upper[i], Math.max(box.lower[i], value)));
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

function multiply(matrix: Float64Array, vector: Float64Array): Float64Array {
  const n = vector.length;
  const out = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let sum = 0;
    for (let j = 0; j < n; j++) sum += matrix[i * n + j] * vector[j];
    out[i] = sum;
  }
  return out;
}
