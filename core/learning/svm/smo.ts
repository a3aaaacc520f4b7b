/*
 * Sequential minimal optimisation of the dual of a two-class support vector machine, with second-order choice of pairs
 * (Fan, Chen & Lin 2005, as in libsvm). Kernels are given as a matrix: models are trained on hundreds of units.
 */

export interface DualProblem {
  /** [n × n] */
  readonly kernel: Float64Array;
  /** [n], +1 or −1 */
  readonly sign: Int8Array;
  /** [n], upper bound of each multiplier */
  readonly bound: Float64Array;
  readonly tolerance: number;
  /** −1: no limit but the safety one */
  readonly maxIterations: number;
}

export interface DualSolution {
  /** [n], multiplier × sign */
  readonly coefficients: Float64Array;
  readonly rho: number;
  readonly numIterations: number;
}

const TAU = 1e-12;

/** Steps after which a search that does not converge (an indefinite kernel) ends. */
const MOST_STEPS = 10_000_000;

export function solveDual(problem: DualProblem): DualSolution {
  const { kernel, sign, bound, tolerance } = problem;
  const n = sign.length;
  const alpha = new Float64Array(n);
  const gradient = new Float64Array(n).fill(-1);
  const limit = problem.maxIterations > 0 ? problem.maxIterations : Math.max(MOST_STEPS, 100 * n);
  let numIterations = 0;
  for (; numIterations < limit; numIterations++) {
    const [i, j] = choosePair(problem, alpha, gradient, tolerance);
    if (j < 0) break;
    const [beforeI, beforeJ] = [alpha[i], alpha[j]];
    movePair(problem, alpha, gradient, i, j);
    const changeI = (alpha[i] - beforeI) * sign[i];
    const changeJ = (alpha[j] - beforeJ) * sign[j];
    for (let k = 0; k < n; k++) {
      gradient[k] += sign[k] * (kernel[i * n + k] * changeI + kernel[j * n + k] * changeJ);
    }
  }
  const coefficients = alpha.map((value, k) => value * sign[k]);
  return { coefficients, rho: offset({ sign, bound }, alpha, gradient), numIterations };
}

function choosePair(
  { kernel, sign, bound }: DualProblem,
  alpha: Float64Array,
  gradient: Float64Array,
  tolerance: number,
): readonly [number, number] {
  const n = sign.length;
  let [up, i] = [-Infinity, -1];
  for (let k = 0; k < n; k++) {
    const free = sign[k] > 0 ? alpha[k] < bound[k] : alpha[k] > 0;
    if (free && -sign[k] * gradient[k] >= up) [up, i] = [-sign[k] * gradient[k], k];
  }
  let [down, j, best] = [-Infinity, -1, Infinity];
  for (let k = 0; i >= 0 && k < n; k++) {
    const free = sign[k] > 0 ? alpha[k] > 0 : alpha[k] < bound[k];
    if (!free) continue;
    const value = sign[k] * gradient[k];
    if (value >= down) down = value;
    const difference = up + value;
    if (difference <= 0) continue;
    const curve = kernel[i * n + i] + kernel[k * n + k] - 2 * kernel[i * n + k];
    const gain = -(difference * difference) / (curve > 0 ? curve : TAU);
    if (gain <= best) [best, j] = [gain, k];
  }
  return up + down < tolerance ? [-1, -1] : [i, j];
}

/** The best values of two multipliers that keep Σ multiplier × sign. */
function movePair(
  { kernel, sign, bound }: DualProblem,
  alpha: Float64Array,
  gradient: Float64Array,
  i: number,
  j: number,
): void {
  const n = sign.length;
  const curve = kernel[i * n + i] + kernel[j * n + j] - 2 * kernel[i * n + j];
  const steep = curve > 0 ? curve : TAU;
  if (sign[i] !== sign[j]) {
    const step = (-gradient[i] - gradient[j]) / steep;
    const difference = alpha[i] - alpha[j];
    const low = Math.max(0, difference);
    const high = Math.min(bound[i], bound[j] + difference);
    alpha[i] = Math.min(high, Math.max(low, alpha[i] + step));
    alpha[j] = alpha[i] - difference;
  } else {
    const step = (gradient[i] - gradient[j]) / steep;
    const sum = alpha[i] + alpha[j];
    const low = Math.max(0, sum - bound[j]);
    const high = Math.min(bound[i], sum);
    alpha[i] = Math.min(high, Math.max(low, alpha[i] - step));
    alpha[j] = sum - alpha[i];
  }
}

function offset(
  { sign, bound }: Pick<DualProblem, "sign" | "bound">,
  alpha: Float64Array,
  gradient: Float64Array,
): number {
  let [upper, lower, sum, numFree] = [Infinity, -Infinity, 0, 0];
  for (let k = 0; k < sign.length; k++) {
    const value = sign[k] * gradient[k];
    if (alpha[k] >= bound[k]) {
      if (sign[k] < 0) upper = Math.min(upper, value);
      else lower = Math.max(lower, value);
    } else if (alpha[k] <= 0) {
      if (sign[k] > 0) upper = Math.min(upper, value);
      else lower = Math.max(lower, value);
    } else {
      numFree++;
      sum += value;
    }
  }
  return numFree > 0 ? sum / numFree : (upper + lower) / 2;
}
