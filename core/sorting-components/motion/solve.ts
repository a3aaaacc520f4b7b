import { solvePositive as solve, svd } from "#core/linalg/index.ts";
import { EphysError } from "#core/model/index.ts";

/*
 * Dense solvers of dredge's Newton steps: Cholesky for positive definite matrices, the shortest least-squares solution
 * for singular ones (scipy.linalg.solve(assume_a="pos") and lstsq). O(n³).
 */

/** As `solvePositive` of core/linalg. @throws InvalidValue for NaN or infinity */
export function solvePositive(
  ...[a, n, b, columns, floor]: Parameters<typeof solve>
): Float64Array | undefined {
  requireFinite(a);
  requireFinite(b);
  return solve(a, n, b, columns, floor);
}

/** The shortest x that minimises |a·x − b|; singular values up to 2^-52 of the largest count as zero. */
export function solveLeastSquares(a: Float64Array, n: number, b: Float64Array): Float64Array {
  const { u, s, vt } = svd(a, n, n);
  const x = new Float64Array(n);
  for (let k = 0; k < n; k++) {
    if (s[k] <= 2 ** -52 * s[0]) continue;
    let share = 0;
    for (let i = 0; i < n; i++) share += u[i * n + k] * b[i];
    for (let i = 0; i < n; i++) x[i] += (vt[k * n + i] * share) / s[k];
  }
  return x;
}

function requireFinite(values: Float64Array): void {
  if (values.every(Number.isFinite)) return;
  throw new EphysError(
    "InvalidValue",
    "displacements, weights or priors hold NaN or infinity: leave those pairs out by a weight of 0",
  );
}
