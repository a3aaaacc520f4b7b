import type { Box } from "./bounded-quasi-newton.ts";
import { smallSvd, type SmallSvd } from "./small-svd.ts";

/*
 * Nonlinear least squares within a box: the trust region reflective method (Branch, Coleman, Li 1999) with the
 * trust-region step of Moré (1977), stopping like scipy.optimize.least_squares(method="trf") with its defaults.
 * Few variables, dense. O(rows × n²) per iteration. The Jacobian is exact where SciPy takes differences, so that
 * iterates differ by about 1e-7 relative.
 */

const TOLERANCE = 1e-8;
const EPSILON = 2 ** -52;
const INTERIOR = 1e-10;

export interface Residuals {
  readonly count: number;
  /** writes [count] */
  evaluate(x: Float64Array, out: Float64Array): void;
  /** writes [count × x.length] */
  jacobian(x: Float64Array, out: Float64Array): void;
}

/** The model in scaled variables around the current point. */
interface Model {
  readonly x: Float64Array;
  /** [count × n], scaled */
  readonly jacobian: Float64Array;
  readonly diagonal: Float64Array;
  readonly gradient: Float64Array;
  readonly scale: Float64Array;
  readonly box: Box;
}

interface Step {
  /** in the variables */
  readonly step: Float64Array;
  /** in scaled variables */
  readonly scaled: Float64Array;
  readonly reduction: number;
}

/** The least-squares solution within the box, or undefined when the start is not inside. */
export function leastSquaresInBox(
  residuals: Residuals,
  start: Float64Array,
  box: Box,
): Float64Array | undefined {
  const n = start.length;
  const { count } = residuals;
  if (!start.every((v, i) => v >= box.lower[i] && v <= box.upper[i])) return undefined;
  let x = intoInterior(start, box, INTERIOR);
  let f = new Float64Array(count);
  residuals.evaluate(x, f);
  const jacobian = new Float64Array(count * n);
  residuals.jacobian(x, jacobian);
  let cost = 0.5 * dot(f, f);
  let gradient = transposedProduct(jacobian, f, n);
  let radius = norm(x.map((v, i) => v / Math.sqrt(colemanLi(x, gradient, box, i).v)));
  if (radius === 0) radius = 1;
  let damping = 0;
  let evaluations = 1;
  const maxEvaluations = n * 100;
  for (;;) {
    const scaling = Array.from({ length: n }, (_, i) => colemanLi(x, gradient, box, i));
    const optimality = gradient.reduce((m, g, i) => Math.max(m, Math.abs(g * scaling[i].v)), 0);
    if (optimality < TOLERANCE || evaluations >= maxEvaluations) return x;
    const model = buildModel(x, jacobian, gradient, scaling, box);
    const svd = decompose(model, f);
    const theta = Math.max(0.995, 1 - optimality);
    let reduction = -1;
    let candidate = x;
    const candidateF = new Float64Array(count);
    let candidateCost = cost;
    let done = false;
    while (reduction <= 0 && evaluations < maxEvaluations) {
      const solved = trustRegionStep(svd, count, radius, damping);
      damping = solved.damping;
      const chosen = selectStep(model, solved.step, radius, theta);
      candidate = intoInterior(
        x.map((v, i) => v + chosen.step[i]),
        box,
        0,
      );
      residuals.evaluate(candidate, candidateF);
      evaluations++;
      const length = norm(chosen.scaled);
      if (!candidateF.every(Number.isFinite)) {
        radius = 0.25 * length;
        continue;
      }
      candidateCost = 0.5 * dot(candidateF, candidateF);
      reduction = cost - candidateCost;
      const { ratio, next } = updateRadius(radius, reduction, chosen.reduction, length);
      const stepLength = norm(chosen.step);
      done =
        (reduction < TOLERANCE * cost && ratio > 0.25) ||
        stepLength < TOLERANCE * (TOLERANCE + norm(x));
      if (done) break;
      damping *= radius / next;
      radius = next;
    }
    if (reduction > 0) {
      x = candidate;
      f = candidateF;
      cost = candidateCost;
      residuals.jacobian(x, jacobian);
      gradient = transposedProduct(jacobian, f, n);
    }
    if (done) return x;
  }
}

/** Distance to the bound that the gradient points away from, and its derivative. */
function colemanLi(
  x: Float64Array,
  gradient: Float64Array,
  box: Box,
  i: number,
): { readonly v: number; readonly dv: number } {
  if (gradient[i] < 0 && box.upper[i] < Infinity) return { v: box.upper[i] - x[i], dv: -1 };
  if (gradient[i] > 0 && box.lower[i] > -Infinity) return { v: x[i] - box.lower[i], dv: 1 };
  return { v: 1, dv: 0 };
}

