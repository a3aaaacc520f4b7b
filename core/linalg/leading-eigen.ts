import type { Kernels } from "#core/kernels/index.ts";
import { eighSymmetric } from "./decompose.ts";

/*
 * The largest eigenvalues of a symmetric matrix and their vectors, without the others: Householder's reduction to three
 * diagonals, bisection by Sturm's sequence for the values, inverse iteration for the vectors (Golub & Van Loan, 8.3-8.4;
 * LAPACK's dstebz and dstein do the same). O(n³) with a third of the work of a full decomposition, which takes over where
 * values lie too close together for their vectors to be told apart.
 */

export interface LeadingEigen {
  /** [count], descending */
  readonly values: Float64Array;
  /** [count × n], unit vectors; signs are free */
  readonly vectors: Float64Array;
}

/** Largest error of a vector, relative to the matrix, before the full decomposition takes over. */
const TOLERANCE = 1e-11;
const INVERSE_STEPS = 4;

/** @param matrix [n × n], symmetric and finite; `count` at most n */
export function leadingEigen(
  matrix: Float64Array,
  n: number,
  count: number,
  kernels: Kernels,
): LeadingEigen {
  // squares of the largest entry neither vanish nor overflow
  let largest = 0;
  for (let i = 0; i < n * n; i++) largest = Math.max(largest, Math.abs(matrix[i]));
  if (!(largest > 0) || !Number.isFinite(largest)) return fromAll(matrix, n, count);
  const scaled = new Float64Array(n * n);
  for (let i = 0; i < scaled.length; i++) scaled[i] = matrix[i] / largest;
  const diagonal = new Float64Array(n);
  const beside = new Float64Array(n);
  const reflectors = new Float64Array(Math.max(0, n - 2) * n);
  const factors = new Float64Array(Math.max(0, n - 2));
  kernels.tridiagonal(scaled, { diagonal, beside, reflectors, factors });
  const norm = normOf(diagonal, beside);
  const values = largestEigenvalues(diagonal, beside, count, norm);
  const vectors = new Float64Array(count * n);
  for (let k = 0; k < count; k++) {
    const vector = vectors.subarray(k * n, (k + 1) * n);
    if (!invert(diagonal, beside, values[k], norm, vectors.subarray(0, k * n), vector)) {
      return fromAll(matrix, n, count);
    }
  }
  for (let k = 0; k < count; k++) {
    reflectBack(reflectors, factors, n, vectors.subarray(k * n, (k + 1) * n));
  }
  return { values: values.map((value) => value * largest), vectors };
}

function fromAll(matrix: Float64Array, n: number, count: number): LeadingEigen {
  const all = eighSymmetric(matrix, n);
  const values = new Float64Array(count);
  const vectors = new Float64Array(count * n);
  for (let k = 0; k < count; k++) {
    values[k] = all.values[n - 1 - k];
    for (let i = 0; i < n; i++) vectors[k * n + i] = all.vectors[i * n + n - 1 - k];
  }
  return { values, vectors };
}

function normOf(diagonal: Float64Array, beside: Float64Array): number {
  let norm = 0;
  for (let i = 0; i < diagonal.length; i++) {
    const row = Math.abs(diagonal[i]) + Math.abs(beside[i]) + (i > 0 ? Math.abs(beside[i - 1]) : 0);
    norm = Math.max(norm, row);
  }
  return norm;
}

/** The largest eigenvalues, descending, by bisection. */
function largestEigenvalues(
  diagonal: Float64Array,
  beside: Float64Array,
  count: number,
  norm: number,
): Float64Array {
  const n = diagonal.length;
  const squares = beside.map((b) => b * b);
  const low = new Float64Array(count).fill(-norm);
  const high = new Float64Array(count).fill(norm);
  const middle = new Float64Array(count);
  const below = new Int32Array(count);
  for (;;) {
    let open = false;
    for (let k = 0; k < count; k++) {
      middle[k] = low[k] + (high[k] - low[k]) / 2;
      const width = 2e-16 * Math.max(Math.abs(low[k]), Math.abs(high[k]), 1e-3 * norm);
      open ||= high[k] - low[k] > width && middle[k] > low[k] && middle[k] < high[k];
    }
    if (!open) return middle;
    countBelow(diagonal, squares, middle, norm, below);
    for (let k = 0; k < count; k++) {
      if (below[k] > n - 1 - k) high[k] = middle[k];
      else low[k] = middle[k];
    }
  }
}

/**
 * How many eigenvalues are below each of `xs`: signs of Sturm's sequence. One sequence waits for its divisions, so all
 * go side by side.
 * @param squares of the entries beside the diagonal
 */
