/** Singular values (descending) and right vectors of a tall matrix, with Uᵀ·f. */
export interface SmallSvd {
  /** [n] */
  readonly values: Float64Array;
  /** [n × n], columns are vectors */
  readonly vectors: Float64Array;
  /** [n] = Uᵀ · f */
  readonly projected: Float64Array;
}

const MAX_SWEEPS = 60;
const TOLERANCE = 1e-15;

/**
 * One-sided Jacobi decomposition (Hestenes 1958) of a matrix with few columns; O(rows × n²) per sweep.
 * @param matrix [rows × n], overwritten
 * @param f [rows]
 */
export function smallSvd(matrix: Float64Array, n: number, f: Float64Array): SmallSvd {
  const rows = matrix.length / n;
  const right = new Float64Array(n * n);
  for (let i = 0; i < n; i++) right[i * n + i] = 1;
  for (let sweep = 0; sweep < MAX_SWEEPS; sweep++) {
    let rotated = false;
    for (let p = 0; p < n - 1; p++) {
      for (let q = p + 1; q < n; q++) rotated = rotateColumns(matrix, right, n, p, q) || rotated;
    }
    if (!rotated) break;
  }
  const norms = Float64Array.from({ length: n }, (_, j) => columnNorm(matrix, n, j));
  const order = Array.from(norms.keys()).sort((a, b) => norms[b] - norms[a]);
  const values = Float64Array.from(order, (j) => norms[j]);
  const vectors = new Float64Array(n * n);
  const projected = new Float64Array(n);
  for (const [k, j] of order.entries()) {
    for (let i = 0; i < n; i++) vectors[i * n + k] = right[i * n + j];
    let sum = 0;
    for (let i = 0; i < rows; i++) sum += matrix[i * n + j] * f[i];
    projected[k] = norms[j] === 0 ? 0 : sum / norms[j];
  }
  return { values, vectors, projected };
}

/** Makes columns p and q orthogonal; true when they were not. */
function rotateColumns(
  matrix: Float64Array,
  right: Float64Array,
  n: number,
  p: number,
  q: number,
): boolean {
  let alpha = 0;
  let beta = 0;
  let gamma = 0;
  for (let at = 0; at < matrix.length; at += n) {
    alpha += matrix[at + p] ** 2;
    beta += matrix[at + q] ** 2;
    gamma += matrix[at + p] * matrix[at + q];
  }
  if (gamma === 0 || Math.abs(gamma) <= TOLERANCE * Math.sqrt(alpha * beta)) return false;
  const zeta = (beta - alpha) / (2 * gamma);
  const tangent = (zeta < 0 ? -1 : 1) / (Math.abs(zeta) + Math.sqrt(1 + zeta * zeta));
  const cosine = 1 / Math.sqrt(1 + tangent * tangent);
  const sine = cosine * tangent;
  rotate(matrix, n, p, q, cosine, sine);
  rotate(right, n, p, q, cosine, sine);
  return true;
}

function rotate(
  matrix: Float64Array,
  n: number,
  p: number,
  q: number,
  cosine: number,
  sine: number,
): void {
  for (let at = 0; at < matrix.length; at += n) {
    const a = matrix[at + p];
    const b = matrix[at + q];
    matrix[at + p] = cosine * a - sine * b;
    matrix[at + q] = sine * a + cosine * b;
  }
}

function columnNorm(matrix: Float64Array, n: number, column: number): number {
  let sum = 0;
  for (let at = column; at < matrix.length; at += n) sum += matrix[at] ** 2;
  return Math.sqrt(sum);
}
