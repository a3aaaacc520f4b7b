import { multiplyMatrices, solveLinear } from "#core/linalg/index.ts";
import { EphysError } from "#core/model/index.ts";
import {
  laplacian,
  newtonTarget,
  problemHessian,
  solveRigid,
  type PairwiseProblem,
} from "./newton.ts";
import { solvePositive } from "./solve.ts";

export interface ThomasOptions {
  /** weight of smoothness over time */
  readonly lambdaT: number;
  /** weight of smoothness between neighbouring windows; 0 solves each by itself */
  readonly lambdaS: number;
  /** ridge of bins that have weights */
  readonly eps: number;
}

export const DEFAULT_THOMAS: ThomasOptions = { lambdaT: 1, lambdaS: 1, eps: 1e-3 };

export interface ThomasSolution {
  /** per window, [bin], um */
  readonly displacement: readonly Float64Array[];
  /** per window, [bin × bin]: the prior over time */
  readonly priors: readonly Float64Array[];
  /** per window, [bin × bin]: negative Hessians; only where windows are solved by themselves */
  readonly hessians?: readonly Float64Array[];
}

/**
 * Displacement of every window and time bin with smoothness over time and between windows: the block tridiagonal (Thomas)
 * algorithm. O(windows · bins³).
 * @throws InvalidValue when the system has no single solution, or for NaN
 */
export function solveWindows(
  problems: readonly PairwiseProblem[],
  { lambdaT, lambdaS, eps }: ThomasOptions,
): ThomasSolution {
  const ridges = problems.map(({ weights, numBins }) => weightedBins(weights, numBins));
  const priors = problems.map(({ numBins }, b) =>
    laplacian(numBins, { eps, lambda: lambdaT, ridge: ridges[b] }),
  );
  if (problems.length === 1 || lambdaS === 0) {
    const solved = problems.map((problem, b) => solveRigid(problem, priors[b]));
    return {
      displacement: solved.map(({ solution }) => solution),
      hessians: solved.map(({ hessian }) => hessian),
      priors,
    };
  }
  const [first] = problems;
  if (first === undefined) {
    throw new EphysError("InvalidParameter", "Ds and Us have no windows: give at least one");
  }
  const n = first.numBins;
  const between = laplacian(n, { eps: 0, lambda: -lambdaS / 2 });
  const gammas: Float64Array[] = [];
  const forward: Float64Array[] = [];
  for (const [b, problem] of problems.entries()) {
    const outer = b === 0 || b === problems.length - 1;
    const spatial = laplacian(n, { eps, lambda: outer ? lambdaS / 2 : lambdaS, ridge: ridges[b] });
    const matrix = problemHessian(problem);
    for (let i = 0; i < matrix.length; i++) matrix[i] += priors[b][i] + spatial[i];
    const target = newtonTarget(problem);
    if (b > 0) {
      subtract(matrix, multiplyMatrices(between, gammas[b - 1], n, n, n));
      subtract(target, multiplyMatrices(between, forward[b - 1], n, n, 1));
    }
    const solved = solveBlock(matrix, n, besides(between, target, n), b === 0);
    gammas.push(Float64Array.from(between, (_, i) => solved[i + Math.floor(i / n)]));
    forward.push(Float64Array.from(target, (_, i) => solved[i * (n + 1) + n]));
  }
  return { displacement: substituteBack(gammas, forward, n), priors };
}

/** 1 for bins with any weight; for all bins when none has. */
function weightedBins(weights: Float64Array, n: number): Uint8Array {
  const out = new Uint8Array(n);
  for (let i = 0; i < weights.length; i++) if (weights[i] > 0) out[Math.floor(i / n)] = 1;
  return out.includes(1) ? out : out.fill(1);
}

function substituteBack(
  gammas: readonly Float64Array[],
  forward: readonly Float64Array[],
  n: number,
): Float64Array[] {
  const out = forward.map((y) => y.slice());
  for (let b = out.length - 2; b >= 0; b--) {
    subtract(out[b], multiplyMatrices(gammas[b], out[b + 1], n, n, 1));
  }
  return out;
}

/** [matrix | column]: [n × (n + 1)] */
function besides(matrix: Float64Array, column: Float64Array, n: number): Float64Array {
  const out = new Float64Array(n * (n + 1));
  for (let i = 0; i < n; i++) {
    out.set(matrix.subarray(i * n, (i + 1) * n), i * (n + 1));
    out[i * (n + 1) + n] = column[i];
  }
  return out;
}

/** The first block is positive definite or has no answer; the others are solved as they are. */
function solveBlock(
  matrix: Float64Array,
  n: number,
  targets: Float64Array,
  positive: boolean,
): Float64Array {
  if (!positive) return solveLinear(matrix, n, targets, n + 1);
  const found = solvePositive(matrix, n, targets, n + 1);
  if (found) return found;
  throw new EphysError(
    "InvalidValue",
    "the first window's system is not positive definite: give lambda_t and eps above 0 and weights that are not negative",
  );
}

function subtract(from: Float64Array, values: Float64Array): void {
  for (let i = 0; i < from.length; i++) from[i] -= values[i];
}
