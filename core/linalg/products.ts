import { LuDecomposition } from "ml-matrix";
import { EphysError } from "#core/model/index.ts";
import { matrixFrom, valuesOf } from "./decompose.ts";

/** a[m × k] · b[k × n] → [m × n] in float64; for small matrices (big ones go through `Kernels.matmul`). */
export function multiplyMatrices(
  a: Float64Array,
  b: Float64Array,
  m: number,
  k: number,
  n: number,
): Float64Array {
  const out = new Float64Array(m * n);
  for (let i = 0; i < m; i++) {
    for (let p = 0; p < k; p++) {
      const value = a[i * k + p];
      if (value === 0) continue;
      for (let j = 0; j < n; j++) out[i * n + j] += value * b[p * n + j];
    }
  }
  return out;
}

/** aᵀ of [m × n] → [n × m]. */
export function transpose(a: Float64Array, m: number, n: number): Float64Array {
  const out = new Float64Array(m * n);
  for (let i = 0; i < m; i++) for (let j = 0; j < n; j++) out[j * m + i] = a[i * n + j];
  return out;
}

/** Solves a·x = b for a square [n × n] matrix and [n × columns] right-hand sides. */
export function solveLinear(
  a: Float64Array,
  n: number,
  b: Float64Array,
  columns = 1,
): Float64Array {
  const lu = new LuDecomposition(matrixFrom(a, n, n));
  if (lu.isSingular()) {
    throw new EphysError(
      "InvalidValue",
      `a ${String(n)} × ${String(n)} system has no single solution`,
    );
  }
  return valuesOf(lu.solve(matrixFrom(b, n, columns)));
}
