/**
 * Least squares over differences: row r asks that weight·(x[plus] − x[minus]) be its target. The sparse matrix of
 * pairwise displacements.
 */
export interface DifferenceSystem {
  readonly numUnknowns: number;
  readonly plus: ArrayLike<number>;
  readonly minus: ArrayLike<number>;
  readonly weights: ArrayLike<number>;
  readonly targets: ArrayLike<number>;
}

/** weights·(x[plus] − x[minus]) of every row. */
export function applyDifferences(system: DifferenceSystem, x: ArrayLike<number>): Float64Array {
  const { plus, minus, weights } = system;
  const out = new Float64Array(plus.length);
  for (let r = 0; r < out.length; r++) out[r] = weights[r] * (x[plus[r]] - x[minus[r]]);
  return out;
}

/** The transposed of `applyDifferences`. */
export function applyTransposed(system: DifferenceSystem, u: Float64Array): Float64Array {
  const { plus, minus, weights, numUnknowns } = system;
  const out = new Float64Array(numUnknowns);
  for (let r = 0; r < u.length; r++) {
    const value = weights[r] * u[r];
    out[plus[r]] += value;
    out[minus[r]] -= value;
  }
  return out;
}

/** Some rows of a system. */
export function selectRows(system: DifferenceSystem, rows: readonly number[]): DifferenceSystem {
  const pick = (values: ArrayLike<number>): Float64Array =>
    Float64Array.from(rows, (r) => values[r]);
  return {
    numUnknowns: system.numUnknowns,
    plus: pick(system.plus),
    minus: pick(system.minus),
    weights: pick(system.weights),
    targets: pick(system.targets),
  };
}

/**
 * Rows whose residual lies within `sigma` standard deviations of the mean; none when all residuals are equal
 * (scipy's zscore is NaN then).
 */
export function rowsWithin(residuals: Float64Array, sigma: number): Uint8Array {
  const count = residuals.length;
  const mean = residuals.reduce((a, b) => a + b, 0) / count;
  const spread = Math.sqrt(residuals.reduce((sum, r) => sum + (r - mean) ** 2, 0) / count);
  const constant = residuals.every((r) => r === residuals[0]);
  return Uint8Array.from(residuals, (r) =>
    Number(!constant && Math.abs((r - mean) / spread) <= sigma),
  );
}

export function norm(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] ** 2;
  return Math.sqrt(sum);
}

/** Givens rotation [cosine, sine, length] that turns (a, b) to (length, 0). */
export function givens(a: number, b: number): [c: number, s: number, r: number] {
  if (b === 0) return [Math.sign(a), 0, Math.abs(a)];
  if (a === 0) return [0, Math.sign(b), Math.abs(b)];
  if (Math.abs(b) > Math.abs(a)) {
    const tau = a / b;
    const s = Math.sign(b) / Math.sqrt(1 + tau * tau);
    return [s * tau, s, b / s];
  }
  const tau = b / a;
  const c = Math.sign(a) / Math.sqrt(1 + tau * tau);
  return [c, c * tau, a / c];
}

/** SciPy's default tolerances of both solvers. */
export const TOLERANCE = 1e-6;
export const CONDITION_LIMIT = 1e8;