function buildModel(
  x: Float64Array,
  jacobian: Float64Array,
  gradient: Float64Array,
  scaling: readonly { readonly v: number; readonly dv: number }[],
  box: Box,
): Model {
  const n = x.length;
  const scale = Float64Array.from(scaling, ({ v }) => Math.sqrt(v));
  return {
    x,
    jacobian: jacobian.map((value, k) => value * scale[k % n]),
    diagonal: gradient.map((g, i) => g * scaling[i].dv),
    gradient: gradient.map((g, i) => g * scale[i]),
    scale,
    box,
  };
}

function decompose(model: Model, f: Float64Array): SmallSvd {
  const n = model.x.length;
  const augmented = new Float64Array(model.jacobian.length + n * n);
  augmented.set(model.jacobian);
  for (let i = 0; i < n; i++) {
    augmented[model.jacobian.length + i * n + i] = Math.sqrt(model.diagonal[i]);
  }
  const right = new Float64Array(f.length + n);
  right.set(f);
  return smallSvd(augmented, n, right);
}

/** The minimiser of the model within `radius`. */
function trustRegionStep(
  { values, vectors, projected }: SmallSvd,
  rows: number,
  radius: number,
  initialDamping: number,
): { readonly step: Float64Array; readonly damping: number } {
  const n = values.length;
  const weighted = values.map((s, i) => s * projected[i]);
  const fullRank = rows >= n && values[n - 1] > EPSILON * rows * values[0];
  if (fullRank) {
    const step = combine(
      vectors,
      projected.map((u, i) => -u / values[i]),
    );
    if (norm(step) <= radius) return { step, damping: 0 };
  }
  const excess = (damping: number): { readonly phi: number; readonly slope: number } => {
    const length = norm(weighted.map((w, i) => w / (values[i] ** 2 + damping)));
    let sum = 0;
    for (let i = 0; i < n; i++) sum += weighted[i] ** 2 / (values[i] ** 2 + damping) ** 3;
    return { phi: length - radius, slope: -sum / length };
  };
  let upper = norm(weighted) / radius;
  let lower = 0;
  if (fullRank) {
    const { phi, slope } = excess(0);
    lower = -phi / slope;
  }
  const restart = (): number => Math.max(0.001 * upper, Math.sqrt(lower * upper));
  let damping = !fullRank && initialDamping === 0 ? restart() : initialDamping;
  for (let iteration = 0; iteration < 10; iteration++) {
    if (damping < lower || damping > upper) damping = restart();
    const { phi, slope } = excess(damping);
    if (phi < 0) upper = damping;
    const ratio = phi / slope;
    lower = Math.max(lower, damping - ratio);
    damping -= ((phi + radius) * ratio) / radius;
    if (Math.abs(phi) < 0.01 * radius) break;
  }
  const step = combine(
    vectors,
    weighted.map((w, i) => -w / (values[i] ** 2 + damping)),
  );
  const length = norm(step);
  return { step: step.map((s) => (s * radius) / length), damping };
}

/** The best of the trust-region step cut at the bounds, its reflection there and the scaled gradient. */
function selectStep(model: Model, scaledStep: Float64Array, radius: number, theta: number): Step {
  const { x, scale, box } = model;
  const toVariables = (s: Float64Array): Float64Array => s.map((v, i) => v * scale[i]);
  const full = toVariables(scaledStep);
  if (full.every((s, i) => x[i] + s >= box.lower[i] && x[i] + s <= box.upper[i])) {
    return { step: full, scaled: scaledStep, reduction: -quadratic(model, scaledStep) };
  }
  const cut = strideToBound(x, full, box);
  const onBound = scaledStep.map((s) => s * cut.stride);
  const reflected = reflectedStep(model, scaledStep, onBound, cut, radius, theta);
  const inside = onBound.map((s) => s * theta);
  const candidates: Step[] = [
    { step: toVariables(inside), scaled: inside, reduction: -quadratic(model, inside) },
  ];
  if (reflected !== undefined) candidates.push(reflected);
  const descent = model.gradient.map((g) => -g);
  const toRegion = radius / norm(descent);
  const toBound = strideToBound(x, toVariables(descent), box).stride;
  const best = minimizeOnLine(
    model,
    descent,
    undefined,
    0,
    toBound < toRegion ? theta * toBound : toRegion,
  );
  const scaled = descent.map((s) => s * best.t);
  candidates.push({ step: toVariables(scaled), scaled, reduction: -best.value });
  return candidates.reduce((a, b) => (b.reduction > a.reduction ? b : a));
}

function reflectedStep(
  model: Model,
  scaledStep: Float64Array,
  onBound: Float64Array,
  cut: { readonly stride: number; readonly hits: readonly boolean[] },
  radius: number,
  theta: number,
): Step | undefined {
  const { x, scale, box } = model;
  const direction = scaledStep.map((s, i) => (cut.hits[i] ? -s : s));
  const start = x.map((v, i) => v + onBound[i] * scale[i]);
  const toRegion = strideToSphere(onBound, direction, radius);
  const toBound = strideToBound(
    start,
    direction.map((s, i) => s * scale[i]),
    box,
  ).stride;
  const stride = Math.min(toBound, toRegion);
  if (!(stride > 0)) return undefined;
  const least = ((1 - theta) * cut.stride) / stride;
  const most = stride === toBound ? theta * toBound : toRegion;
  if (least > most) return undefined;
  const best = minimizeOnLine(model, direction, onBound, least, most);
  const scaled = direction.map((s, i) => s * best.t + onBound[i]);
  return { step: scaled.map((s, i) => s * scale[i]), scaled, reduction: -best.value };
}

