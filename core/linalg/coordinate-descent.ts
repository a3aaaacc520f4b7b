/*
 * Lasso by cyclic coordinate descent from Gram matrices, with the stopping rule of scikit-learn 1.2
 * (enet_coordinate_descent_gram): the largest step, then the duality gap. O(iterations · n²).
 */

export interface LassoProblem {
  /** Gram matrix: [n × n], symmetric */
  readonly gram: Float64Array;
  /** products of the variables with the target: [n]; also stands for the target itself */
  readonly target: Float64Array;
  /** weight of the penalty */
  readonly alpha: number;
  readonly tol: number;
  readonly maxIter: number;
}

/** min ½·wᵀQw − qᵀw + alpha·|w|₁ from `w`, which becomes the answer. */
export function lassoFromGram(w: Float64Array, problem: LassoProblem): void {
  const { gram, target, alpha, tol, maxIter } = problem;
  const n = w.length;
  const products = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) products[i] += gram[i * n + j] * w[j];
  }
  let targetNorm = 0;
  for (let i = 0; i < n; i++) targetNorm += target[i] * target[i];
  for (let iteration = 0; iteration < maxIter; iteration++) {
    let largest = 0;
    let moved = 0;
    for (let k = 0; k < n; k++) {
      const own = gram[k * n + k];
      if (own === 0) continue;
      const before = w[k];
      if (before !== 0) for (let j = 0; j < n; j++) products[j] -= before * gram[k * n + j];
      const rest = target[k] - products[k];
      const after = (Math.sign(rest) * Math.max(Math.abs(rest) - alpha, 0)) / own;
      w[k] = after;
      if (after !== 0) for (let j = 0; j < n; j++) products[j] += after * gram[k * n + j];
      moved = Math.max(moved, Math.abs(after - before));
      largest = Math.max(largest, Math.abs(after));
    }
    const still = largest === 0 || moved / largest < tol || iteration === maxIter - 1;
    if (still && dualityGap(w, products, problem, targetNorm) < tol * targetNorm) break;
  }
}

function dualityGap(
  w: Float64Array,
  products: Float64Array,
  { target, alpha }: LassoProblem,
  targetNorm: number,
): number {
  let along = 0;
  let explained = 0;
  let size = 0;
  let largest = 0;
  for (let i = 0; i < w.length; i++) {
    along += w[i] * target[i];
    explained += w[i] * products[i];
    size += Math.abs(w[i]);
    largest = Math.max(largest, Math.abs(target[i] - products[i]));
  }
  const residual = targetNorm + explained - 2 * along;
  const ratio = largest > alpha ? alpha / largest : 1;
  const start = largest > alpha ? 0.5 * (residual + residual * ratio * ratio) : residual;
  return start + alpha * size - ratio * targetNorm + ratio * along;
}
