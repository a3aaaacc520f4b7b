/*
 * Line search with the strong Wolfe conditions after Moré and Thuente (1994), "Line search algorithms with guaranteed
 * sufficient decrease", ACM TOMS 20(3): the search that L-BFGS-B uses, with its constants.
 */

const SUFFICIENT_DECREASE = 1e-3;
const CURVATURE = 0.9;
const INTERVAL_TOLERANCE = 0.1;
const MAX_EVALUATIONS = 20;

interface Point {
  readonly step: number;
  readonly value: number;
  readonly slope: number;
}

export interface LineSearchResult extends Point {
  readonly ok: boolean;
}

/**
 * Finds a step that lowers the function enough.
 * @param evaluate value and slope along the direction
 * @param start value and slope at step 0; the slope must be negative
 */
export function searchLine(
  evaluate: (step: number) => { readonly value: number; readonly slope: number },
  start: { readonly value: number; readonly slope: number },
  firstStep: number,
  maxStep: number,
): LineSearchResult {
  const required = SUFFICIENT_DECREASE * start.slope;
  let low: Point = { step: 0, ...start };
  let high: Point = low;
  let bracketed = false;
  let firstStage = true;
  let width = maxStep;
  let width2 = 2 * width;
  let least = 0;
  let most = firstStep + 4 * firstStep;
  let step = firstStep;
  let at: Point = low;
  for (let evaluation = 0; evaluation < MAX_EVALUATIONS; evaluation++) {
    at = { step, ...evaluate(step) };
    const allowed = start.value + step * required;
    if (firstStage && at.value <= allowed && at.slope >= 0) firstStage = false;
    const enough = at.value <= allowed && Math.abs(at.slope) <= CURVATURE * -start.slope;
    const stuck =
      (bracketed && isNarrow(step, least, most)) || isAtEnd(at, maxStep, allowed, required);
    if (enough || stuck) return { ...at, ok: true };
    // in the first stage a modified function is searched, whose minimum lies at a lower value of the original
    const shift = firstStage && at.value <= low.value && at.value > allowed ? required : 0;
    const next = nextInterval(
      tilt(low, shift),
      tilt(high, shift),
      tilt(at, shift),
      bracketed,
      least,
      most,
    );
    low = tilt(next.low, -shift);
    high = tilt(next.high, -shift);
    step = next.step;
    bracketed = next.bracketed;
    if (bracketed) {
      if (Math.abs(high.step - low.step) >= 0.66 * width2) {
        step = low.step + 0.5 * (high.step - low.step);
      }
      width2 = width;
      width = Math.abs(high.step - low.step);
      least = Math.min(low.step, high.step);
      most = Math.max(low.step, high.step);
    } else {
      least = step + 1.1 * (step - low.step);
      most = step + 4 * (step - low.step);
    }
    step = Math.min(Math.max(step, 0), maxStep);
    if (bracketed && isNarrow(step, least, most)) step = low.step;
  }
  return { ...at, ok: false };
}

/** True when the function still falls at the longest step, or does not fall at none. */
function isAtEnd(at: Point, maxStep: number, allowed: number, required: number): boolean {
  const falls = at.value <= allowed && at.slope <= required;
  if (at.step === maxStep) return falls;
  return at.step === 0 && (at.value > allowed || at.slope >= required);
}

/** True when the interval cannot be cut any more. */
function isNarrow(step: number, least: number, most: number): boolean {
  return step <= least || step >= most || most - least <= INTERVAL_TOLERANCE * most;
}

/** The point of the function minus `slope` times the step. */
function tilt(point: Point, slope: number): Point {
  if (slope === 0) return point;
  return {
    step: point.step,
    value: point.value - point.step * slope,
    slope: point.slope - slope,
  };
}

interface Interval {
  readonly low: Point;
  readonly high: Point;
  readonly step: number;
  readonly bracketed: boolean;
}

/** The trial step from cubic and quadratic interpolation, and the interval that holds a minimiser. */
function nextInterval(
  low: Point,
  high: Point,
  at: Point,
  wasBracketed: boolean,
  least: number,
  most: number,
): Interval {
  const opposite = Math.sign(at.slope) * Math.sign(low.slope) < 0;
  let bracketed = wasBracketed;
  let step: number;
  if (at.value > low.value) {
    const cubic = cubicStep(low, at, at.step < low.step ? -1 : 1);
    const quadratic =
      low.step +
      (low.slope / ((low.value - at.value) / (at.step - low.step) + low.slope) / 2) *
        (at.step - low.step);
    step =
      Math.abs(cubic - low.step) < Math.abs(quadratic - low.step)
        ? cubic
        : cubic + (quadratic - cubic) / 2;
    bracketed = true;
  } else if (opposite) {
    const cubic = cubicStep(at, low, at.step > low.step ? -1 : 1);
    const secant = secantStep(at, low);
    step = Math.abs(cubic - at.step) > Math.abs(secant - at.step) ? cubic : secant;
    bracketed = true;
  } else if (Math.abs(at.slope) < Math.abs(low.slope)) {
    step = flatterStep(low, high, at, bracketed, least, most);
  } else if (bracketed) {
    step = cubicStep(at, high, at.step > high.step ? -1 : 1);
  } else {
    step = at.step > low.step ? most : least;
  }
  const newHigh = at.value > low.value ? at : opposite ? low : high;
  return { low: at.value > low.value ? low : at, high: newHigh, step, bracketed };
}

/** The same sign, a flatter slope: the cubic may have no minimum, and the step must not leave the interval. */
function flatterStep(
  low: Point,
  high: Point,
  at: Point,
  bracketed: boolean,
  least: number,
  most: number,
): number {
  const theta = (3 * (low.value - at.value)) / (at.step - low.step) + low.slope + at.slope;
  const scale = Math.max(Math.abs(theta), Math.abs(low.slope), Math.abs(at.slope));
  const radicand = (theta / scale) ** 2 - (low.slope / scale) * (at.slope / scale);
  const gamma = (at.step > low.step ? -1 : 1) * scale * Math.sqrt(Math.max(0, radicand));
  const ratio = (gamma - at.slope + theta) / (gamma + (low.slope - at.slope) + gamma);
  const cubic =
    ratio < 0 && gamma !== 0
      ? at.step + ratio * (low.step - at.step)
      : at.step > low.step
        ? most
        : least;
  const secant = secantStep(at, low);
  const cubicNearer = Math.abs(cubic - at.step) < Math.abs(secant - at.step);
  if (!bracketed) {
    return Math.min(most, Math.max(least, cubicNearer ? secant : cubic));
  }
  const step = cubicNearer ? cubic : secant;
  const limit = at.step + 0.66 * (high.step - at.step);
  return at.step > low.step ? Math.min(limit, step) : Math.max(limit, step);
}

/** Minimiser of the cubic through two points, measured from `from` toward `to`. */
function cubicStep(from: Point, to: Point, sign: number): number {
  const theta = (3 * (from.value - to.value)) / (to.step - from.step) + from.slope + to.slope;
  const scale = Math.max(Math.abs(theta), Math.abs(from.slope), Math.abs(to.slope));
  const gamma =
    sign * scale * Math.sqrt((theta / scale) ** 2 - (from.slope / scale) * (to.slope / scale));
  const ratio = (gamma - from.slope + theta) / (gamma - from.slope + gamma + to.slope);
  return from.step + ratio * (to.step - from.step);
}

function secantStep(at: Point, low: Point): number {
  return at.step + (at.slope / (at.slope - low.slope)) * (low.step - at.step);
}
