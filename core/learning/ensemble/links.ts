import type { Table } from "../table.ts";

/** 1 / (1 + exp(−x)) of every value, without overflow. */
export function logistic(scores: Table): Table {
  const values = scores.values.map((x) => {
    if (x >= 0) return 1 / (1 + Math.exp(-x));
    const e = Math.exp(x);
    return e / (1 + e);
  });
  return { ...scores, values };
}

/** Every row as shares that add up to 1. */
export function softmaxRows({ numRows, numColumns, values }: Table): Table {
  const out = new Float64Array(values.length);
  for (let row = 0; row < numRows; row++) {
    const at = row * numColumns;
    let largest = -Infinity;
    for (let k = 0; k < numColumns; k++) largest = Math.max(largest, values[at + k]);
    let sum = 0;
    for (let k = 0; k < numColumns; k++) sum += Math.exp(values[at + k] - largest);
    const total = Math.log(sum) + largest; // as logarithms, in scikit-learn's order: trees follow the last bit
    for (let k = 0; k < numColumns; k++) out[at + k] = Math.exp(values[at + k] - total);
  }
  return { numRows, numColumns, values: out };
}
