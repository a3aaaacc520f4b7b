/*
 * LSMR (Fong and Saunders 2011, SIAM J. Sci. Comput. 33(5) 2950–2971) with SciPy's stopping rules and its limit of
 * min(rows, unknowns) iterations.
 */
import {
  applyDifferences,
  applyTransposed,
  givens,
  norm,
  type DifferenceSystem,
} from "./difference-system.ts";
import { shouldStop } from "./lsqr.ts";

/**
 * A least-squares solution near `start`: [unknown], in its precision.
 * @param start [unknown]
 */
export function lsmr<T extends Float32Array | Float64Array>(system: DifferenceSystem, start: T): T {
  const n = system.numUnknowns;
  const x = start.slice() as T; // a slice has its source's type
  const targetNorm = norm(system.targets);
  const u = applyDifferences(system, x);
  for (let r = 0; r < u.length; r++) u[r] = system.targets[r] - u[r];
  let beta = norm(u);
  let v: Float64Array = new Float64Array(n);
  let alpha = 0;
  if (beta > 0) {
    scale(u, 1 / beta);
    v = applyTransposed(system, u);
    alpha = norm(v);
  }
  if (alpha > 0) scale(v, 1 / alpha);
  if (alpha * beta === 0) return x;
  if (targetNorm === 0) return x.fill(0) as T;
  const h = v.slice();
  const hBar = new Float64Array(n);
  let zetaBar = alpha * beta;
  let alphaBar = alpha;
  let [rho, rhoBar, cBar, sBar, zeta] = [1, 1, 1, 0, 0];
  let sizeSquared = alpha ** 2;
  let [largest, smallest] = [0, 1e100];
  const residual = createResidualEstimate(beta);
  const limit = Math.min(system.plus.length, n);
  for (let iteration = 1; iteration <= limit; iteration++) {
    const image = applyDifferences(system, v);
    for (let r = 0; r < u.length; r++) u[r] = image[r] - alpha * u[r];
    beta = norm(u);
    if (beta > 0) {
      scale(u, 1 / beta);
      const back = applyTransposed(system, u);
      for (let i = 0; i < n; i++) v[i] = back[i] - beta * v[i];
      alpha = norm(v);
      if (alpha > 0) scale(v, 1 / alpha);
    }
    const [sign, , length] = givens(alphaBar, 0);
    const [rhoOld, rhoBarOld, zetaOld] = [rho, rhoBar, zeta];
    const [c, s, rhoNew] = givens(length, beta);
    rho = rhoNew;
    const theta = s * alpha;
    alphaBar = c * alpha;
    const thetaBar = sBar * rho;
    const rhoTurned = cBar * rho;
    [cBar, sBar, rhoBar] = givens(rhoTurned, theta);
    zeta = cBar * zetaBar;
    zetaBar *= -sBar;
    const keep = -(thetaBar * rho) / (rhoOld * rhoBarOld);
    const step = zeta / (rho * rhoBar);
    for (let i = 0; i < n; i++) {
      hBar[i] = hBar[i] * keep + h[i];
      x[i] += step * hBar[i];
      h[i] = h[i] * -(theta / rho) + v[i];
    }
    const left = residual({ sign, c, s, thetaBar, rhoBar, zeta, zetaOld });
    const size = Math.sqrt(sizeSquared + beta ** 2);
    sizeSquared += beta ** 2 + alpha ** 2;
    largest = Math.max(largest, rhoBarOld);
    if (iteration > 1) smallest = Math.min(smallest, rhoBarOld);
    const tests = {
      residual: left / targetNorm,
      gradient: size * left === 0 ? Infinity : Math.abs(zetaBar) / (size * left),
      condition: Math.min(smallest, rhoTurned) / Math.max(largest, rhoTurned),
      growth: (size * norm(x)) / targetNorm,
    };
    if (shouldStop(tests)) return x;
  }
  return x;
}

interface Rotations {
  readonly sign: number;
  readonly c: number;
  readonly s: number;
  readonly thetaBar: number;
  readonly rhoBar: number;
  readonly zeta: number;
  readonly zetaOld: number;
}

/** Tracks |b − A·x| through the rotations of each iteration. */
function createResidualEstimate(beta: number): (rotations: Rotations) => number {
  let last = beta;
  let turned = 0;
  let rhoTurned = 1;
  let tauBefore = 0;
  let thetaTurned = 0;
  return ({ sign, c, s, thetaBar, rhoBar, zeta, zetaOld }) => {
    const acute = sign * last;
    const hat = c * acute;
    last = -s * acute;
    const thetaBefore = thetaTurned;
    const [cosine, sine, rhoBefore] = givens(rhoTurned, thetaBar);
    thetaTurned = sine * rhoBar;
    rhoTurned = cosine * rhoBar;
    turned = -sine * turned + cosine * hat;
    tauBefore = (zetaOld - thetaBefore * tauBefore) / rhoBefore;
    const tau = (zeta - thetaTurned * tauBefore) / rhoTurned;
    return Math.sqrt((turned - tau) ** 2 + last ** 2);
  };
}

function scale(values: Float64Array, by: number): void {
  for (let i = 0; i < values.length; i++) values[i] *= by;
}
