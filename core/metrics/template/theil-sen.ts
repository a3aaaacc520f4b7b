import { defaultRng } from "#core/array/index.ts";
import { EphysError } from "#core/model/index.ts";

/*
 * Robust line: the spatial median of the lines through all pairs of points (Dang et al. 2008), as
 * sklearn.linear_model.TheilSenRegressor computes it: pairs with equal x enter as minimum-norm solutions, the median is
 * Weiszfeld's iteration in the form of Vardi and Zhang (2000), stopped at a step of 1e-3. O(pairs) per iteration.
 */

const MAX_PAIRS = 10_000;
const MAX_ITERATIONS = 300;
const TOLERANCE = 1e-3;
const EPSILON = 2 ** -52;

export interface Line {
  readonly slope: number;
  readonly intercept: number;
  /** coefficient of determination; NaN for one point */
  readonly score: number;
}

/**
 * The line through points. Of more than 10000 pairs so many are drawn (seed 0; the reference draws anew each time).
 * @throws InvalidParameter for no points, lists of unequal length, or values that are not finite
 */
export function theilSenLine(x: Float64Array, y: Float64Array): Line {
  if (x.length === 0 || x.length !== y.length) {
    throw new EphysError(
      "InvalidParameter",
      `a line needs points: there are ${String(x.length)} times and ${String(y.length)} distances`,
    );
  }
  if (![x, y].every((values) => values.every(Number.isFinite))) {
    throw new EphysError("InvalidParameter", "the times and distances of a line must be finite");
  }
  const [intercept, slope] = spatialMedian(linesOfPairs(x, y));
  return { slope, intercept, score: determination(x, y, slope, intercept) };
}

/** [pair × 2]: intercept, slope */
function linesOfPairs(x: Float64Array, y: Float64Array): Float64Array {
  const n = x.length;
  if (n === 1) return minimumNorm(x[0], y[0]);
  const numPairs = (n * (n - 1)) / 2;
  if (numPairs > MAX_PAIRS) return linesOfDrawnPairs(x, y);
  const lines = new Float64Array(2 * numPairs);
  let at = 0;
  for (let i = 0; i < n; i++) {
    for (let j = i + 1; j < n; j++, at += 2) lines.set(lineThrough(x, y, i, j), at);
  }
  return lines;
}

function linesOfDrawnPairs(x: Float64Array, y: Float64Array): Float64Array {
  const rng = defaultRng(0);
  const lines = new Float64Array(2 * MAX_PAIRS);
  for (let k = 0; k < MAX_PAIRS; k++) {
    const [i, j] = rng.choice(x.length, 2, { replace: false });
    lines.set(lineThrough(x, y, i, j), 2 * k);
  }
  return lines;
}

function lineThrough(x: Float64Array, y: Float64Array, i: number, j: number): ArrayLike<number> {
  if (x[i] === x[j]) return minimumNorm(x[i], (y[i] + y[j]) / 2);
  const slope = (y[j] - y[i]) / (x[j] - x[i]);
  return [y[i] - slope * x[i], slope];
}

/** The shortest (intercept, slope) that meets one point. */
function minimumNorm(x: number, y: number): Float64Array {
  const scale = y / (1 + x * x);
  return Float64Array.of(scale, scale * x);
}

function spatialMedian(lines: Float64Array): [number, number] {
  const count = lines.length / 2;
  let a = 0;
  let b = 0;
  for (let i = 0; i < lines.length; i += 2) {
    a += lines[i] / count;
    b += lines[i + 1] / count;
  }
  for (let iteration = 0; iteration < MAX_ITERATIONS; iteration++) {
    const [nextA, nextB] = weiszfeldStep(lines, a, b);
    const moved = (nextA - a) ** 2 + (nextB - b) ** 2;
    a = nextA;
    b = nextB;
    if (moved < TOLERANCE ** 2) break;
  }
  return [a, b];
}

function weiszfeldStep(lines: Float64Array, a: number, b: number): [number, number] {
  let pullA = 0;
  let pullB = 0;
  let sumA = 0;
  let sumB = 0;
  let weights = 0;
  let isPoint = 0;
  for (let i = 0; i < lines.length; i += 2) {
    const da = lines[i] - a;
    const db = lines[i + 1] - b;
    const length = Math.sqrt(da * da + db * db);
    if (!(length >= EPSILON)) {
      isPoint = 1;
      continue;
    }
    pullA += da / length;
    pullB += db / length;
    sumA += lines[i] / length;
    sumB += lines[i + 1] / length;
    weights += 1 / length;
  }
  const pull = Math.sqrt(pullA * pullA + pullB * pullB);
  const isFlat = !(pull > EPSILON);
  const stay = isPoint / (isFlat ? 1 : pull);
  const go = Math.max(0, 1 - stay);
  const held = Math.min(1, stay);
  const toA = isFlat ? 1 : sumA / weights;
  const toB = isFlat ? 1 : sumB / weights;
  return [go * toA + held * a, go * toB + held * b];
}

function determination(x: Float64Array, y: Float64Array, slope: number, intercept: number): number {
  const n = y.length;
  if (n < 2) return NaN;
  const mean = y.reduce((a, b) => a + b, 0) / n;
  let residual = 0;
  let total = 0;
  for (let i = 0; i < n; i++) {
    residual += (y[i] - (intercept + slope * x[i])) ** 2;
    total += (y[i] - mean) ** 2;
  }
  if (total === 0) return residual === 0 ? 1 : 0;
  return 1 - residual / total;
}
