import type { Table } from "../table.ts";

export const ACTIVATIONS = ["identity", "logistic", "tanh", "relu"] as const;
export type Activation = (typeof ACTIVATIONS)[number];

/** One layer of weights. */
export interface Layer {
  readonly numIn: number;
  readonly numOut: number;
  /** [in × out] */
  readonly weights: Float64Array;
  /** [out] */
  readonly bias: Float64Array;
}

/** x·W + b, [row × out]. */
export function affine({ numRows, values }: Table, layer: Layer): Table {
  const { numIn, numOut, weights, bias } = layer;
  const out = new Float64Array(numRows * numOut);
  for (let row = 0; row < numRows; row++) {
    const at = row * numOut;
    for (let i = 0; i < numIn; i++) {
      const value = values[row * numIn + i];
      for (let j = 0; j < numOut; j++) out[at + j] += value * weights[i * numOut + j];
    }
    for (let j = 0; j < numOut; j++) out[at + j] += bias[j];
  }
  return { numRows, numColumns: numOut, values: out };
}

const FUNCTIONS: Readonly<Record<Activation, (x: number) => number>> = {
  identity: (x) => x,
  logistic: (x) => (x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x))),
  tanh: Math.tanh,
  relu: (x) => Math.max(0, x),
};

export function activate(table: Table, activation: Activation): Table {
  return { ...table, values: table.values.map(FUNCTIONS[activation]) };
}

/** Slopes as a function of what came out. */
export const SLOPES: Readonly<Record<Activation, (y: number) => number>> = {
  identity: () => 1,
  logistic: (y) => y * (1 - y),
  tanh: (y) => 1 - y * y,
  relu: (y) => Number(y !== 0),
};
