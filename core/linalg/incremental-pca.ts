import type { ComponentModel, Kernels } from "#core/kernels/index.ts";
import { EphysError } from "#core/model/index.ts";
import { leadingEigen } from "./leading-eigen.ts";

/*
 * Principal components learned batch by batch (Ross et al. 2008), as sklearn.decomposition.IncrementalPCA does it: each
 * batch is centred and decomposed together with the components so far, weighted by their singular values, and the shift of
 * the mean. Decomposed through the smaller of the two Gram matrices. Of each component the largest entry is positive.
 */

/** Components of rows with `numFeatures` values. */
export class IncrementalPca {
  readonly numComponents: number;
  readonly numFeatures: number;
  readonly #whiten: boolean;
  readonly #kernels: Kernels;
  #seen = 0;
  #mean: Float64Array;
  /** [component × feature] */
  #components: Float64Array = new Float64Array(0);
  #singular: Float64Array = new Float64Array(0);
  #variance: Float64Array = new Float64Array(0);

  /** @throws InvalidParameter when there cannot be so many components */
  constructor(numComponents: number, numFeatures: number, whiten: boolean, kernels: Kernels) {
    if (numComponents > numFeatures) {
      throw new EphysError(
        "InvalidParameter",
        `n_components ${String(numComponents)} is more than the ${String(numFeatures)} values of a waveform`,
        { parameter: "n_components" },
      );
    }
    this.numComponents = numComponents;
    this.numFeatures = numFeatures;
    this.#whiten = whiten;
    this.#kernels = kernels;
    this.#mean = new Float64Array(numFeatures);
  }

  get isFitted(): boolean {
    return this.#seen > 0;
  }

  /** Learns from a batch [row × feature] of at least as many rows as components. */
  partialFit(batch: Float64Array): void {
    const width = this.numFeatures;
    const count = batch.length / width;
    const total = this.#seen + count;
    const batchMean = meanOfRows(batch, width);
    const extra = this.#rowsSoFar(batchMean, count);
    const { singular, components } = leadingRows(
      { batch, batchMean, extra },
      this.numComponents,
      this.#kernels,
    );
    this.#mean = this.#mean.map((m, f) => (m * this.#seen + batchMean[f] * count) / total);
    this.#seen = total;
    this.#singular = singular;
    this.#components = components;
    this.#variance = singular.map((s) => (s * s) / (total - 1));
  }

