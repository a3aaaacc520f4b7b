import { EphysError } from "#core/model/index.ts";

/**
 * numpy.gradient over points at fixed coordinates as a matrix: point i of the result is
 * Σ_j weights[i, j] · value[j] / divisors[i].
 */
export interface Gradient {
  /** [point × point] */
  readonly weights: Float64Array;
  /** [point]; where points are evenly spaced NumPy divides a difference, which rounds less */
  readonly divisors: Float64Array;
}

/** Second-order differences inside, first or second order at the ends. */
export function gradientWeights(coordinates: readonly number[], edgeOrder: 1 | 2): Gradient {
  const n = coordinates.length;
  const steps = Array.from({ length: n - 1 }, (_, i) => coordinates[i + 1] - coordinates[i]);
  if (n < edgeOrder + 1 || steps.some((step) => step === 0)) {
    throw new EphysError(
      "InvalidValue",
      `a gradient needs at least ${String(edgeOrder + 1)} contacts at different positions in each column`,
    );
  }
  const gradient = { weights: new Float64Array(n * n), divisors: new Float64Array(n).fill(1) };
  const even = steps.every((step) => step === steps[0]);
  for (let i = 1; i < n - 1; i++) setInside(gradient, n, i, steps, even);
  if (edgeOrder === 1) setFirstOrderEnds(gradient, n, steps);
  else setSecondOrderEnds(gradient.weights, n, steps, even);
  return gradient;
}

function setInside(
  { weights, divisors }: Gradient,
  n: number,
  i: number,
  steps: readonly number[],
  even: boolean,
): void {
  const [before, after] = [steps[i - 1], steps[i]];
  if (even) {
    weights[i * n + i - 1] = -1;
    weights[i * n + i + 1] = 1;
    divisors[i] = 2 * before;
    return;
  }
  weights[i * n + i - 1] = -after / (before * (before + after));
  weights[i * n + i] = (after - before) / (before * after);
  weights[i * n + i + 1] = before / (after * (before + after));
}

function setFirstOrderEnds(
  { weights, divisors }: Gradient,
  n: number,
  steps: readonly number[],
): void {
  weights[0] = -1;
  weights[1] = 1;
  divisors[0] = steps[0];
  weights[n * n - 2] = -1;
  weights[n * n - 1] = 1;
  divisors[n - 1] = steps[n - 2];
}

function setSecondOrderEnds(
  weights: Float64Array,
  n: number,
  steps: readonly number[],
  even: boolean,
): void {
  const [a, b] = [steps[0], steps[1]];
  const [c, d] = [steps[n - 3], steps[n - 2]];
  if (even) {
    weights.set([-1.5 / a, 2 / a, -0.5 / a]);
    weights.set([0.5 / d, -2 / d, 1.5 / d], n * n - 3);
    return;
  }
  weights[0] = -(2 * a + b) / (a * (a + b));
  weights[1] = (a + b) / (a * b);
  weights[2] = -a / (b * (a + b));
  weights[n * n - 3] = d / (c * (c + d));
  weights[n * n - 2] = -(d + c) / (c * d);
  weights[n * n - 1] = (2 * d + c) / (d * (c + d));
}
