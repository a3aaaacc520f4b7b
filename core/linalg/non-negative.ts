/*
 * Least squares with coefficients that are not negative: the active-set method of Lawson and Hanson (1974, ch. 23) on the
 * normal equations (Bro and de Jong 1997). Few columns, dense; O(columns³) per step.
 */

/**
 * The x ≥ 0 that minimises |A·x − b|².
 * @param gram [n × n] = Aᵀ·A
 * @param right [n] = Aᵀ·b
 */
export function nonNegativeLeastSquares(gram: Float64Array, right: Float64Array): Float64Array {
  const n = right.length;
  const x = new Float64Array(n);
  const active = new Uint8Array(n);
  const scale = right.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const tolerance = 1e-13 * n * scale;
  for (let step = 0; step < 3 * n + 3; step++) {
    const entering = steepest(gram, right, x, active, tolerance);
    if (entering < 0) break;
    active[entering] = 1;
    for (let inner = 0; inner <= n; inner++) {
      const candidate = solveActive(gram, right, active);
      const share = firstZero(x, candidate, active);
      for (let i = 0; i < n; i++) x[i] += share * (candidate[i] - x[i]);
      if (share === 1) break;
      for (let i = 0; i < n; i++) {
        if (active[i] === 0 || candidate[i] > 0 || x[i] > 1e-14) continue;
        x[i] = 0;
        active[i] = 0;
      }
    }
  }
  return x;
}

/** The inactive coefficient that would lower the error most; -1 when none would. */
function steepest(
  gram: Float64Array,
  right: Float64Array,
  x: Float64Array,
  active: Uint8Array,
  tolerance: number,
): number {
  const n = right.length;
  let best = -1;
  let most = tolerance;
  for (let i = 0; i < n; i++) {
    if (active[i] !== 0) continue;
    let descent = right[i];
    for (let j = 0; j < n; j++) descent -= gram[i * n + j] * x[j];
    if (descent > most) {
      most = descent;
      best = i;
    }
  }
  return best;
}

/** How far from x towards the candidate all active coefficients stay positive; 1 = all the way. */
function firstZero(x: Float64Array, candidate: Float64Array, active: Uint8Array): number {
  let share = 1;
  for (let i = 0; i < x.length; i++) {
    if (active[i] === 0 || candidate[i] > 0) continue;
    const own = x[i] / (x[i] - candidate[i]);
    share = Math.min(share, Number.isNaN(own) ? 0 : own);
  }
  return share;
}

/** The unconstrained solution in the active coefficients, 0 elsewhere; a column that others make up counts as 0. */
function solveActive(gram: Float64Array, right: Float64Array, active: Uint8Array): Float64Array {
  const n = right.length;
  const rows = new Int32Array(n);
  let m = 0;
  for (let i = 0; i < n; i++) if (active[i] !== 0) rows[m++] = i;
  const a = new Float64Array(m * m);
  const b = new Float64Array(m);
  const limit = new Float64Array(m);
  for (let i = 0; i < m; i++) {
    const from = rows[i] * n;
    for (let j = 0; j < m; j++) a[i * m + j] = gram[from + rows[j]];
    b[i] = right[rows[i]];
    limit[i] = 1e-12 * gram[from + rows[i]];
  }
  const pivots = new Uint8Array(m);
  for (let k = 0; k < m; k++) {
    const pivot = a[k * m + k];
    if (!(pivot > limit[k])) continue;
    pivots[k] = 1;
    for (let i = 0; i < m; i++) {
      if (i === k) continue;
      const factor = a[i * m + k] / pivot;
      if (factor === 0) continue;
      for (let j = k; j < m; j++) a[i * m + j] -= factor * a[k * m + j];
      b[i] -= factor * b[k];
    }
  }
  const out = new Float64Array(n);
  for (let k = 0; k < m; k++) out[rows[k]] = pivots[k] === 1 ? b[k] / a[k * m + k] : 0;
  return out;
}
