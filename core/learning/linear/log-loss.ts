import { solveSymmetric } from "./solve.ts";
import type { Table } from "../table.ts";

/** The penalised log loss: Σ weight × loss + strength / 2 × ‖w‖². */
export interface LogLossProblem {
  readonly table: Table;
  /** [row]: with one score 0 or 1, else the class */
  readonly target: Int32Array;
  readonly numScores: number;
  readonly weights: Float64Array;
  readonly strength: number;
  readonly fitIntercept: boolean;
  /** how much of the penalty the intercept has; 0: none */
  readonly interceptPenalty: number;
  /** largest gradient at which the search ends */
  readonly tolerance: number;
  readonly maxIterations: number;
}

export interface LogLossFit {
  /** [score × feature] */
  readonly weights: Float64Array;
  /** [score] */
  readonly intercepts: Float64Array;
  readonly numIterations: number;
}

/** What is added to the curvature of directions that nothing holds, so that a step exists. */
const DAMPING = 1e-10;

/** The minimum by damped Newton steps. Unpenalised data that can be separated stop at `maxIterations`. */
export function minimiseLogLoss(problem: LogLossProblem): LogLossFit {
  const { table, numScores, fitIntercept, maxIterations, tolerance } = problem;
  const width = table.numColumns + 1;
  const size = numScores * width;
  let theta = new Float64Array(size);
  let current = evaluate(problem, theta, true);
  let numIterations = 0;
  while (numIterations < maxIterations) {
    const worst = current.gradient.reduce((most, g) => Math.max(most, Math.abs(g)), 0);
    if (worst <= tolerance) break;
    numIterations++;
    const hessian = current.hessian;
    for (let i = 0; i < size; i++) {
      hessian[i * size + i] += DAMPING;
      if (!fitIntercept && i % width === width - 1) hessian[i * size + i] = 1;
    }
    const step = solveSymmetric(hessian, current.gradient, size);
    let next = current;
    let moved = theta;
    let scale = 1;
    for (let tries = 0; tries < 40; tries++, scale /= 2) {
      const factor = scale;
      moved = theta.map((value, i) => value - factor * step[i]);
      next = evaluate(problem, moved, false);
      if (next.loss <= current.loss) break;
    }
    if (!(next.loss < current.loss)) break; // rounding is all that is left
    theta = moved;
    current = evaluate(problem, theta, true);
  }
  const weights = new Float64Array(numScores * table.numColumns);
  const intercepts = new Float64Array(numScores);
  for (let k = 0; k < numScores; k++) {
    weights.set(theta.subarray(k * width, k * width + width - 1), k * table.numColumns);
    intercepts[k] = theta[k * width + width - 1];
  }
  return { weights, intercepts, numIterations };
}

interface Evaluation {
  readonly loss: number;
  readonly gradient: Float64Array;
  readonly hessian: Float64Array;
}

function evaluate(problem: LogLossProblem, theta: Float64Array, withSlopes: boolean): Evaluation {
  const { table, target, numScores, weights, strength, fitIntercept, interceptPenalty } = problem;
  const { numRows, numColumns, values } = table;
  const width = numColumns + 1;
  const size = numScores * width;
  const gradient = new Float64Array(size);
  const hessian = new Float64Array(withSlopes ? size * size : 0);
  const row = new Float64Array(width);
  row[numColumns] = Number(fitIntercept);
  const scores = new Float64Array(numScores);
  const shares = new Float64Array(numScores);
  let loss = 0;
  for (let i = 0; i < numRows; i++) {
    row.set(values.subarray(i * numColumns, (i + 1) * numColumns));
    for (let k = 0; k < numScores; k++) {
      let sum = 0;
      for (let j = 0; j < width; j++) sum += theta[k * width + j] * row[j];
      scores[k] = sum;
    }
    loss += weights[i] * rowLoss(scores, target[i], shares);
    if (!withSlopes) continue;
    for (let k = 0; k < numScores; k++) {
      const wanted = numScores === 1 ? target[i] : Number(target[i] === k);
      const slope = weights[i] * (shares[k] - wanted);
      for (let j = 0; j < width; j++) gradient[k * width + j] += slope * row[j];
      for (let l = 0; l < numScores; l++) {
        const curve = weights[i] * shares[k] * (Number(k === l) - shares[l]);
        for (let a = 0; a < width; a++) {
          const factor = curve * row[a];
          const at = (k * width + a) * size + l * width;
          for (let b = 0; b < width; b++) hessian[at + b] += factor * row[b];
        }
      }
    }
  }
  for (let i = 0; i < size; i++) {
    const isIntercept = i % width === width - 1;
    const penalty = strength * (isIntercept ? interceptPenalty : 1);
    loss += (penalty / 2) * theta[i] * theta[i];
    gradient[i] += penalty * theta[i];
    if (withSlopes) hessian[i * size + i] += penalty;
  }
  return { loss, gradient, hessian };
}

/** Loss of one row; `shares` gets the probabilities of its scores. */
function rowLoss(scores: Float64Array, target: number, shares: Float64Array): number {
  if (scores.length === 1) {
    const [score] = scores;
    const e = Math.exp(-Math.abs(score));
    shares[0] = score >= 0 ? 1 / (1 + e) : e / (1 + e);
    return Math.log1p(e) + Math.max(score, 0) - target * score;
  }
  let largest = -Infinity;
  for (const score of scores) largest = Math.max(largest, score);
  let sum = 0;
  for (let k = 0; k < scores.length; k++) sum += shares[k] = Math.exp(scores[k] - largest);
  for (let k = 0; k < scores.length; k++) shares[k] /= sum;
  return Math.log(sum) + largest - scores[target];
}