  /** The components so far, as long as they are singular values, and the shift of the mean: rows beside those of a batch. */
  #rowsSoFar(batchMean: Float64Array, count: number): Float64Array {
    if (this.#seen === 0) return new Float64Array(0);
    const width = this.numFeatures;
    const rows = new Float64Array((this.numComponents + 1) * width);
    for (let k = 0; k < this.numComponents; k++) {
      for (let f = 0; f < width; f++) {
        rows[k * width + f] = this.#singular[k] * this.#components[k * width + f];
      }
    }
    const shift = Math.sqrt((this.#seen / (this.#seen + count)) * count);
    const last = this.numComponents * width;
    for (let f = 0; f < width; f++) rows[last + f] = shift * (this.#mean[f] - batchMean[f]);
    return rows;
  }

  /** What was learned, as plain data; undefined before the first batch. */
  model(): PcaModel | undefined {
    if (!this.isFitted) return undefined;
    return {
      mean: this.#mean,
      components: this.#components,
      scale: this.#variance.map((variance) => (this.#whiten ? 1 / Math.sqrt(variance) : 1)),
    };
  }

  /** Scores of one row of `values`, written to `out` [component]. */
  transform(values: Float64Array, out: Float64Array): void {
    const model = this.model();
    if (model !== undefined) projectRow(model, values, out);
  }
}

/** A fitted model: score = (values − mean) · component · scale. */
export type PcaModel = ComponentModel;

/** Scores of one row of `values`, written to `out` [component]. */
export function projectRow(
  { mean, components, scale }: PcaModel,
  values: ArrayLike<number>,
  out: Float64Array,
): void {
  const width = mean.length;
  for (let k = 0; k < scale.length; k++) {
    const from = k * width;
    // two sums, so that one does not wait for the other
    let even = 0;
    let odd = 0;
    let f = 0;
    for (; f + 1 < width; f += 2) {
      even += (values[f] - mean[f]) * components[from + f];
      odd += (values[f + 1] - mean[f + 1]) * components[from + f + 1];
    }
    if (f < width) even += (values[f] - mean[f]) * components[from + f];
    out[k] = (even + odd) * scale[k];
  }
}

function meanOfRows(rows: Float64Array, width: number): Float64Array {
  const mean = new Float64Array(width);
  const count = rows.length / width;
  for (let at = 0; at < rows.length; at += width) {
    for (let f = 0; f < width; f++) mean[f] += rows[at + f];
  }
  return mean.map((sum) => sum / count);
}

interface BatchRows {
  /** [row × feature] */
  readonly batch: Float64Array;
  readonly batchMean: Float64Array;
  /** [row × feature], already centred */
  readonly extra: Float64Array;
}

/** The largest singular values of a centred batch and more rows, with their right vectors [component × feature]. */
function leadingRows(
  given: BatchRows,
  count: number,
  kernels: Kernels,
): { readonly singular: Float64Array; readonly components: Float64Array } {
  const width = given.batchMean.length;
  const numRows = (given.batch.length + given.extra.length) / width;
  const byFeature = width <= numRows;
  const size = byFeature ? width : numRows;
  const found = Math.min(count, size);
  const rows = byFeature ? given.extra : centredRows(given);
  const gram = byFeature ? gramOfColumns(given, kernels) : gramOfRows(rows, width);
  const { values, vectors } = leadingEigen(gram, size, found, kernels);
  const singular = new Float64Array(count);
  const components = new Float64Array(count * width);
  for (let k = 0; k < found; k++) {
    const value = Math.sqrt(Math.max(0, values[k]));
    const component = components.subarray(k * width, (k + 1) * width);
    const vector = vectors.subarray(k * size, (k + 1) * size);
    if (byFeature) component.set(vector);
    else if (value > 0) {
      for (let r = 0; r < numRows; r++) {
        const weight = vector[r] / value;
        for (let f = 0; f < width; f++) component[f] += weight * rows[r * width + f];
      }
    }
    singular[k] = value;
    pointUp(component);
  }
  return { singular, components };
}

/** Turns a vector so that its largest entry is positive. */
function pointUp(vector: Float64Array): void {
  let largest = 0;
  for (const value of vector) if (Math.abs(value) > Math.abs(largest)) largest = value;
  if (largest < 0) for (let i = 0; i < vector.length; i++) vector[i] = -vector[i];
}

function gramOfColumns({ batch, batchMean, extra }: BatchRows, kernels: Kernels): Float64Array {
  const n = batchMean.length;
  const gram = new Float64Array(n * n);
  kernels.centredGram(batch, n, undefined, batchMean, gram);
  const others = new Float64Array(n * n);
  kernels.centredGram(extra, n, undefined, new Float64Array(n), others);
  for (let k = 0; k < gram.length; k++) gram[k] += others[k];
  return gram;
}

function centredRows({ batch, batchMean, extra }: BatchRows): Float64Array {
  const width = batchMean.length;
  const rows = new Float64Array(extra.length + batch.length);
  rows.set(extra);
  for (let at = 0; at < batch.length; at += width) {
    const to = extra.length + at;
    for (let f = 0; f < width; f++) rows[to + f] = batch[at + f] - batchMean[f];
  }
  return rows;
}

function gramOfRows(rows: Float64Array, width: number): Float64Array {
  const count = rows.length / width;
  const gram = new Float64Array(count * count);
  for (let i = 0; i < count; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let f = 0; f < width; f++) sum += rows[i * width + f] * rows[j * width + f];
      gram[i * count + j] = sum;
      gram[j * count + i] = sum;
    }
  }
  return gram;
}
