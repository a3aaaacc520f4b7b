/*
 * LSQR (Paige and Saunders 1982, ACM TOMS 8(1) 43–71) from zero, with SciPy's stopping rules: problems of pairwise
 * displacements leave a constant free, and where the iteration stops is part of the answer.
 */
import {
  applyDifferences,
  applyTransposed,
  CONDITION_LIMIT,
  givens,
  norm,
  TOLERANCE,
  type DifferenceSystem,
} from "./difference-system.ts";

/** The shortest least-squares solution, to about six digits: [unknown]. */
export function lsqr(system: DifferenceSystem): Float64Array {
  const n = system.numUnknowns;
  const x = new Float64Array(n);
  const u = Float64Array.from(system.targets);
  const targetNorm = norm(u);
  let beta = targetNorm;
  let v: Float64Array = new Float64Array(n);
  let alpha = 0;
  if (beta > 0) {
    scale(u, 1 / beta);
    v = applyTransposed(system, u);
    alpha = norm(v);
  }
  if (alpha > 0) scale(v, 1 / alpha);
  if (alpha * beta === 0) return x;
  const w = v.slice();
  let rhoBar = alpha;
  let phiBar = beta;
  let size = 0;
  let inverseSize = 0;
  let turn: readonly [cosine: number, sine: number] = [-1, 0];
  let z = 0;
  let partialNorm = 0;
  for (let iteration = 1; iteration <= 2 * n; iteration++) {
    const image = applyDifferences(system, v);
    for (let r = 0; r < u.length; r++) u[r] = image[r] - alpha * u[r];
    beta = norm(u);
    if (beta > 0) {
      scale(u, 1 / beta);
      size = Math.sqrt(size ** 2 + alpha ** 2 + beta ** 2);
      const back = applyTransposed(system, u);
      for (let i = 0; i < n; i++) v[i] = back[i] - beta * v[i];
      alpha = norm(v);
      if (alpha > 0) scale(v, 1 / alpha);
    }
    const [c, s, rho] = givens(rhoBar, beta);
    const theta = s * alpha;
    rhoBar = -c * alpha;
    const phi = c * phiBar;
    phiBar *= s;
    inverseSize += (norm(w) / rho) ** 2;
    for (let i = 0; i < n; i++) {
      x[i] += (phi / rho) * w[i];
      w[i] = v[i] - (theta / rho) * w[i];
    }
    // the length of x, without summing it
    const rest = phi - turn[1] * rho * z;
    const gammaBar = -turn[0] * rho;
    const length = Math.sqrt(partialNorm + (rest / gammaBar) ** 2);
    const gamma = Math.sqrt(gammaBar ** 2 + theta ** 2);
    turn = [gammaBar / gamma, theta / gamma];
    z = rest / gamma;
    partialNorm += z ** 2;
    const residual = Math.abs(phiBar);
    const gradient = alpha * Math.abs(s * phi);
    const tests: StopTests = {
      residual: residual / targetNorm,
      gradient: gradient / (size * residual + 2 ** -52),
      condition: 1 / (size * Math.sqrt(inverseSize) + 2 ** -52),
      growth: (size * length) / targetNorm,
    };
    if (shouldStop(tests)) return x;
  }
  return x;
}

/** Relative residual, relative gradient, inverse condition and |A|·|x|/|b|. */
export interface StopTests {
  readonly residual: number;
  readonly gradient: number;
  readonly condition: number;
  readonly growth: number;
}

/** The stopping rules that LSQR and LSMR share. */
export function shouldStop({ residual, gradient, condition, growth }: StopTests): boolean {
  return (
    1 + condition <= 1 ||
    1 + gradient <= 1 ||
    1 + residual / (1 + growth) <= 1 ||
    condition <= 1 / CONDITION_LIMIT ||
    gradient <= TOLERANCE ||
    residual <= TOLERANCE + TOLERANCE * growth
  );
}

function scale(values: Float64Array, by: number): void {
  for (let i = 0; i < values.length; i++) values[i] *= by;
}