/** Minimum of the model along start + t·direction, t within [least, most]. */
function minimizeOnLine(
  model: Model,
  direction: Float64Array,
  start: Float64Array | undefined,
  least: number,
  most: number,
): { readonly t: number; readonly value: number } {
  const image = product(model.jacobian, direction);
  let a = dot(image, image);
  let b = dot(model.gradient, direction);
  let c = 0;
  for (const [i, d] of direction.entries()) a += d * d * model.diagonal[i];
  a *= 0.5;
  if (start !== undefined) {
    const startImage = product(model.jacobian, start);
    b += dot(startImage, image);
    for (const [i, s] of start.entries()) b += s * model.diagonal[i] * direction[i];
    c = quadratic(model, start);
  }
  const at = (t: number): number => t * (a * t + b) + c;
  let t = at(most) < at(least) ? most : least;
  const extremum = (-0.5 * b) / a;
  if (a !== 0 && least < extremum && extremum < most && at(extremum) < at(t)) t = extremum;
  return { t, value: at(t) };
}

function quadratic(model: Model, s: Float64Array): number {
  const image = product(model.jacobian, s);
  let sum = dot(image, image);
  for (const [i, v] of s.entries()) sum += v * v * model.diagonal[i];
  return 0.5 * sum + dot(s, model.gradient);
}

function strideToBound(
  x: Float64Array,
  step: Float64Array,
  box: Box,
): { readonly stride: number; readonly hits: readonly boolean[] } {
  const strides = Array.from(step, (s, i) =>
    s === 0 ? Infinity : Math.max((box.lower[i] - x[i]) / s, (box.upper[i] - x[i]) / s),
  );
  const stride = Math.min(...strides);
  return { stride, hits: strides.map((s, i) => s === stride && step[i] !== 0) };
}

/** How far along `direction` from `point` the sphere is left. */
function strideToSphere(point: Float64Array, direction: Float64Array, radius: number): number {
  const a = dot(direction, direction);
  const b = dot(point, direction);
  const c = dot(point, point) - radius * radius;
  const root = Math.sqrt(Math.max(0, b * b - a * c));
  // the form without cancellation
  const q = -(b + (b < 0 ? -root : root));
  return Math.max(q / a, c / q);
}

function updateRadius(
  radius: number,
  actual: number,
  predicted: number,
  length: number,
): { readonly ratio: number; readonly next: number } {
  const ratio = predicted > 0 ? actual / predicted : predicted === actual && actual === 0 ? 1 : 0;
  if (ratio < 0.25) return { ratio, next: 0.25 * length };
  if (ratio > 0.75 && length > 0.95 * radius) return { ratio, next: 2 * radius };
  return { ratio, next: radius };
}

/** Moves what lies on a bound inside, by a relative distance, or to the next number when that is 0. */
function intoInterior(x: Float64Array, box: Box, relative: number): Float64Array {
  return x.map((value, i) => {
    const lower = box.lower[i];
    const upper = box.upper[i];
    const fromLower = value - lower;
    const fromUpper = upper - value;
    const margin = (bound: number): number => relative * Math.max(1, Math.abs(bound));
    let inside = value;
    if (fromUpper <= Math.min(fromLower, margin(upper))) {
      inside = relative === 0 ? upper - spacing(upper) : upper - margin(upper);
    } else if (fromLower <= Math.min(fromUpper, margin(lower))) {
      inside = relative === 0 ? lower + spacing(lower) : lower + margin(lower);
    }
    return inside < lower || inside > upper ? 0.5 * (lower + upper) : inside;
  });
}

/** About the distance to the next float64. */
function spacing(value: number): number {
  return value === 0 ? Number.MIN_VALUE : Math.abs(value) * EPSILON;
}

function product(matrix: Float64Array, vector: Float64Array): Float64Array {
  const n = vector.length;
  const out = new Float64Array(matrix.length / n);
  for (let row = 0; row < out.length; row++) {
    let sum = 0;
    for (let j = 0; j < n; j++) sum += matrix[row * n + j] * vector[j];
    out[row] = sum;
  }
  return out;
}

function transposedProduct(matrix: Float64Array, vector: Float64Array, n: number): Float64Array {
  const out = new Float64Array(n);
  for (let row = 0; row < vector.length; row++) {
    for (let j = 0; j < n; j++) out[j] += matrix[row * n + j] * vector[row];
  }
  return out;
}

function combine(vectors: Float64Array, weights: Float64Array): Float64Array {
  return product(vectors, weights);
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

function norm(a: Float64Array): number {
  return Math.sqrt(dot(a, a));
}
