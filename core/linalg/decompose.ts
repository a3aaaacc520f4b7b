import { EigenvalueDecomposition, Matrix, SingularValueDecomposition } from "ml-matrix";
import { EphysError } from "#core/model/index.ts";

/** Eigenvalues and eigenvectors of a symmetric matrix. */
export interface SymmetricEigen {
  /** [n], ascending */
  readonly values: Float64Array;
  /** [n × n] row-major; column j is the unit eigenvector of values[j]. Signs are free. */
  readonly vectors: Float64Array;
}

/** Thin singular value decomposition a = u·diag(s)·vt, k = min(m, n). Signs of pairs are free. */
export interface Svd {
  /** [m × k] */
  readonly u: Float64Array;
  /** [k], descending */
  readonly s: Float64Array;
  /** [k × n] */
  readonly vt: Float64Array;
}

/** Row-major values as a matrix; values that are not finite are refused (the iterations would not end). */
export function matrixFrom(a: Float64Array, rows: number, columns: number): Matrix {
  if (a.length !== rows * columns) {
    throw new EphysError(
      "InvalidValue",
      `${String(a.length)} values do not make a ${String(rows)} × ${String(columns)} matrix`,
    );
  }
  const out: Float64Array[] = [];
  for (let row = 0; row < rows; row++) out.push(a.slice(row * columns, (row + 1) * columns));
  if (!a.every(Number.isFinite)) {
    throw new EphysError("InvalidValue", "a matrix to decompose holds NaN or infinity");
  }
  return new Matrix(out);
}

/** A matrix as row-major values. */
export function valuesOf(matrix: Matrix): Float64Array {
  const out = new Float64Array(matrix.rows * matrix.columns);
  for (let row = 0; row < matrix.rows; row++) out.set(matrix.getRow(row), row * matrix.columns);
  return out;
}

/** Relative to the largest entry, smaller ones are zero: their products would underflow inside the iterations. */
const NEGLIGIBLE = 1e-140;

/** A matrix divided by its largest entry, and that entry (1 for zeros). */
function normalised(a: Float64Array): { readonly values: Float64Array; readonly size: number } {
  let size = 0;
  for (let i = 0; i < a.length; i++) size = Math.max(size, Math.abs(a[i]));
  if (size === 0 || !Number.isFinite(size)) return { values: a, size: 1 };
  const values = a.map((v) => (Math.abs(v) < NEGLIGIBLE * size ? 0 : v / size));
  return { values, size };
}

/** Eigen decomposition of a symmetric [n × n] matrix (numpy.linalg.eigh up to signs). Only symmetric input is meaningful. */
export function eighSymmetric(a: Float64Array, n: number): SymmetricEigen {
  const { values: scaled, size } = normalised(a);
  const decomposition = new EigenvalueDecomposition(matrixFrom(scaled, n, n), {
    assumeSymmetric: true,
  });
  const found = decomposition.realEigenvalues;
  const order = found.map((_, i) => i).sort((i, j) => found[i] - found[j]);
  const basis = decomposition.eigenvectorMatrix;
  const values = new Float64Array(n);
  const vectors = new Float64Array(n * n);
  for (const [column, source] of order.entries()) {
    values[column] = found[source] * size;
    for (let row = 0; row < n; row++) vectors[row * n + column] = basis.get(row, source);
  }
  return { values, vectors };
}

/** Thin SVD of [m × n] (numpy.linalg.svd(full_matrices=False) up to signs). */
export function svd(a: Float64Array, m: number, n: number): Svd {
  const k = Math.min(m, n);
  const { values, size } = normalised(a);
  const decomposition = new SingularValueDecomposition(matrixFrom(values, m, n), {
    autoTranspose: true,
  });
  const { diagonal, leftSingularVectors, rightSingularVectors } = decomposition;
  const order = diagonal
    .map((_, i) => i)
    .sort((i, j) => diagonal[j] - diagonal[i])
    .slice(0, k);
  const u = new Float64Array(m * k);
  const s = new Float64Array(k);
  const vt = new Float64Array(k * n);
  for (const [at, source] of order.entries()) {
    s[at] = diagonal[source] * size;
    for (let row = 0; row < m; row++) u[row * k + at] = leftSingularVectors.get(row, source);
    for (let row = 0; row < n; row++) vt[at * n + row] = rightSingularVectors.get(row, source);
  }
  return { u, s, vt };
}
