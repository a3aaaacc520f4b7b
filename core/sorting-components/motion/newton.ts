/*
 * The quadratic problem of dredge: displacements of time bins from those between pairs of bins.
 * Reference: SpikeInterface 0.103.2 sortingcomponents/motion/dredge.py (Windolf et al. 2025, DREDge).
 */
import { solveLeastSquares, solvePositive } from "./solve.ts";

/** Pairs of time bins within a chunk, and with the chunk before it when that is solved already. */
export interface PairwiseProblem {
  readonly numBins: number;
  /** [bin × bin], um */
  readonly displacement: Float64Array;
  /** [bin × bin] */
  readonly weights: Float64Array;
  readonly previous?: PreviousChunk | undefined;
}

/** What ties a chunk to the one before it. */
export interface PreviousChunk {
  readonly numBins: number;
  /** [previous], um: the solution there */
  readonly solution: Float64Array;
  /** [previous × bin], um and weights */
  readonly forward: { readonly displacement: Float64Array; readonly weights: Float64Array };
  /** [bin × previous], um and weights */
  readonly backward: { readonly displacement: Float64Array; readonly weights: Float64Array };
}

/**
 * Second difference along time plus a ridge: [n × n].
 * @param wink half weight at both ends, so that constants cost only the ridge
 * @param ridge factor of `eps` per bin, repeated when shorter; 1 when not given
 */
export function laplacian(
  n: number,
  options: {
    readonly wink?: boolean;
    readonly eps?: number;
    readonly lambda?: number;
    readonly ridge?: ArrayLike<number> | undefined;
  } = {},
): Float64Array {
  const { wink = true, eps = 1e-3, lambda = 1, ridge } = options;
  const out = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    if (ridge === undefined) out[i * n + i] = lambda + eps;
    else if (ridge.length > 0) out[i * n + i] = lambda + eps * ridge[i % ridge.length];
    if (i > 0) out[i * n + i - 1] = -0.5 * lambda;
    if (i + 1 < n) out[i * n + i + 1] = -0.5 * lambda;
  }
  if (wink && n > 0) {
    out[0] -= 0.5 * lambda;
    out[n * n - 1] -= 0.5 * lambda;
  }
  return out;
}

/** Links of a chunk to the one before: [previous × bin] and [bin × previous] weights. */
export interface PreviousWeights {
  readonly numBins: number;
  readonly forward: Float64Array;
  readonly backward: Float64Array;
}

/** Negative Hessian of the likelihood: a graph Laplacian of the weights. [n × n] */
export function negativeHessian(
  weights: Float64Array,
  n: number,
  previous?: PreviousWeights,
): Float64Array {
  const out = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    let sum = 0;
    for (let j = 0; j < n; j++) {
      out[i * n + j] = -weights[i * n + j] - weights[j * n + i];
      sum += weights[i * n + j] + weights[j * n + i];
    }
    if (previous) {
      const { numBins, forward, backward } = previous;
      for (let k = 0; k < numBins; k++) sum += forward[k * n + i] + backward[i * numBins + k];
    }
    out[i * n + i] += sum;
  }
  return out;
}

/** Right-hand side of the Newton step from displacements 0. [bin] */
export function newtonTarget(problem: PairwiseProblem): Float64Array {
  const { numBins: n, displacement, weights, previous } = problem;
  const out = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      out[i] += weights[i * n + j] * displacement[i * n + j];
      out[i] -= weights[j * n + i] * displacement[j * n + i];
    }
    if (previous) out[i] += fromPrevious(previous, n, i);
  }
  return out;
}

function fromPrevious(
  { numBins, solution, forward, backward }: PreviousChunk,
  n: number,
  i: number,
): number {
  let sum = 0;
  for (let k = 0; k < numBins; k++) {
    const f = k * n + i;
    const b = i * numBins + k;
    sum += (forward.weights[f] + backward.weights[b]) * solution[k];
    sum += backward.weights[b] * backward.displacement[b];
    sum -= forward.weights[f] * forward.displacement[f];
  }
  return sum;
}

/** The Hessian of a problem, with the links to the chunk before. */
export function problemHessian({ numBins, weights, previous }: PairwiseProblem): Float64Array {
  return negativeHessian(
    weights,
    numBins,
    previous && {
      numBins: previous.numBins,
      forward: previous.forward.weights,
      backward: previous.backward.weights,
    },
  );
}

/** Displacement [bin] of one window by itself and the negative Hessian of its likelihood. */
export function solveRigid(
  problem: PairwiseProblem,
  prior: Float64Array,
): { readonly solution: Float64Array; readonly hessian: Float64Array } {
  const { numBins: n } = problem;
  const hessian = problemHessian(problem);
  const target = newtonTarget(problem);
  const matrix = hessian.map((h, i) => prior[i] + h);
  // a matrix singular up to rounding would leave the free constant to rounding: the shortest solution then
  const solution =
    solvePositive(matrix, n, target, 1, n * 2 ** -52) ?? solveLeastSquares(matrix, n, target);
  return { solution, hessian };
}
