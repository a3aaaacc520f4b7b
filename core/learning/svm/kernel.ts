import type { Table } from "../table.ts";

export const KERNELS = ["linear", "poly", "rbf", "sigmoid"] as const;
type KernelName = (typeof KERNELS)[number];

export interface Kernel {
  readonly name: KernelName;
  readonly gamma: number;
  readonly degree: number;
  readonly coef0: number;
}

/** The kernel of two rows. */
export function kernelOf(kernel: Kernel, a: Table, i: number, b: Table, j: number): number {
  const d = a.numColumns;
  let sum = 0;
  if (kernel.name === "rbf") {
    for (let k = 0; k < d; k++) {
      const difference = a.values[i * d + k] - b.values[j * d + k];
      sum += difference * difference;
    }
    return Math.exp(-kernel.gamma * sum);
  }
  for (let k = 0; k < d; k++) sum += a.values[i * d + k] * b.values[j * d + k];
  if (kernel.name === "linear") return sum;
  const inner = kernel.gamma * sum + kernel.coef0;
  return kernel.name === "poly" ? inner ** kernel.degree : Math.tanh(inner);
}

/** All pairs of the rows of a table, [row × row]. */
export function kernelMatrix(kernel: Kernel, table: Table): Float64Array {
  const n = table.numRows;
  const out = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = i; j < n; j++) {
      const value = kernelOf(kernel, table, i, table, j);
      out[i * n + j] = value;
      out[j * n + i] = value;
    }
  }
  return out;
}
