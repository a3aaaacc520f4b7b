import { EphysError } from "#core/model/index.ts";
import type { RandomState } from "../random-state.ts";
import { tableOf, type Table } from "../table.ts";
import { argmaxRows } from "../training-set.ts";
import { kMeans } from "./kmeans.ts";

/*
 * Mixture of normal distributions with full covariances by expectation and maximisation, from one k-means (scikit-learn's
 * GaussianMixture with its defaults).
 */

const MOST_ROUNDS = 100;
const TOLERANCE = 1e-3;
/** added to variances, so that no component collapses */
const FLOOR = 1e-6;

interface Component {
  readonly weight: number;
  readonly mean: Float64Array;
  /** [column × column], lower triangle of the Cholesky factor of the covariance */
  readonly root: Float64Array;
}

/** The component that each row most likely comes from. @throws InvalidParameter with fewer rows than components */
export function gaussianMixture(
  table: Table,
  numComponents: number,
  random: RandomState,
): Int32Array {
  if (table.numRows < numComponents) {
    throw new EphysError(
      "InvalidParameter",
      `${String(table.numRows)} rows cannot be ${String(numComponents)} components`,
      { n_components: numComponents },
    );
  }
  const start = kMeans(table, numComponents, random);
  let shares = tableOf(table.numRows, numComponents);
  start.forEach((label, row) => {
    shares.values[row * numComponents + label] = 1;
  });
  let components = maximise(table, shares);
  let before = -Infinity;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const expected = expectation(table, components);
    shares = expected.shares;
    components = maximise(table, shares);
    if (Math.abs(expected.logLikelihood - before) < TOLERANCE) break;
    before = expected.logLikelihood;
  }
  return argmaxRows(expectation(table, components).shares);
}

function maximise({ numRows, numColumns: d, values }: Table, shares: Table): Component[] {
  return Array.from({ length: shares.numColumns }, (_, c) => {
    const mean = new Float64Array(d);
    let weight = 10 * Number.EPSILON;
    for (let i = 0; i < numRows; i++) {
      const share = shares.values[i * shares.numColumns + c];
      weight += share;
      for (let j = 0; j < d; j++) mean[j] += share * values[i * d + j];
    }
    for (let j = 0; j < d; j++) mean[j] /= weight;
    const covariance = new Float64Array(d * d);
    const centred = new Float64Array(d);
    for (let i = 0; i < numRows; i++) {
      const share = shares.values[i * shares.numColumns + c] / weight;
      if (share === 0) continue;
      for (let j = 0; j < d; j++) centred[j] = values[i * d + j] - mean[j];
      for (let a = 0; a < d; a++) {
        for (let b = 0; b <= a; b++) covariance[a * d + b] += share * centred[a] * centred[b];
      }
    }
    for (let j = 0; j < d; j++) covariance[j * d + j] += FLOOR;
    return { weight: weight / numRows, mean, root: cholesky(covariance, d) };
  });
}

/** In place on the lower triangle. */
function cholesky(a: Float64Array, d: number): Float64Array {
  for (let j = 0; j < d; j++) {
    for (let k = 0; k < j; k++) a[j * d + j] -= a[j * d + k] * a[j * d + k];
    a[j * d + j] = Math.sqrt(Math.max(a[j * d + j], FLOOR * Number.EPSILON));
    for (let i = j + 1; i < d; i++) {
      for (let k = 0; k < j; k++) a[i * d + j] -= a[i * d + k] * a[j * d + k];
      a[i * d + j] /= a[j * d + j];
    }
  }
  return a;
}

function expectation(
  { numRows, numColumns: d, values }: Table,
  components: readonly Component[],
): { readonly shares: Table; readonly logLikelihood: number } {
  const k = components.length;
  const shares = tableOf(numRows, k);
  const constants = components.map(({ weight, root }) => {
    let logRoot = 0;
    for (let j = 0; j < d; j++) logRoot += Math.log(root[j * d + j]);
    return Math.log(weight) - logRoot - 0.5 * d * Math.log(2 * Math.PI);
  });
  const solved = new Float64Array(d);
  let logLikelihood = 0;
  for (let i = 0; i < numRows; i++) {
    let largest = -Infinity;
    for (const [c, { mean, root }] of components.entries()) {
      let distance = 0;
      for (let a = 0; a < d; a++) {
        let sum = values[i * d + a] - mean[a];
        for (let b = 0; b < a; b++) sum -= root[a * d + b] * solved[b];
        solved[a] = sum / root[a * d + a];
        distance += solved[a] * solved[a];
      }
      shares.values[i * k + c] = constants[c] - 0.5 * distance;
      largest = Math.max(largest, shares.values[i * k + c]);
    }
    let sum = 0;
    for (let c = 0; c < k; c++) sum += Math.exp(shares.values[i * k + c] - largest);
    const total = largest + Math.log(sum);
    for (let c = 0; c < k; c++)
      shares.values[i * k + c] = Math.exp(shares.values[i * k + c] - total);
    logLikelihood += total / numRows;
  }
  return { shares, logLikelihood };
}