function countBelow(
  diagonal: Float64Array,
  squares: Float64Array,
  xs: Float64Array,
  norm: number,
  counts: Int32Array,
): void {
  const tiny = 1e-300 + 1e-20 * norm;
  const q = new Float64Array(xs.length).fill(Infinity);
  counts.fill(0);
  for (let i = 0; i < diagonal.length; i++) {
    const d = diagonal[i];
    const square = i > 0 ? squares[i - 1] : 0;
    for (let k = 0; k < xs.length; k++) {
      const next = d - xs[k] - square / (q[k] === 0 ? tiny : q[k]);
      if (next < 0) counts[k]++;
      q[k] = next;
    }
  }
}

/** The eigenvector of a value, at right angles to earlier ones; false when it does not settle. */
function invert(
  diagonal: Float64Array,
  beside: Float64Array,
  value: number,
  norm: number,
  earlier: Float64Array,
  out: Float64Array,
): boolean {
  const n = diagonal.length;
  // a start that is not at right angles to any vector that occurs
  for (let i = 0; i < n; i++) out[i] = 1 + 0.5 * Math.sin(1 + 12.9898 * i);
  const solver = eliminated(diagonal, beside, value, norm);
  for (let step = 0; step < INVERSE_STEPS; step++) {
    solver(out);
    for (let at = 0; at < earlier.length; at += n) {
      let along = 0;
      for (let i = 0; i < n; i++) along += out[i] * earlier[at + i];
      for (let i = 0; i < n; i++) out[i] -= along * earlier[at + i];
    }
    let length = 0;
    for (let i = 0; i < n; i++) length += out[i] * out[i];
    length = Math.sqrt(length);
    if (!(length > 0) || !Number.isFinite(length)) return false;
    for (let i = 0; i < n; i++) out[i] /= length;
  }
  let residual = 0;
  for (let i = 0; i < n; i++) {
    const above = i > 0 ? beside[i - 1] * out[i - 1] : 0;
    const below = i + 1 < n ? beside[i] * out[i + 1] : 0;
    residual = Math.max(residual, Math.abs((diagonal[i] - value) * out[i] + above + below));
  }
  for (let at = 0; at < earlier.length; at += n) {
    let along = 0;
    for (let i = 0; i < n; i++) along += out[i] * earlier[at + i];
    if (!(Math.abs(along) <= TOLERANCE)) return false;
  }
  return residual <= TOLERANCE * norm;
}

/** Solves (T − value) x = b in place, by elimination with exchange of rows. */
function eliminated(
  diagonal: Float64Array,
  beside: Float64Array,
  value: number,
  norm: number,
): (b: Float64Array) => void {
  const n = diagonal.length;
  const least = 1e-16 * norm;
  const u0 = diagonal.map((d) => d - value);
  const u1 = beside.slice();
  const u2 = new Float64Array(n);
  const l = new Float64Array(n);
  const swapped = new Uint8Array(n);
  for (let i = 0; i + 1 < n; i++) {
    const below = beside[i];
    if (Math.abs(below) > Math.abs(u0[i])) {
      swapped[i] = 1;
      const factor = u0[i] / below;
      l[i] = factor;
      u0[i] = below;
      const next = u0[i + 1];
      u0[i + 1] = u1[i] - factor * next;
      u1[i] = next;
      u2[i] = u1[i + 1];
      u1[i + 1] = -factor * u2[i];
    } else {
      if (u0[i] === 0) u0[i] = least;
      const factor = below / u0[i];
      l[i] = factor;
      u0[i + 1] -= factor * u1[i];
    }
  }
  for (let i = 0; i < n; i++) if (Math.abs(u0[i]) < least) u0[i] = u0[i] < 0 ? -least : least;
  return (b) => {
    for (let i = 0; i + 1 < n; i++) {
      if (swapped[i] !== 0) {
        const first = b[i];
        b[i] = b[i + 1];
        b[i + 1] = first - l[i] * b[i];
      } else b[i + 1] -= l[i] * b[i];
    }
    for (let i = n - 1; i >= 0; i--) {
      let sum = b[i];
      if (i + 1 < n) sum -= u1[i] * b[i + 1];
      if (i + 2 < n) sum -= u2[i] * b[i + 2];
      b[i] = sum / u0[i];
    }
    // large numbers would overflow in the next step
    let largest = 0;
    for (let i = 0; i < n; i++) largest = Math.max(largest, Math.abs(b[i]));
    if (largest > 0 && Number.isFinite(largest)) for (let i = 0; i < n; i++) b[i] /= largest;
  };
}

function reflectBack(
  reflectors: Float64Array,
  factors: Float64Array,
  n: number,
  vector: Float64Array,
): void {
  for (let k = factors.length - 1; k >= 0; k--) {
    const v = k * n;
    let along = 0;
    for (let i = k + 1; i < n; i++) along += reflectors[v + i] * vector[i];
    along *= factors[k];
    for (let i = k + 1; i < n; i++) vector[i] -= along * reflectors[v + i];
  }
}
