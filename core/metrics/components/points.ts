import type { Kernels } from "#core/kernels/index.ts";

/** Spikes as points, each with the label of its unit. */
export interface LabelledPoints {
  /** [point × feature] */
  readonly values: Float64Array;
  readonly numFeatures: number;
  /** [point] */
  readonly labels: ArrayLike<string | number>;
}

export type Label = string | number;

/** Rows of a unit's own points and of all others, in their order. */
export interface SplitRows {
  readonly own: Int32Array;
  readonly others: Int32Array;
}

export function splitRows({ labels }: LabelledPoints, label: Label): SplitRows {
  const own: number[] = [];
  const others: number[] = [];
  for (let i = 0; i < labels.length; i++) (labels[i] === label ? own : others).push(i);
  return { own: Int32Array.from(own), others: Int32Array.from(others) };
}

/** Rows by label, labels in the order in which they come first. */
export function rowsByLabel({ labels }: LabelledPoints): ReadonlyMap<Label, Int32Array> {
  const rows = new Map<Label, number[]>();
  for (let i = 0; i < labels.length; i++) {
    const known = rows.get(labels[i]);
    if (known === undefined) rows.set(labels[i], [i]);
    else known.push(i);
  }
  return new Map(Array.from(rows, ([label, list]) => [label, Int32Array.from(list)]));
}

/** Mean of some points: [feature]. */
export function centreOf({ values, numFeatures }: LabelledPoints, rows: Int32Array): Float64Array {
  const centre = new Float64Array(numFeatures);
  for (const row of rows) {
    const at = row * numFeatures;
    for (let f = 0; f < numFeatures; f++) centre[f] += values[at + f];
  }
  for (let f = 0; f < numFeatures; f++) centre[f] /= rows.length;
  return centre;
}

/** Sum of the outer products of centred points: [feature × feature]. */
export function scatterOf(
  { values, numFeatures: n }: LabelledPoints,
  rows: Int32Array,
  centre: Float64Array,
  kernels: Kernels,
): Float64Array {
  const out = new Float64Array(n * n);
  kernels.centredGram(values, n, rows, centre, out);
  return out;
}

/** Euclidean distances of some points from a place. */
export function distancesTo(
  { values, numFeatures }: LabelledPoints,
  rows: Int32Array,
  place: Float64Array,
): Float64Array {
  const out = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) {
    const at = rows[i] * numFeatures;
    let sum = 0;
    for (let f = 0; f < numFeatures; f++) sum += (values[at + f] - place[f]) ** 2;
    out[i] = Math.sqrt(sum);
  }
  return out;
}
