import { EphysError } from "#core/model/index.ts";

/**
 * numpy.gradient over points at the given coordinates, as a matrix [point × point]: second-order differences inside,
 * first or second order at the ends.
 */
export function gradientWeights(coordinates: readonly number[], edgeOrder: 1 | 2): Float64Array {
  const n = coordinates.length;
  const steps = Array.from({ length: n - 1 }, (_, i) => coordinates[i + 1] - coordinates[i]);
  if (n < edgeOrder + 1 || steps.some((step) => step === 0)) {
    throw new EphysError(
      "InvalidValue",
      `a gradient needs at least ${String(edgeOrder + 1)} contacts at different positions in each column`,
    );
  }
  const weights = new Float64Array(n * n);
  for (let i = 1; i < n - 1; i++) setInside(weights, n, i, steps);
  if (edgeOrder === 1) {
    setFirstOrderEnds(weights, n, steps);
  } else {
    setSecondOrderEnds(weights, n, steps);
  }
  return weights;
}

function setInside(weights: Float64Array, n: number, i: number, steps: readonly number[]): void {
  const [before, after] = [steps[i - 1], steps[i]];
  weights[i * n + i - 1] = -after / (before * (before + after));
  weights[i * n + i] = (after - before) / (before * after);
  weights[i * n + i + 1] = before / (after * (before + after));
}

function setFirstOrderEnds(weights: Float64Array, n: number, steps: readonly number[]): void {
  const [first, last] = [steps[0], steps[n - 2]];
  weights[0] = -1 / first;
  weights[1] = 1 / first;
  weights[n * n - 2] = -1 / last;
  weights[n * n - 1] = 1 / last;
}

function setSecondOrderEnds(weights: Float64Array, n: number, steps: readonly number[]): void {
  const [a, b] = [steps[0], steps[1]];
  weights[0] = -(2 * a + b) / (a * (a + b));
  weights[1] = (a + b) / (a * b);
  weights[2] = -a / (b * (a + b));
  const [c, d] = [steps[n - 3], steps[n - 2]];
  weights[n * n - 3] = d / (c * (c + d));
  weights[n * n - 2] = -(d + c) / (c * d);
  weights[n * n - 1] = (2 * d + c) / (d * (c + d));
}
