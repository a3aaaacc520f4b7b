import type { Table } from "./table.ts";

/** What a classifier learns from. */
export interface TrainingSet {
  readonly table: Table;
  /** [row], positions in `classes` */
  readonly y: Int32Array;
  /** the codes that occur, ascending */
  readonly classes: Int32Array;
}

/** Codes as positions in the sorted list of those that occur. */
export function trainingSet(table: Table, codes: Int32Array): TrainingSet {
  const classes = Int32Array.from(new Set(codes)).sort();
  const position = new Map([...classes].map((code, i) => [code, i]));
  return { table, classes, y: Int32Array.from(codes, (code) => position.get(code) ?? 0) };
}

/** Position of the largest number of each row. */
export function argmaxRows({ numRows, numColumns, values }: Table): Int32Array {
  const out = new Int32Array(numRows);
  for (let row = 0; row < numRows; row++) {
    let best = 0;
    for (let k = 1; k < numColumns; k++) {
      if (values[row * numColumns + k] > values[row * numColumns + best]) best = k;
    }
    out[row] = best;
  }
  return out;
}

/** The code of the most probable class of each row. */
export function mostProbable(probabilities: Table, classes: Int32Array): Int32Array {
  return argmaxRows(probabilities).map((position) => classes[position]);
}
